"""The links in the demonstration's mails follow the port it is served on."""

import pytest

from dev import database, demo_links, postgres
from dev.testing import BLACKBOX

NAME = "nob_test_demo_links"


@pytest.fixture
def demonstration():
    """A database of this test alone, with a mail that waits and one that went out."""
    database.copy(BLACKBOX, NAME)
    yield NAME
    database.set_aside(NAME)


def mail(state):
    """Queue a mail as the demonstration's first server did, and return its id."""
    rows = postgres.query(
        f"""
        WITH message AS (
            INSERT INTO mail_message (model, message_type, subtype_id, date)
            SELECT 'mail.mail', 'email_outgoing', NULL, now() RETURNING id
        )
        INSERT INTO mail_mail (mail_message_id, state, body_html)
        SELECT id, '{state}',
               '<a href="' || (SELECT value FROM ir_config_parameter
                                WHERE key = 'web.base.url') || '/my">To my page</a>'
          FROM message RETURNING id
        """,
        database=NAME,
    )
    return int(rows[0][0])


def body(mail_id):
    (row,) = postgres.query(
        f"SELECT body_html FROM mail_mail WHERE id = {mail_id}", database=NAME
    )
    return row[0]


def address():
    (row,) = postgres.query(
        "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'",
        database=NAME,
    )
    return row[0]


def test_links_follow_each_run_to_its_port(demonstration):
    demo_links.lead_to(demonstration, 8090)
    assert address() == "http://localhost:8090"
    waiting, sent = mail("outgoing"), mail("sent")
    for port in (8090, 8091, 8092):
        demo_links.lead_to(demonstration, port)
        assert address() == f"http://localhost:{port}"
        assert body(waiting) == f'<a href="http://localhost:{port}/my">To my page</a>'
    assert "http://localhost:8090/my" in body(sent)
