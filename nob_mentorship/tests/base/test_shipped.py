import json
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path

from ...tools import shipped
from ..common import MentorshipCase

OFFER = "mail_template_offer"
FORM = "survey_final_mentee"
FIRST = "19.0.1.0.0"
NOW = "19.0.1.4.0"
REST = Path(__file__).parents[1] / "noupdate.json"
"""The fingerprints of the field values that an update leaves alone."""


@tagged("post_install", "-at_install")
class TestShippedTexts(MentorshipCase):
    """An update brings the texts that the customer left as they were, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.env["mentorship.shipped"]
        cls.offer = cls.env.ref(f"nob_mentorship.{OFFER}")
        cls.form = cls.env.ref(f"nob_mentorship.{FORM}")

    def _marks(self, name):
        return shipped.fingerprints(self.shipped._standing()[name])

    def _shipping(self, earlier, name):
        """Pretend that an earlier version shipped a text, and this one what it
        ships."""
        now = self.shipped._shipped_now()
        versions = {FIRST: now | {name: earlier}, NOW: {name: now[name]}}
        return patch.object(shipped, "versions", lambda: versions)

    def _kept(self):
        return self.shipped._kept_names()

    def test_the_texts_are_written_down(self):
        standing, now = self.shipped._standing(), self.shipped._shipped_now()
        changed = [
            name
            for name in sorted(standing.keys() | now.keys())
            if name not in standing
            or name not in now
            or not shipped.matches(standing[name], now[name])
        ]
        self.assertFalse(
            changed,
            "These texts are not as written down for this version. Raise the version "
            "in the manifest if it was released, then run `make fingerprints`: updates "
            "bring the new text where the customer has an earlier one.",
        )

    def test_what_an_update_leaves_alone_is_as_it_was(self):
        before, now = json.loads(REST.read_text()), shipped.rest()
        # a folder that is not looked into would make both empty, and equal
        texts = {name for name in self.shipped._shipped_now() if "." not in name}
        self.assertGreaterEqual(now.keys(), texts)
        changed = [
            name
            for name in sorted(before.keys() | now.keys())
            if before.get(name) != now.get(name)
        ]
        self.assertFalse(
            changed,
            "No update brings these changes to a database that is there: the records "
            "are noupdate. Write a migration for them, then run `make fingerprints`.",
        )

    def test_nothing_else_stays_as_it_was_installed(self):
        frozen = self.env["ir.model.data"].search(
            [("module", "=", "nob_mentorship"), ("noupdate", "=", True)]
        )
        ours = set(shipped.FIELDS) | {"membership.membership_category"}
        self.assertLessEqual(
            set(frozen.filtered(lambda d: "demo_" not in d.name).mapped("model")), ours
        )

    def test_an_unchanged_text_is_updated_in_every_language(self):
        now = self._marks(OFFER)
        self.offer.subject = "Words of an earlier version"
        self.offer.with_context(lang="nl_NL").subject = "Woorden van eerder"
        with self._shipping(self._marks(OFFER), OFFER):
            self.shipped._update_from(FIRST)
        self.assertEqual(self._marks(OFFER), now)
        self.assertFalse(self._kept())

    def test_a_mail_can_be_reset_from_a_file_that_moved(self):
        mails = self.env["mail.template"].search([("template_fs", "!=", False)])
        ours = mails.filtered(lambda m: m.template_fs.startswith("nob_mentorship/"))
        self.assertTrue(ours)
        ours.template_fs = "nob_mentorship/data/mail_template_data.xml"
        self.shipped._update_from(FIRST)
        for mail in ours:
            name = mail.get_external_id()[mail.id].partition(".")[2]
            self.assertIn(f'id="{name}"', Path(file_path(mail.template_fs)).read_text())

    def test_a_changed_text_is_kept_and_listed(self):
        earlier = self._marks(OFFER) | {"en_US": "another"}
        self.offer.subject = "Our own words"
        mine = self._marks(OFFER)
        with self._shipping(earlier, OFFER):
            self.shipped._update_from(FIRST)
            self.shipped._update_from(FIRST)
        self.assertEqual(self._marks(OFFER), mine)
        self.assertEqual(self._kept(), [OFFER])
        health = self.env["res.config.settings"].new({}).mentorship_health
        self.assertIn(self.offer.display_name, health)

    def test_a_text_that_is_changed_in_dutch_alone_is_kept(self):
        self.offer.subject = "Words of an earlier version"
        earlier = self._marks(OFFER)
        self.offer.with_context(lang="nl_NL").subject = "Onze eigen woorden"
        with self._shipping(earlier, OFFER):
            self.shipped._update_from(FIRST)
        self.assertEqual(self._kept(), [OFFER])
        dutch = self.offer.with_context(lang="nl_NL")
        self.assertEqual(dutch.subject, "Onze eigen woorden")

    def test_a_changed_text_is_not_listed_when_ours_is_the_same(self):
        self.offer.subject = "Our own words"
        self.shipped._update_from(NOW)
        self.assertFalse(self._kept())

    def test_a_form_is_kept_as_a_whole(self):
        earlier = self._marks(FORM) | {"en_US": "another"}
        self.form.question_ids[-1].unlink()
        self.form.question_ids[0].suggested_answer_ids[0].value = "Every one"
        mine = self._marks(FORM)
        with self._shipping(earlier, FORM):
            self.shipped._update_from(FIRST)
        self.assertEqual(self._marks(FORM), mine)
        self.assertEqual(self._kept(), [FORM])

    def test_ours_is_taken_over_with_its_questions(self):
        now = self._marks(FORM)
        self.form.question_ids[-1].unlink()
        self.form.question_ids[0].copy({"title": "Our own question"})
        self.form.question_ids[1].suggested_answer_ids.unlink()
        self.shipped._set_kept({FORM})
        line = self._listed()
        self.assertIn("Our own question", line.difference)
        line.action_take_ours()
        self.assertEqual(self._marks(FORM), now)
        self.assertFalse(self._kept())

    def test_looking_at_the_difference_changes_nothing(self):
        self.offer.subject = "Our own words"
        mine = self._marks(OFFER)
        self.shipped._set_kept({OFFER})
        self.assertIn("Our own words", self._listed().difference)
        self.assertEqual(self._marks(OFFER), mine)

    def test_a_text_that_is_kept_is_listed_no_more(self):
        self.offer.subject = "Our own words"
        self.shipped._set_kept({OFFER})
        self._listed().action_keep()
        self.assertEqual(self.offer.subject, "Our own words")
        self.assertFalse(self._kept())

    def test_a_programme_keeps_its_settings(self):
        name = "programme_nob"
        programme = self.env.ref(f"nob_mentorship.{name}")
        now = self._marks(name)
        programme.write({"summary": "Earlier", "contact_email": "ours@nob.example"})
        programme.with_context(lang="nl_NL").summary = "Eerder"
        with self._shipping(self._marks(name), name):
            self.shipped._update_from(FIRST)
        self.assertEqual(self._marks(name), now)
        self.assertEqual(programme.contact_email, "ours@nob.example")

    def test_a_form_that_was_opened_stays(self):
        self.form.description = "<p>Earlier</p>"
        self.env["mentorship.evaluation"].create(
            {
                "edition_id": self.edition.id,
                "moment": "final",
                "audience": "mentee",
                "survey_id": self.form.id,
            }
        )
        self.env.cr.execute("UPDATE mentorship_evaluation SET state = 'closed'")
        self.env.invalidate_all()
        mine = self._marks(FORM)
        with self._shipping(mine, FORM):
            self.shipped._update_from(FIRST)
        self.assertEqual(self._marks(FORM), mine)
        self.assertEqual(self._kept(), [FORM])

    def test_what_was_removed_stays_away_and_what_is_new_comes(self):
        topic = self.env["mentorship.topic"].search([], limit=1)
        (name,) = [n.split(".")[1] for n in topic.get_external_id().values()]
        language = self.env.ref("nob_mentorship.mentorship_language_dutch")
        topic.unlink()
        language.unlink()
        now = self.shipped._shipped_now()
        first = {k: v for k, v in now.items() if k != "mentorship_language_dutch"}
        versions = {FIRST: first, NOW: now}
        with patch.object(shipped, "versions", lambda: versions):
            self.shipped._update_from(FIRST)
        found = self.shipped._standing()
        self.assertNotIn(name, found)
        self.assertIn("mentorship_language_dutch", found)

    def test_a_manager_decides(self):
        self.offer.subject = "Our own words"
        self.shipped._set_kept({OFFER})
        line = self._listed()
        for user in (self.coordinator, self.employee):
            for method in ("action_open", "action_take_ours", "action_keep"):
                with (
                    self.subTest(method, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    getattr(line.with_user(user), method)()
        self.assertEqual(self.offer.subject, "Our own words")
        self.assertEqual(self._kept(), [OFFER])

    def _listed(self):
        """Return the one text that a manager sees listed."""
        lines = self.env["mentorship.kept.text"].with_user(self.manager)
        action = lines.action_open()
        line = lines.search(action["domain"])
        line.ensure_one()
        return line


@tagged("post_install", "-at_install")
class TestShippedTerms(MentorshipCase):
    """An update brings better Dutch for screens, and keeps the customer's own words."""

    def _dutch_of(self, xmlid, field):
        record = self.env.ref(f"nob_mentorship.{xmlid}").with_context(lang="nl_NL")
        return record, record[field]

    def test_a_word_of_an_earlier_version_gives_way(self):
        action, dutch = self._dutch_of("mentorship_matching_action", "name")
        action.name = "Koppelen"
        self.env["mentorship.shipped"]._update_terms()
        self.assertEqual(action.name, dutch)

    def test_a_word_that_the_customer_chose_stays(self):
        action, _dutch = self._dutch_of("mentorship_matching_action", "name")
        action.name = "Paren maken"
        self.env["mentorship.shipped"]._update_terms()
        self.assertEqual(action.name, "Paren maken")

    def test_the_words_inside_a_view_too(self):
        view, dutch = self._dutch_of("mentorship_refuse_wizard_view_form", "arch_db")
        terms = view._fields["arch_db"].get_translation_dictionary(
            view.with_context(lang=None).arch_db, {"nl_NL": dutch}
        )
        term = next(iter(terms))
        for words, stays in (("Koppelen", False), ("Ons eigen woord", True)):
            view.update_field_translations("arch_db", {"nl_NL": {term: words}})
            self.env["mentorship.shipped"]._update_terms()
            self.assertEqual(words in view.arch_db, stays)
