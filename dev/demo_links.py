"""Links in the mails of the demonstration: they lead to where it is served."""

from . import postgres


def lead_to(database, address):
    """Have the links of mails lead to an address, those of mails that wait as well.

    :param database: one that no server is serving
    :param str address: of Odoo, such as ``http://localhost:8069``
    """
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
