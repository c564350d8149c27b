"""The steps that are measured at each size; runs in Odoo's shell."""

import json
import time
from datetime import timedelta

from lxml import etree
from werkzeug.test import Client

from odoo import fields, http
from odoo.sql_db import Cursor

from . import fill, fill_matching, multiply

PAGE, CARDS, CALENDAR = 80, 40, 501
"""Records that the web client loads for a list, a column and a long calendar."""
SOME = 20
"""The number of records that a mass action is measured on."""
CHANGED = "mail_template_changed"
"""A mail to many recipients."""
INSIDE = 40
"""Lines of a list inside a form that the web client loads."""


class Counted:
    """Counts the queries and the seconds of its block."""

    def __enter__(self):
        self.queries, self._execute = 0, Cursor.execute
        counted = self

        def execute(cursor, *args, **kwargs):
            counted.queries += 1
            return counted._execute(cursor, *args, **kwargs)

        Cursor.execute = execute
        self._begin = time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds = time.perf_counter() - self._begin
        Cursor.execute = self._execute


def fill_up(env, count):
    """Add an edition that was matched, and one in which mentees choose a mentor."""
    fill_matching.fill(env, count, count)
    matched = env["mentorship.edition"].search([], limit=1, order="id desc")
    run = env["mentorship.matching"].create({"edition_id": matched.id})
    run.action_run()
    choosing = matched.copy(
        {"name": "2052", "own_choice": True, "intake": True, "state": "enrolment"}
    )
    today = fields.Date.today()
    choosing.write(
        {"enrolment_start": today, "enrolment_end": today + timedelta(days=300)}
    )
    mentors = matched.enrolment_ids.filtered(lambda e: e.role == "mentor")
    env["mentorship.wish"].create(
        [
            {
                "edition_id": matched.id,
                "mentee_enrolment_id": proposal.mentee_enrolment_ids.id,
                "mentor_enrolment_id": proposal.mentor_enrolment_id.id,
                "source": "staff",
            }
            for proposal in run.proposal_ids
        ]
    )
    mentee = env["res.users"].search([("login", "=", fill.LOGIN)]).partner_id
    env["mentorship.enrolment"].create(
        [
            {
                "edition_id": choosing.id,
                "partner_id": partner.id,
                "role": role,
                "shown": role == "mentor",
                "question": role == "mentee" and "Hoe verder?",
                "state": "accepted",
            }
            for partner, role in [
                *((mentor.partner_id, "mentor") for mentor in mentors),
                (mentee, "mentee"),
            ]
        ]
    )
    env.cr.commit()


def many(env, times):
    """Multiply the people, their sign-ups and everything that followed from these."""
    signed_up = "(SELECT partner_id FROM mentorship_enrolment)"
    multiply.rows(
        env.cr,
        {
            "res_partner": f"t.id IN {signed_up}",
            "membership_membership_line": f"t.partner_id IN {signed_up}",
            "mentorship_enrolment": "true",
            "mentorship_pairing": "true",
            "mentorship_pairing_member": "true",
            "mentorship_meeting": "true",
            "mentorship_proposal": "true",
            "mentorship_wish": "true",
        },
        times,
    )
    env.cr.commit()
    env.invalidate_all()


def serve(env, talk):
    """Measure on request, a line of JSON each: None for the names of all.

    :param talk: an open file; an answer is [queries, seconds], of a mass action for one
        record
    """
    steps = {**dict(_views(env)), **dict(_pages(env)), "daily job": _daily(env)}
    each = {f"{name}, a record": _undone(env, act) for name, act in _actions(env)}
    steps |= each
    steps |= {name: _undone(env, function) for name, function in _at_once(env)}
    for line in talk:
        name = json.loads(line)
        answer = list(steps)
        if name:
            env.invalidate_all()
            with Counted() as counted:
                steps[name]()
            times = SOME if name in each else 1
            answer = [counted.queries / times, counted.seconds / times]
        print(json.dumps(answer), file=talk, flush=True)


def _undone(env, function):
    """Return a function that undoes everything it did."""

    def run():
        point = env.cr.savepoint()
        function()
        env.flush_all()
        point.close(rollback=True)

    return run


def _actions(env):
    """Return (name, function) of the actions of staff on several records at once."""
    matched, choosing = env["mentorship.edition"].search(
        [("name", "in", ("2051", "2052"))], order="id desc", limit=2
    )[::-1]
    running = env["mentorship.pairing"].search([], order="id", limit=1).edition_id
    sign_ups = choosing.enrolment_ids.filtered(lambda e: e.role == "mentor")[:SOME]
    pairings = running.pairing_ids[:SOME]
    proposals = matched.matching_ids.proposal_ids[:SOME]
    soon = fields.Date.today() + timedelta(days=30)
    reason = env["mentorship.end.reason"].search([], limit=1)

    def each(records, method, *args):
        job = env["mentorship.job"]
        for record in records:
            why_not = job._attempt(record, method, args)
            assert not why_not, (record, method, why_not)

    def in_state(records, state, method, *args):
        def act():
            records.sudo().write({"state": state})
            env.flush_all()
            each(records, method, *args)

        return act

    def offer():
        values = [proposal._pairing() for proposal in proposals]
        each(env["mentorship.pairing"].create(values), "action_offer")

    yield "send a sign-up", in_state(sign_ups, "draft", "action_submit")
    yield "accept a sign-up", in_state(sign_ups, "submitted", "action_accept")
    yield "refuse a sign-up", in_state(sign_ups, "submitted", "action_refuse", "Vol.")
    yield "publish a proposal", lambda: each(proposals, "_publish_one")
    yield "offer a pairing", offer
    yield "pause a pairing", lambda: each(pairings, "action_pause", soon)
    yield "complete a pairing", lambda: each(pairings, "action_complete")
    yield "end a pairing", lambda: each(pairings, "action_end", reason.id)
    yield "make a mail", lambda: each(sign_ups, "_queue_mail", CHANGED, {})


