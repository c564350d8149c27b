"""The deeds whose taps are counted, and the pages that are looked at.

Each deed starts at the link in the newest mail about it, or at the page that such a
mail leads to where the demonstration has no mail.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from . import acts, demo, demo_served, postgres
from .console import Problem

PORTAL = "/my/mentorship"


class Page(NamedTuple):
    """A page to look at; `prepare` is called with the phone once it is there."""

    name: str
    login: str
    path: str
    prepare: Callable | None = None


class Deed(NamedTuple):
    """What a member does.

    :param start: the path where the mail leads to
    :param proof: a query that finds rows once it is done
    :param act: function of a phone, `is_done` and `look`
    :param prepare: function of a server that makes it possible
    """

    name: str
    login: str
    start: Callable
    proof: str
    act: Callable
    prepare: Callable | None = None

    def carry_out(self, phone, is_done, look):
        """Do it; return how many seconds it took."""
        start = self.start()
        phone.taps = phone.fields = 0
        begin = time.monotonic()
        phone.go(start)
        self.act(phone, is_done, look)
        phone.until(is_done)
        return time.monotonic() - begin


def pages(server):
    """Return the pages to look at."""
    pairing = demo_served.number(server, "demo_pairing_1")
    offered = demo_served.number(server, "demo_pairing_6")
    opened = demo_served.number(server, "demo_edition_open")
    room = f"/mentorship/room?to=room/{pairing}"
    return [
        Page("home", "mentee", PORTAL),
        Page("edition", "lid", f"{PORTAL}/edition/{opened}"),
        Page("offer", "mentee2", f"{PORTAL}/pairing/{offered}"),
        Page("pairing page", "mentee", f"{PORTAL}/pairing/{pairing}"),
        Page("sealed page", "mentee", room, acts.open_room),
        Page("evaluation", "mentee", _form(server), acts.start_form),
    ]


def deeds(server):
    """Return the deeds, in the order in which they follow each other."""
    pairing = demo_served.number(server, "demo_pairing_1")
    offered = demo_served.number(server, "demo_pairing_6")
    opened = demo_served.number(server, "demo_edition_open")
    draft = demo_served.number(server, "demo_enrolment_o_draft")
    past = demo_served.number(server, "demo_meeting_2")
    own = "(SELECT partner_id FROM res_users WHERE login = '{}')"
    newest = postgres.query(
        "SELECT (SELECT coalesce(max(id), 0) FROM mentorship_meeting),"
        " (SELECT coalesce(max(id), 0) FROM mentorship_note)",
        server.db,
    )[0]
    sent = "state NOT IN ('draft', 'withdrawn')"
    answered = "SELECT 1 FROM mentorship_pairing_member WHERE {} AND partner_id = {}"
    here = f"{PORTAL}/pairing/{pairing}"
    offer = f"{PORTAL}/pairing/{offered}"

    def mail(login, path, otherwise=None):
        found = partial(demo_served.mailed, server, login, rf"{path}\b")
        return lambda: found() or otherwise or path

    return [
        Deed(
            "sign up",
            "lid",
            mail("lid", f"{PORTAL}/edition/{opened}"),
            f"SELECT 1 FROM mentorship_enrolment WHERE edition_id = {opened}"
            f" AND {sent} AND partner_id = {own.format('lid')}",
            acts.sign_up,
        ),
        Deed(
            "send a drafted sign-up",
            "concept",
            mail("concept", f"{PORTAL}/enrolment/{draft}"),
            f"SELECT 1 FROM mentorship_enrolment WHERE id = {draft} AND {sent}",
            lambda phone, is_done, look: phone.walk(is_done, look),
        ),
        Deed(
            "say yes",
            "mentee2",
            mail("mentee2", offer),
            answered.format(
                f"answer = 'accepted' AND pairing_id = {offered}",
                own.format("mentee2"),
            ),
            acts.say_yes,
            partial(_mentor_says_yes, offered=offered),
        ),
        Deed(
            "note the first contact",
            "mentee2",
            mail("mentee2", offer),
            answered.format(
                f"first_contact_on IS NOT NULL AND pairing_id = {offered}",
                own.format("mentee2"),
            ),
            acts.note_contact,
        ),
        Deed(
            "plan a talk",
            "mentee",
            mail("mentee", here),
            f"SELECT 1 FROM mentorship_meeting WHERE id > {newest[0]}"
            f" AND pairing_id = {pairing}",
            acts.plan_talk,
        ),
        Deed(
            "say that we met",
            "mentee",
            mail("mentee", f"{PORTAL}/meeting/{past}", here),
            f"SELECT 1 FROM mentorship_meeting WHERE id = {past} AND state = 'held'",
            partial(acts.say_met, meeting=past),
            partial(_let_pass, meeting=past),
        ),
        Deed(
            "write a note",
            "mentee",
            mail("mentee", here),
            f"SELECT 1 FROM mentorship_note WHERE id > {newest[1]}",
            acts.write_note,
        ),
        Deed(
            "answer an evaluation",
            "mentee",
            lambda: _form(server),
            "SELECT 1 FROM mentorship_evaluation_invitation AS asked"
            " JOIN mentorship_evaluation AS form ON form.id = asked.evaluation_id"
            " WHERE form.state = 'open' AND asked.responded"
            f" AND asked.partner_id = {own.format('mentee')}",
            acts.answer,
        ),
    ]


def _form(server):
    found = demo_served.mailed(server, "mentee", "/mentorship/evaluation/")
    if not found:
        raise Problem("no mail leads to an evaluation's form")
    return found


def _mentor_says_yes(server, offered):
    """Let the mentor say yes by telephone, so that the mentee's yes is the last."""
    rows = postgres.query(
        "SELECT id FROM mentorship_pairing_member"
        f" WHERE pairing_id = {offered} AND role = 'mentor'",
        server.db,
    )
    arguments = [int(rows[0][0]), "accepted", "telephone"]
    coordinator = server.client("coordinator", demo.PASSWORD)
    coordinator.call("mentorship.pairing.member", "action_note_answer", arguments)


def _let_pass(server, meeting):
    """Let a planned talk be yesterday's."""
    postgres.query(
        "UPDATE mentorship_meeting SET start = now() - interval '25 hours',"
        f" stop = now() - interval '24 hours' WHERE id = {meeting}",
        server.db,
    )
