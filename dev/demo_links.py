"""Links in the mails of the demonstration: they lead to the port it is served on."""

from . import postgres


def lead_to(database, port):
    """Have the links of mails lead to a port, those of mails that wait as well.

    :param database: one that no server is serving
    """
    address = f"http://localhost:{port}"
    before = "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'"
    postgres.query(
        f"""
        UPDATE mail_mail
           SET body_html = replace(body_html, before.value, '{address}')
          FROM ({before}) AS before
         WHERE state = 'outgoing' AND before.value <> '{address}';
        INSERT INTO ir_config_parameter (key, value)
             VALUES ('web.base.url', '{address}'), ('web.base.url.freeze', 'True')
        ON CONFLICT (key) DO UPDATE SET value = excluded.value;
        """,
        database=database,
    )
