import json
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo import models
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase

PLACE, DAY = "Behind the old mill", "2031-03-14"
REFUSED = "odoo.exceptions.AccessError"


def shown(record, field, by):
    """Return {way: (method, arguments, options)} whose answer would hold a value.

    :param str by: the field as it is grouped by
    """
    ids, here, spec = record.ids, [("id", "=", record.id)], {field: {}}
    return {
        "read": ("read", [ids, [field]], {}),
        "search_read": ("search_read", [here, [field]], {}),
        "web_read": ("web_read", [ids, spec], {}),
        "web_search_read": ("web_search_read", [here, spec], {}),
        "export_data": ("export_data", [ids, [field]], {}),
        "grouped": ("formatted_read_group", [here, [by], ["__count"]], {}),
        "grouped in the client": ("web_read_group", [here, [by]], {}),
        "grouped of old": ("read_group", [here, [field], [by]], {}),
        "collected": ("formatted_read_group", [here, [], [f"{field}:array_agg"]], {}),
        "the greatest": ("formatted_read_group", [here, [], [f"{field}:max"]], {}),
    }


def told(record, field, value):
    """Return the ways whose answer would tell whether a value is the one asked for."""
    here, that = [("id", "=", record.id)], [(field, "=", value)]
    return {
        "search": ("search", [that], {}),
        "search in a list": ("search", [[(field, "in", [value])]], {}),
        "search for any": ("search", [[(field, "!=", False)]], {}),
        "search_count": ("search_count", [that], {}),
        "search_read": ("search_read", [that, ["id"]], {}),
        "web_search_read": ("web_search_read", [that, {}], {}),
        "name_search": ("name_search", [""], {"domain": that}),
        "grouped": ("formatted_read_group", [that, [], ["__count"]], {}),
        "having": (
            "formatted_read_group",
            [here, ["id"], ["__count"]],
            {"having": [(f"{field}:max", "=", value)]},
        ),
        "order": ("search", [here], {"order": f"{field} desc"}),
        "order of search_read": ("search_read", [here, ["id"]], {"order": field}),
        "order of web_search_read": (
            "web_search_read",
            [here, {"id": {}}],
            {"order": field},
        ),
    }


def led(record, first, last):
    """Return the ways from another record whose answer would hold, or tell, a value."""
    ids = record.ids
    return {
        "search along a path": ("search", [[(f"{first}.{last}", "!=", False)]], {}),
        "search by a condition": (
            "search",
            [[(first, "any", [(last, "!=", False)])]],
            {},
        ),
        "export along a path": ("export_data", [ids, [f"{first}/{last}"]], {}),
        "web_read along a path": (
            "web_read",
            [ids, {first: {"fields": {last: {}}}}],
            {},
        ),
    }


