import inspect
import sys
from collections import defaultdict
from importlib import import_module
from unittest.mock import patch

import psycopg2
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.http import root
from odoo.modules import loading
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import odoo_inside
from ..models.core.survey import FORM
from ..portal.sealed.identity import LOGGED_OUT
from .common import MentorshipCase

OURS = "odoo.addons.nob_mentorship."
PROMISED = frozenset(
    {
        "_compute_display_name",
        "_get_report_values",
        "_read_group",
        "_search_display_name",
        "copy",
        "copy_data",
        "create",
        "exists",
        "export_data",
        "fields_get",
        "load",
        "name_create",
        "name_search",
        "read",
        "run",
        "unlink",
        "update_field_translations",
        "write",
    }
)
"""Methods that addons can override, according to Odoo's documentation."""


def resolved(path):
    """Return the object at a dotted path, starting from its module.

    :raises AttributeError: when it no longer exists
    """
    module, names = path, []
    while True:
        try:
            found = import_module(module)
            break
        except ModuleNotFoundError:
            module, _dot, name = module.rpartition(".")
            names.insert(0, name)
    for name in names:
        if not hasattr(found, name) and name in _set_by(found):
            return None
        found = getattr(found, name)
    return found


def _set_by(cls):
    """Return the names that the methods of a class use, including those they set on
    it."""
    return {
        name
        for method in vars(cls).values()
        if inspect.isfunction(method)
        for name in method.__code__.co_names
    }


def is_core(cls):
    """Tell whether a class is one of Odoo's, or of another addon."""
    return cls.__module__.startswith("odoo.") and not cls.__module__.startswith(OURS)


def our_classes(registry):
    """Yield (class as it is used, class that we wrote) of models and all else."""
    for model in registry.values():
        for cls in model.__mro__:
            if cls.__module__.startswith(OURS):
                yield model, cls
    for name, module in list(sys.modules.items()):
        if name.startswith(OURS) and ".tests" not in name:
            for cls in vars(module).values():
                if inspect.isclass(cls) and cls.__module__ == name:
                    yield cls, cls


RESULTS = ("standing", "box", "changed", "answered", "asked", "rate", "minimum")
"""The values that the template of results reads, apart from lists."""


@tagged("post_install", "-at_install")
class TestList(MentorshipCase):
    """The list of what we use of Odoo's inside is whole, and all of it is there."""

    def test_all_of_it_is_still_there(self):
        for path in odoo_inside.TOUCHES:
            with self.subTest(path):
                resolved(path)

    def test_the_tables_have_their_columns(self):
        for table, columns in odoo_inside.TABLES.items():
            self.env.cr.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s",
                [table],
            )
            found = {name for (name,) in self.env.cr.fetchall()}
            self.assertLessEqual(set(columns), found, table)

    def test_every_override_of_core_is_in_the_list(self):
        declared = {}
        for path in odoo_inside.TOUCHES:
            owner, _dot, name = path.rpartition(".")
            declared.setdefault(name, []).append(owner)
        missing = set()
        for used, ours in our_classes(self.registry):
            after = used.__mro__[used.__mro__.index(ours) + 1 :]
            core = [cls for cls in after if is_core(cls)]
            owners = {f"{cls.__module__}.{cls.__qualname__}" for cls in core}
            for name, method in vars(ours).items():
                method = getattr(method, "__func__", method)
                if not inspect.isfunction(method) or name in PROMISED:
                    continue
                if name.startswith("__") and name.endswith("__"):
                    continue
                overridden = any(name in vars(cls) for cls in core)
                if overridden and not owners.intersection(declared.get(name, ())):
                    missing.add(f"{ours.__module__}.{ours.__qualname__}.{name}")
        self.assertFalse(missing)


