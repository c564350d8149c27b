"""Links in the mails of the demonstration: they lead to its address."""

from . import postgres


def lead_to(database, address):
    """Make the links in mails lead to an address, including mails that are waiting.

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