@tagged("post_install", "-at_install")
class TestFieldGuard(HttpCase, MentorshipCase):
    """Each way to a field from outside first checks read or write access.

    If another version of Odoo no longer called that check, everything would be open,
    without an error. So each way is tried with the guard, and without it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.meeting = cls.env["mentorship.meeting"].create(
            {
                "pairing_id": cls.pairing.id,
                "start": "2031-01-01 10:00:00",
                "stop": "2031-01-01 11:00:00",
                "location": PLACE,
            }
        )
        cls.pairing.offered_on = DAY
        # of users who may export at all
        cls.mentee_user.group_ids += cls.env.ref("base.group_allow_export")
        cls.draft = cls._enrol(cls.member, "mentee", submit=False)
        cls.env.flush_all()

    def _ask(self, records, method, args, kwargs):
        """Call a method as a client does.

        :return: (answer, None), or (None, name of the error)
        """
        call = {"model": records._name, "method": method, "args": args}
        sent = {"method": "call", "params": {**call, "kwargs": kwargs}}
        with mute_logger("odoo.http"):
            answer = self.url_open("/web/dataset/call_kw", json=sent).json()
        if "error" in answer:
            return None, answer["error"]["data"]["name"]
        return answer.get("result"), None

    @contextmanager
    def _unasked(self, *names):
        """Live in an Odoo that does not ask these models any more."""
        with ExitStack() as stack:
            for name in names:
                unasked = patch.object(
                    self.registry[name],
                    "_has_field_access",
                    models.BaseModel._has_field_access,
                )
                stack.enter_context(unasked)
            yield

    def _reads(self):
        """Yield (who, way, whether it led to what is closed, error)."""
        for user, record, field, by, value in (
            (self.manager, self.meeting, "location", "location", PLACE),
            (self.mentee_user, self.pairing, "offered_on", "offered_on:day", DAY),
        ):
            self.authenticate(user.login, user.login)
            for way, call in shown(record, field, by).items():
                answer, error = self._ask(record, *call)
                yield user.login, way, value in json.dumps(answer), error
            for way, call in told(record, field, value).items():
                _answer, error = self._ask(record, *call)
                yield user.login, way, not error, error
        for user, record, first, last, value in (
            (self.coordinator, self.pairing, "meeting_ids", "location", PLACE),
            (self.mentee_user, self.meeting, "pairing_id", "offered_on", DAY),
        ):
            self.authenticate(user.login, user.login)
            for way, call in led(record, first, last).items():
                answer, error = self._ask(record, *call)
                there = value in json.dumps(answer) or call[0] == "search"
                yield user.login, way, there and not error, error

    def _writes(self):
        """Yield (way, whether a state was written past its methods, error)."""
        self.authenticate(self.coordinator.login, self.coordinator.login)
        states = self.env["mentorship.enrolment"]
        sign_up = {"edition_id": self.edition.id, "role": "mentee"}
        ids, state = self.draft.ids, {"state": "refused"}
        people = iter(
            self.env["res.partner"].create([{"name": f"No {n}"} for n in range(5)]).ids
        )
        fresh = lambda: {**sign_up, "partner_id": next(people)}  # noqa: E731
        names = ["edition_id/.id", "partner_id/.id", "role", "state"]
        row = [str(self.edition.id), str(next(people)), "mentee", "refused"]
        through = {"enrolment_ids": [(1, self.draft.id, state)]}
        for way, records, *call in (
            ("write", states, "write", [ids, state], {}),
            ("web_save", states, "web_save", [ids, state, {}], {}),
            ("create", states, "create", [{**fresh(), **state}], {}),
            (
                "create by default",
                states,
                "create",
                [fresh()],
                {"context": {"default_state": "refused"}},
            ),
            ("copy", states, "copy", [ids, {**fresh(), **state}], {}),
            ("import", states, "load", [names, [row]], {}),
            ("through a list", self.edition, "write", [self.edition.ids, through], {}),
        ):
            refused = [("state", "=", "refused")]
            before = states.search_count(refused)
            _answer, error = self._ask(records, *call)
            self.env.invalidate_all()
            yield way, states.search_count(refused) > before, error
            self.draft.state = "draft"
            self.env.flush_all()

    def test_no_way_reads_what_is_closed(self):
        tried = list(self._reads())
        self.assertFalse([found for found in tried if found[2]])
        self.assertEqual({error for *_way, error in tried}, {REFUSED})

    def test_each_way_would_read_it_if_odoo_did_not_ask(self):
        with self._unasked("mentorship.meeting", "mentorship.pairing"):
            self.assertFalse([found for found in self._reads() if not found[2]])

    def test_no_way_writes_what_is_closed(self):
        self.assertFalse([found for found in self._writes() if found[1]])

    def test_each_way_would_write_it_if_odoo_did_not_ask(self):
        with self._unasked("mentorship.enrolment"):
            self.assertFalse([found for found in self._writes() if not found[1]])

    def test_what_is_closed_is_not_described_either(self):
        for user, record, field in (
            (self.manager, self.meeting, "location"),
            (self.mentee_user, self.pairing, "offered_on"),
        ):
            self.authenticate(user.login, user.login)
            fields, _error = self._ask(record, "fields_get", [], {})
            self.assertIn("state", fields)
            self.assertNotIn(field, fields)
            defaults, _error = self._ask(
                record,
                "default_get",
                [[field]],
                {"context": {f"default_{field}": "given"}},
            )
            self.assertIn(defaults, (None, {}, {field: "given"}))
