"""What users learn about a record they may not see, by calling public methods."""

import inspect
import re

import psycopg2

from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .each_model import EachModelCase

ABSENT = 2**31 - 1
WRONG = (None, "x", -1, 2.5, [], {}, 2**40, "9" * 5000)
CORE = ("create", "write", "read", "onchange", "exists", "copy_data", "search")
"""Methods that other tests try cell by cell."""
OF_CORE = ("export_data", "update_field_translations", "message_post", "load")
"""Methods whose arguments Odoo checks itself."""


class _Undo(Exception):
    """Undoes an attempt."""


@tagged("post_install", "-at_install", "fault", "slow")
class TestMethods(EachModelCase):
    """Every public method × every persona × records that are not theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.name, cls.mentee.name = "Zaphira Quist", "Ottoline Quist"
        cls.secrets = ("Zaphira", "Ottoline", "Quist")
        debug = cls.env.ref("base.group_no_one")
        for name in ("employee", "other_coordinator", "administrator"):
            cls.users[name].group_ids |= debug
        cls.env.flush_all()

    @classmethod
    def _methods(cls, model):
        """Return the names of our methods that a program may call."""
        return [
            name
            for name, method in inspect.getmembers(
                type(cls.env[model]), inspect.isfunction
            )
            if not name.startswith("_")
            and name not in CORE
            and method.__module__.startswith("odoo.addons.nob_mentorship")
            and not getattr(method, "_api_private", False)
        ]

    def _answer(self, record, name, args):
        """Return the answer to a call: a result, or the kind and words of an error."""
        try:
            with self.env.cr.savepoint():
                answer = getattr(record, name)(*args)
                self.env.flush_all()
                self.answer = repr(answer)
                raise _Undo
        except _Undo:
            return "result", self.answer
        except (UserError, AccessDenied) as error:
            return type(error).__name__, str(error)
        finally:
            self.env.invalidate_all()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_no_method_speaks_of_what_is_hidden(self):
        calls, wrong = 0, []
        for model, record in self.records.items():
            for persona, user in self.users.items():
                # as over the interfaces, where tracked values are read first
                mine = record.with_user(user).with_context(tracking_disable=False)
                if (
                    mine.sudo()
                    .search([("id", "=", record.id)])
                    .with_user(user)
                    ._filtered_access("read")
                ):
                    continue
                for name in self._methods(model):
                    args = self._arguments(mine, name, "2030-01-01")
                    told, absent = (
                        self._answer(each, name, args)
                        for each in (mine, mine.browse(ABSENT))
                    )
                    calls += 1
                    number = rf"\b({record.id}|{ABSENT})\b"
                    told, absent = (
                        (kind, re.sub(number, "#", words))
                        for kind, words in (told, absent)
                    )
                    if told != absent or any(name in told[1] for name in self.secrets):
                        wrong.append(f"{model}.{name} {persona}: {told} {absent}")
        self.assertGreater(calls, 500)
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    @staticmethod
    def _arguments(record, name, value):
        signature = inspect.signature(getattr(record, name))
        return [
            value
            for parameter in signature.parameters.values()
            if parameter.kind == parameter.POSITIONAL_OR_KEYWORD
        ]

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_what_is_not_an_argument_is_refused_in_words(self):
        wrong = []
        for model, record in self.records.items():
            mine = record.with_user(self.manager)
            for name in self._methods(model):
                if name in OF_CORE or not self._arguments(mine, name, None):
                    continue
                for value in WRONG:
                    try:
                        self._answer(mine, name, self._arguments(mine, name, value))
                    except Exception as error:
                        wrong.append(f"{model}.{name}({value!r:.20}): {error!r:.200}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.sql_db")
    def test_what_is_hidden_answers_as_what_is_not_there(self):
        """In debug mode Odoo names what it refuses."""
        cells, wrong = 0, []
        for model, record in self.records.items():
            for persona, user in self.users.items():
                # as over the interfaces, where tracked values are read first
                mine = record.with_user(user).with_context(tracking_disable=False)
                if mine._filtered_access("read"):
                    continue
                for verb, act in (
                    ("read", lambda one: one.read(["id", "display_name"])),
                    ("web_read", lambda one: one.web_read({"display_name": {}})),
                    ("write", lambda one: one.write({})),
                    ("write state", lambda one: one.write({"state": "draft"})),
                    ("unlink", lambda one: one.unlink()),
                    ("copy", lambda one: one.copy()),
                    ("export", lambda one: one.export_data(["display_name"])),
                ):
                    cells += 1
                    told, absent = (
                        self._tried(act, each) for each in (mine, mine.browse(ABSENT))
                    )
                    ours = isinstance(record, self.registry["mentorship.guarded"])
                    if any(name in told for name in self.secrets) or (
                        ours and told != absent
                    ):
                        wrong.append(f"{model} {verb} {persona}: {told} | {absent}")
        self.assertGreater(cells, 1000)
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def _tried(self, act, record):
        try:
            with self.env.cr.savepoint():
                self.answer = repr(act(record))
                raise _Undo
        except _Undo:
            return self.answer
        except (AccessError, UserError, psycopg2.Error) as error:
            return str(error)
        finally:
            self.env.invalidate_all()


@tagged("post_install", "-at_install", "fault")
class TestNaming(EachModelCase):
    """A user cannot name what they may not see, and so it is not named to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.name, cls.mentee.name = "Zaphira Quist", "Ottoline Quist"
        cls.env.flush_all()

    def _stranger(self, model):
        return self.env[model].with_user(self.other_coordinator)

    def _foreign(self):
        """Yield (model, field, id) of what may not be named, for each of our fields
        that refers to one of our records."""
        for model in self.env:
            records = self.env[model]
            if not model.startswith("mentorship.") or records._abstract:
                continue
            if not records.with_user(self.other_coordinator).has_access("create"):
                continue
            for name, field in records._fields.items():
                other = self.records.get(field.comodel_name)
                if field.type != "many2one" or other is None or field.related:
                    continue
                if not other.with_user(self.other_coordinator)._filtered_access("read"):
                    yield model, name, other.id

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_number_is_not_answered_with_a_name(self):
        tried = 0
        for model, name, number in self._foreign():
            records = self._stranger(model)
            defaults = records.with_context(**{f"default_{name}": number})
            spec = {name: {"fields": {"display_name": {}}}}
            for way, act in (
                ("create", lambda r=records, v={name: number}: r.create(v)),
                ("web_save", lambda r=records, v={name: number}: r.web_save(v, {})),
                ("default", lambda r=defaults: r.create({})),
                (
                    "onchange",
                    lambda r=records, v={name: number}, s=spec: r.onchange(v, [], s),
                ),
                ("first onchange", lambda r=defaults, s=spec: r.onchange({}, [], s)),
            ):
                for each, value in (("hidden", number), ("absent", ABSENT)):
                    tried += 1
                    with self.subTest(f"{model} {name} {way} {each} {value}"):
                        self._assert_not_yours(act)
        self.assertGreater(tried, 50)

    def _assert_not_yours(self, act):
        """Fail unless it is refused in the same words as a hidden record."""
        try:
            with self.env.cr.savepoint():
                act()
        except AccessError as error:
            answer = str(error)
        except Exception as error:
            answer = repr(error)
        else:
            answer = "done"
        self.assertIn("do not have access", answer)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nor_where_it_is_written_or_nested(self):
        theirs = self.env["mentorship.edition"].create(
            {"programme_id": self.other_programme.id, "name": "Theirs"}
        )
        pairings = self._stranger("mentorship.pairing").with_context(install_mode=True)
        pairing = pairings.create({"edition_id": theirs.id}).with_context(
            install_mode=False
        )
        foreign = self.pairing.mentor_enrolment_id.id
        place = [(0, 0, {"enrolment_id": foreign})]
        spec = {
            "member_ids": {"fields": {"enrolment_id": {"fields": {"display_name": {}}}}}
        }
        for way, act in (
            ("write", lambda: pairing.write({"member_ids": place})),
            ("write link", lambda: pairing.write({"edition_id": self.edition.id})),
            (
                "onchange",
                lambda: pairing.onchange({"member_ids": place}, ["member_ids"], spec),
            ),
        ):
            with (
                self.subTest(way),
                self.assertRaisesRegex(AccessError, "do not have access"),
                self.env.cr.savepoint(),
            ):
                act()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nor_in_a_shape_that_the_client_never_sends(self):
        foreign = self.pairing.mentor_enrolment_id.id
        members = self._stranger("mentorship.pairing.member")
        pairings = self._stranger("mentorship.pairing")
        spec = {"enrolment_id": {"fields": {"display_name": {}}}, "partner_id": {}}
        lines = {"member_ids": {"fields": spec}}
        for value in (
            {"id": [foreign]},
            {"id": str(foreign)},
            [foreign, "x"],
            str(foreign),
            float(foreign),
        ):
            for way, act in (
                (
                    "onchange",
                    lambda v=value: members.onchange({"enrolment_id": v}, [], spec),
                ),
                ("create", lambda v=value: members.create({"enrolment_id": v})),
            ):
                with (
                    self.subTest(f"{way} {value}"),
                    self.assertRaisesRegex(AccessError, "do not have access"),
                    self.env.cr.savepoint(),
                ):
                    act()
        for command in (
            {"enrolment_id": foreign},
            [1, str(self.pairing.member_ids[0].id), {}],
            [4, float(self.pairing.member_ids[0].id)],
            [6, 0, [str(self.pairing.member_ids[0].id)]],
        ):
            with (
                self.subTest(str(command)),
                self.assertRaisesRegex(AccessError, "do not have access"),
                self.env.cr.savepoint(),
            ):
                pairings.onchange({"member_ids": [command]}, [], lines)

    def test_a_contact_is_not_found_by_a_sign_up_that_is_hidden(self):
        number = self.pairing.mentee_enrolment_ids.id
        partners = self._stranger("res.partner")
        for domain in (
            [("mentorship_enrolment_ids", "in", [number])],
            [("mentorship_enrolment_ids", "=", number)],
            [("mentorship_enrolment_ids", "=?", number)],
            [("mentorship_enrolment_ids", "!=", False), ("id", "=", self.mentee.id)],
            [("child_ids.mentorship_enrolment_ids", "in", [number])],
            ["|", ("id", "=", 0), ("mentorship_enrolment_ids", "in", [number, 1])],
            [("mentorship_pairing_ids", "in", self.pairing.ids)],
        ):
            with self.subTest(str(domain)):
                self.assertFalse(partners.search(domain))
        self.assertFalse(
            self._stranger("res.users").search(
                [("mentorship_enrolment_ids", "in", [number])]
            )
        )
        everyone = partners.search_count([])
        negative = [("mentorship_enrolment_ids", "not in", [number])]
        self.assertEqual(partners.search_count(negative), everyone)
        mine = self.env["res.partner"].with_user(self.coordinator)
        found = mine.search([("mentorship_enrolment_ids", "in", [number])])
        self.assertEqual(found, self.mentee)
        without = mine.search([("mentorship_enrolment_ids", "=", False)])
        self.assertNotIn(self.mentee, without)
        self.assertIn(self.employee.partner_id, without)