@tagged("post_install", "-at_install")
class TestInside(MentorshipCase):
    """What we rely on in Odoo's models still behaves so."""

    def test_a_database_is_not_served_without_its_guard(self):
        self.assertIn("._register_hook()", inspect.getsource(loading.load_modules))
        meetings, cls = (
            self.env["mentorship.meeting"],
            self.registry["mentorship.meeting"],
        )
        meetings._register_hook()
        open_to_all = models.BaseModel._has_field_access
        with patch.object(cls, "_has_field_access", open_to_all):
            with self.assertRaisesRegex(RuntimeError, "location"):
                meetings._register_hook()
            # asked for the description of fields alone
            with (
                patch.object(cls, "fields_get", lambda *_args, **_options: {}),
                self.assertRaisesRegex(RuntimeError, "location"),
            ):
                meetings._register_hook()

    def test_an_abstract_setting_is_tracked_in_its_heirs(self):
        settings = self.env["mentorship.matching.settings"]
        name = "weight_topics"
        self.assertTrue(settings._fields[name].tracking)
        self.assertTrue(self.edition._fields[name].tracking)
        self.assertTrue(self.env["mentorship.programme"]._fields[name].tracking)

    def test_a_broken_constraint_has_its_sentence(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee", submit=False)
        values = sign_up.copy_data()[0]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError) as caught,
            self.env.cr.savepoint(),
        ):
            sign_up.create(values)
        guarded = self.env["mentorship.guarded"]
        self.assertEqual(
            odoo_inside.constraint_message(guarded, caught.exception),
            "This member has already signed up in this role.",
        )

    def test_a_constraint_without_a_sentence_names_no_column(self):
        pairing = self._active_pair()
        files = self.env["mentorship.note.file"]
        values = {
            "pairing_id": pairing.id,
            "author_id": self.mentee.id,
            "uuid": "7c1a4c0e-6c35-4a56-9d1c-6f3f8f6c0a11",
        }
        files.create(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError) as caught,
            self.env.cr.savepoint(),
        ):
            files.create(values)
        said = odoo_inside.constraint_message(files, caught.exception)
        self.assertIn("Reload the page", said)
        for word in ("uuid", "Key", "mentorship"):
            self.assertNotIn(word, said)

    def test_a_value_reads_as_it_will(self):
        value = odoo_inside.as_value
        edition, programme = self.edition, self.programme
        self.assertEqual(value(edition, "programme_id", programme.id), programme)
        self.assertEqual(value(edition, "programme_id", None), programme.browse())
        self.assertEqual(value(edition, "date_start", "2031-03-14").day, 14)
        self.assertEqual(value(edition, "offer_days", "3"), 3)

    def test_only_languages_that_are_there_are_copied(self):
        languages = self.env["res.lang"].with_context(active_test=False)
        languages.search([("code", "in", ("en_US", "nl_NL"))]).active = True
        self.edition.with_context(lang="en_US").eligibility_note = "Tax advisers"
        self.edition.with_context(lang="nl_NL").eligibility_note = "Belastingadviseurs"
        self.assertEqual(
            odoo_inside.translations(self.edition, "eligibility_note"),
            {"en_US": "Tax advisers", "nl_NL": "Belastingadviseurs"},
        )

    def test_a_form_in_use_goes_with_the_addon(self):
        evaluation = self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "audience": "mentee"}
        )
        form = evaluation.survey_id
        evaluation.state = "closed"
        for records in (evaluation, form):
            with self.subTest(records._name), self.assertRaises(UserError):
                records.unlink()
        for records in (evaluation, form):
            records.with_context(**odoo_inside.UNINSTALLING).unlink()
            self.assertFalse(records.exists())

    def test_an_action_is_a_dict_of_its_own(self):
        name = "nob_mentorship.mentorship_pairing_action"
        action = odoo_inside.window_action(self.env, name)
        self.assertEqual(action["res_model"], "mentorship.pairing")
        action["domain"] = "changed"
        self.assertNotEqual(
            odoo_inside.window_action(self.env, name)["domain"], "changed"
        )

    def test_a_template_becomes_markup(self):
        page = odoo_inside.render(
            self.env,
            "nob_mentorship.evaluation_results",
            {
                "results": {
                    **dict.fromkeys(RESULTS),
                    "left_out": ["<Needs>"],
                    "questions": [],
                    "said": defaultdict(str),
                }
            },
        )
        self.assertIsInstance(page, Markup)
        self.assertIn("&lt;Needs&gt;", page)

    def test_a_mail_is_built_where_the_invitation_joins_it(self):
        pairing, now = self._active_pair(), self.env.cr.now()
        meetings = self.env["mentorship.meeting"].with_user(self.mentee_user)
        meetings._plan(
            pairing.with_user(self.mentee_user),
            {
                "start": now.replace(year=now.year + 1, microsecond=0),
                "stop": now.replace(year=now.year + 2, microsecond=0),
                "mode": "in_person",
                "location": "A quiet place",
            },
        )
        sent, servers = [], self.registry["ir.mail_server"]

        def send(_server, message, *_args, **_options):
            sent.append(message)
            return message["Message-Id"]

        # a test of Odoo sends no mail, unless it is set to
        with (
            patch.object(servers, "_disable_send", lambda _server: False),
            patch.object(servers, "_connect__", lambda *_args, **_options: None),
            patch.object(servers, "send_email", send),
        ):
            self._mails(self.mentor)[-1].send(raise_exception=True)
        (invitation,) = (
            part
            for part in sent[0].walk()
            if part.get_content_type() == "text/calendar"
        )
        self.assertEqual(invitation.get_param("method"), "REQUEST")
        self.assertFalse(list(sent[0].iter_attachments()))

    def test_a_contact_shows_its_pairings(self):
        self._active_pair()
        for user, shown in ((self.coordinator, True), (self.employee, False)):
            self.mentee.invalidate_recordset()
            chips = self.mentee.with_user(user).application_statistics or []
            labels = {chip["label"] for chip in chips}
            self.assertEqual("Mentorship pairings" in labels, shown, user.name)

    def test_a_newcomer_gets_a_link_to_a_password_and_the_page(self):
        newcomer = self.env["res.partner"].create(
            {"name": "New", "email": "new@test.example"}
        )
        newcomer.with_context(signup_valid=True).signup_prepare()
        link = odoo_inside.sign_up_link(
            newcomer.with_context(signup_valid=True), "/my/mentorship"
        )
        self.assertIn("/web/signup?", link)
        self.assertIn("token=", link)
        self.assertIn("mentorship", link.partition("redirect=")[2])

    def test_a_login_has_its_companies(self):
        user = self.coordinator
        self.assertEqual(odoo_inside.companies_of(user), user.company_ids)
        second = self.env["res.company"].create({"name": "Second company"})
        user.company_ids += second
        self.assertIn(second, odoo_inside.companies_of(user))
        self.assertIn(second, user.partner_id.with_user(user)._mentorship_companies())

    def test_paid_lines_count_as_membership(self):
        states = odoo_inside.member_states(self.mentee)
        self.assertIn("paid", states)
        self.assertFalse({"canceled", "none"}.intersection(states))

    def test_coordinators_may_choose_our_type(self):
        surveyor = self._user("surveyor", "survey.group_survey_user")
        for user, may in ((self.coordinator, True), (surveyor, False)):
            survey = self.env["survey.survey"].with_user(user).new()
            self.assertEqual(FORM in (survey.allowed_survey_types or []), may)

    def test_our_type_sets_its_settings(self):
        surveys = self.env["survey.survey"].with_user(self.manager)
        found = surveys.onchange(
            {"survey_type": FORM, "questions_layout": "page_per_question"},
            ["survey_type"],
            {"survey_type": {}, "questions_layout": {}},
        )
        self.assertEqual(found["value"]["questions_layout"], "one_page")


