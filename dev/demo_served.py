"""A copy of the demonstration on a server of its own, for scripts that measure."""

import contextlib
import email
import email.policy
import re
from html import unescape

from tests.harness.server import running

from . import demo, earlier, odoo, paths, postgres


@contextlib.contextmanager
def served(commit=None):
    """Serve a copy of the demonstration, on a host that passkeys work on.

    :param commit: an earlier commit, whose demonstration is there; None for this
        checkout
    """
    source, settings = demo.DATABASE, {}
    if commit:
        source = earlier.database_name(commit)
        folders = odoo.addons_path(earlier.addons(commit))
        settings["addons_path"] = ",".join(str(folder) for folder in folders)
    # a copy's own folder lacks the keys of the open evaluations
    folder = odoo.ballot_dir(source)
    with running(source, ballot_dir=folder, **settings) as server:
        server.url = server.url.replace("127.0.0.1", "localhost")
        yield server


def number(server, name):
    """Return the id of a record of the demonstration."""
    rows = postgres.query(
        "SELECT res_id FROM ir_model_data"
        f" WHERE module = 'nob_mentorship' AND name = '{name}'",
        server.db,
    )
    return int(rows[0][0])


def mailed(server, login, pattern):
    """Return the path of the link in the newest mail to a member, or None.

    :param str login: of the member
    :param str pattern: of the path
    """
    rows = postgres.query(
        f"""
        SELECT (regexp_matches(mail.body_html, 'href="([^"]+)"', 'g'))[1]
          FROM mail_mail AS mail
          JOIN mail_mail_res_partner_rel AS sent ON sent.mail_mail_id = mail.id
          JOIN res_users AS u ON u.partner_id = sent.res_partner_id
         WHERE u.login = '{login}'
         ORDER BY mail.id DESC
        """,
        server.db,
    )
    links = [*(link for (link,) in rows), *_caught(server, login)]
    paths = (re.sub("^https?://[^/]+", "", unescape(link)) for link in links)
    return next((path for path in paths if re.match(pattern, path)), None)


def _caught(server, login):
    """Return the links of the mails to a member that were sent, the newest mail
    first: Odoo deletes a mail that it has sent."""
    ((address,),) = postgres.query(
        "SELECT p.email FROM res_users AS u JOIN res_partner AS p"
        " ON p.id = u.partner_id"
        f" WHERE u.login = '{login}'",
        server.db,
    )
    links = []
    for file in sorted(paths.MAILS.glob(f"*-{address}.eml"), reverse=True):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("html",))
        links += re.findall('href="([^"]+)"', body.get_content()) if body else []
    return links
