"""The links in the demonstration's mails follow its address."""

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


def test_links_follow_each_run_to_its_address(demonstration):
    first, *later = (
        "http://localhost:8090",
        "http://nob.localhost:8091",
        "http://localhost:8092",
    )
    demo_links.lead_to(demonstration, first)
    assert address() == first
    waiting, sent = mail("outgoing"), mail("sent")
    for where in (first, *later):
        demo_links.lead_to(demonstration, where)
        assert address() == where
        assert body(waiting) == f'<a href="{where}/my">To my page</a>'
    assert f"{first}/my" in body(sent)