@tagged("post_install", "-at_install")
class TestPages(HttpCase, MentorshipCase):
    """What we rely on in Odoo's requests and in the pages of its surveys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        evaluation = cls.env["mentorship.evaluation"].create(
            {"edition_id": cls.edition.id, "audience": "mentee"}
        )
        cls.form = evaluation.survey_id
        cls.ordinary = cls.env["survey.survey"].create(
            {
                "title": "An ordinary one",
                "access_mode": "public",
                "question_and_page_ids": [(0, 0, {"title": "How?"})],
                "session_state": "ready",
                "session_code": "1234567",
            }
        )
        cls.form.session_state, cls.form.session_code = "ready", "7654321"
        cls.surveyor = cls._user("surveyor", "survey.group_survey_manager")
        cls.surveyor.group_ids += cls.env.ref("nob_mentorship.group_mentorship_manager")

    def test_a_logout_is_noted_for_the_sealed_page(self):
        def noted():
            session = root.session_store.get(self.opener.cookies["session_id"])
            return session.get(LOGGED_OUT)

        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.url_open("/my/mentorship")
        self.assertFalse(noted())
        self.url_open("/web/session/logout")
        self.assertTrue(noted())

    def test_the_portal_asks_for_our_count(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        found = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["mentorship_count"]}
        )
        self.assertGreater(found["mentorship_count"], 0)

    def test_core_begins_no_answer_to_our_forms(self):
        for method in ("action_send_survey", "action_start_session", "_create_answer"):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(self.form, method)()
        with self.assertRaises(UserError):
            self.env["survey.invite"].create({"survey_id": self.form.id})
        self.assertIn("/mentorship/form/", self.form.action_test_survey()["url"])
        for survey, begun in ((self.form, 0), (self.ordinary, 1)):
            self.url_open(f"/survey/start/{survey.access_token}")
            answers = self.env["survey.user_input"]
            found = answers.search_count([("survey_id", "=", survey.id)])
            self.assertEqual(found, begun, survey.title)

    def test_a_form_is_shown_in_the_languages_there_are(self):
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertEqual(set(self.form._get_supported_lang_codes()), installed)

    def test_cores_pages_on_our_forms_are_closed(self):
        self.authenticate(self.surveyor.login, self.surveyor.login)
        for page in (
            "/survey/results/{0.id}",
            "/survey/{0.id}/certification_preview",
            "/survey/{0.id}/get_certification_preview",
        ):
            for survey, closed in ((self.form, True), (self.ordinary, False)):
                with self.subTest(page, survey=survey.title):
                    status = self.url_open(page.format(survey)).status_code
                    self.assertEqual(status == 404, closed)
        for page in ("/survey/test/{0}", "/survey/print/{0}", "/survey/start/{0}"):
            for survey, closed in ((self.form, True), (self.ordinary, False)):
                with self.subTest(page, survey=survey.title):
                    shown = self.url_open(page.format(survey.access_token)).text
                    self.assertEqual("o_survey_" not in shown, closed)

    def test_live_sessions_find_no_form_of_ours(self):
        self.authenticate(self.surveyor.login, self.surveyor.login)
        for survey, found in ((self.form, False), (self.ordinary, True)):
            with self.subTest(survey=survey.title):
                answer = self.make_jsonrpc_request(
                    f"/survey/check_session_code/{survey.session_code}"
                )
                self.assertEqual("survey_url" in (answer or {}), found)
                page = self.url_open(f"/survey/session/manage/{survey.access_token}")
                self.assertEqual("o_survey_session_manage" in page.text, found)