def _at_once(env):
    """Return (name, function) of the scheduled jobs that concern everyone."""
    # by its number: records that were read together are read one by one, once memory is
    # empty
    first = env["mentorship.pairing"].search([], order="id", limit=1)
    edition = env["mentorship.edition"].browse(first.edition_id.id)
    run = env["mentorship.matching"].search([], limit=1)
    partners = edition.enrolment_ids.partner_id

    def open_sign_up():
        values = {"enrolment_mode": "invitation", "invited_ids": partners.ids}
        edition.copy({"name": "2062", **values}).action_open_enrolment()

    def close():
        edition.sudo().state = "running"
        edition.action_close()

    yield "open a sign-up for all", open_sign_up
    yield "tell all of a change", edition._tell_changes
    yield "publish all, until it goes on by itself", run.action_publish
    yield "close an edition, until it goes on by itself", close


def _views(env):
    """Return (name, function) of each view of each of our actions."""
    manager = env["res.users"].search([("login", "=", fill.MANAGER)])
    env = env(user=manager, context={"lang": "nl_NL"})
    actions = (
        env["ir.actions.act_window"]
        .sudo()
        .search(
            [("res_model", "like", "mentorship.%"), ("target", "=", "current")],
            order="id",
        )
    )
    seen = set()
    for action in actions:
        for kind in action.view_mode.split(","):
            if (action.res_model, kind) in seen:
                continue
            seen.add((action.res_model, kind))
            model = env[action.res_model]
            if model.has_access("read"):
                arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
                yield f"{action.res_model} {kind}", _opened(model, kind, arch)
    yield (
        "res.partner list",
        _opened(
            env["res.partner"],
            "list",
            etree.fromstring(env["res.partner"].get_view(view_type="list")["arch"]),
        ),
    )


def _opened(model, kind, arch):
    """Return a function that reads what the web client reads for a view."""
    nodes = arch.xpath("//field[not(ancestor::field)]")
    wanted = {
        node.get("name"): _wanted(model._fields[node.get("name")], node)
        for node in nodes
        if node.get("name") in model._fields
    }
    measured = ("measure",) if kind == "graph" else (None, "measure")
    groups = [
        ":".join(filter(None, (node.get("name"), node.get("interval"))))
        for node in nodes
        if node.get("type") not in measured
    ]
    if kind == "form":
        record = model.search([], order="id", limit=1)
        return lambda: record.web_read(wanted)
    if kind in ("graph", "pivot"):
        return lambda: model.formatted_read_group([], groups or ["id"], ["__count"])
    if kind == "calendar":
        start = arch.get("date_start")
        domain = [(start, ">=", "2000-01-01"), (start, "<=", "2100-01-01")]
        limit = CALENDAR if arch.get("js_class") else None
        return lambda: model.search_read(domain, list(wanted), limit=limit)
    group = arch.get("default_group_by")
    if kind == "kanban" and group:
        return lambda: model.web_read_group(
            [], [group], ["__count"], auto_unfold=True, unfold_read_specification=wanted
        )
    limit = PAGE if kind == "list" else CARDS
    return lambda: model.web_search_read([], wanted, limit=limit, count_limit=10001)


def _wanted(field, node):
    """Return what the web client requests for one field of a view."""
    if not field.relational:
        return {}
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    inside = node.xpath("./list//field | ./kanban//field")
    names = {line.get("name"): {} for line in inside} or {"display_name": {}}
    return {"fields": names, "limit": INSIDE}


def _pages(env):
    """Return (name, function) of each page of a member."""
    client = Client(http.root)
    local = {"environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    client.get(f"/web/login?db={env.cr.dbname}", **local)
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=env.cr.dbname)
    user = env["res.users"].search([("login", "=", fill.LOGIN)])
    session.uid, session.login = user.id, user.login
    session.session_token = user._compute_session_token(session.sid)
    http.root.session_store.save(session)
    client.set_cookie("session_id", session.sid)
    me = [("partner_id", "=", user.partner_id.id)]
    first, last = env["mentorship.enrolment"].search(me, order="id")
    own = f"/my/mentorship/pairing/{first.member_ids.pairing_id.id}"
    sign_up = f"/my/mentorship/enrolment/{last.id}"
    edition = "/my/mentorship/edition"
    pages = {
        "the portal's home": "/my/home",
        "a member's overview": "/my/mentorship",
        "an edition": f"{edition}/{first.edition_id.id}",
        "an edition whose sign-up is open": f"{edition}/{last.edition_id.id}",
        "a sign-up": sign_up,
        "the mentors a mentee can ask": f"{sign_up}/mentors",
        "the second page of these mentors": f"{sign_up}/mentors/page/2",
        "a mentee's wishes": f"{sign_up}/preference",
        "a pairing": own,
        "a new meeting": f"{own}/meeting",
        "a member's export": "/my/mentorship/export",
    }
    for name, path in pages.items():

        def get(path=path):
            answer = client.get(path, **local)
            assert answer.status_code == 200, (path, answer.status_code)

        yield name, get


def _daily(env):
    cron = env.ref("nob_mentorship.ir_cron_daily")
    return cron.method_direct_trigger
