"""The settings name changes to anything that the form's page is made of."""

import json

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...models.evaluation import templates

SCRIPT = "<script>window.evil = 1;</script>"
MADE_OF = (
    "web.layout",
    "web.frontend_layout",
    "survey.layout",
    "survey.survey_fill_form_in_progress",
    "survey.question_container",
    "survey.question_text_box",
    "survey.question_matrix",
    "survey.question_suggested_value_image",
    "survey.survey_selection_key",
    "nob_mentorship.question_container",
    "nob_mentorship.evaluation_receipt",
)


@tagged("post_install", "-at_install")
class TestFormTemplates(TransactionCase):
    def setUp(self):
        super().setUp()
        self.view = self.env.ref("survey.question_text_box")

    def _changed(self):
        self.env.invalidate_all()
        return templates.changed_views(self.env)

    def _with_script(self, arch):
        start, end = arch.rsplit("</", 1)
        return f"{start}{SCRIPT}</{end}"

    def test_as_installed_there_is_nothing_to_say(self):
        self.assertEqual(self._changed().mapped("key"), [])
        self.assertFalse(templates.added_scripts(self.env))

    def test_all_that_the_page_calls_is_looked_at(self):
        keys = templates.of_page(self.env).mapped("key")
        for key in MADE_OF:
            self.assertIn(key, keys)

    def test_an_edited_template_is_named(self):
        arch = self._with_script(self.view.arch_db)
        self.view.write({"arch": arch, "arch_updated": False})
        self.assertEqual(self._changed(), self.view)
        settings = self.env["res.config.settings"].create({})
        self.assertIn(self.view.display_name, str(settings.mentorship_health))

    def test_a_template_that_was_changed_in_the_database_is_named(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        for lang in ("en_US", "nl_NL"):
            with self.subTest(lang), self.env.cr.savepoint() as savepoint:
                arch = self._with_script(self.view.arch_db)
                self.env.cr.execute(
                    "UPDATE ir_ui_view SET arch_db = arch_db || %s::jsonb"
                    " WHERE id = %s",
                    [json.dumps({lang: arch}), self.view.id],
                )
                self.assertEqual(self._changed(), self.view)
                savepoint.rollback()
        self.assertFalse(self._changed())

    def test_a_template_that_was_added_is_named_whatever_it_is_called(self):
        arch = f'<data><xpath expr="." position="inside">{SCRIPT}</xpath></data>'
        added = self.env["ir.ui.view"].create(
            {
                "name": "counter",
                "type": "qweb",
                "mode": "extension",
                "inherit_id": self.view.id,
                "arch": arch,
            }
        )
        self.assertEqual(self._changed(), added)
        for module in ("__export__", "nob_mentorship"):
            self.env["ir.model.data"].create(
                {
                    "module": module,
                    "name": f"counter_{module}",
                    "model": "ir.ui.view",
                    "res_id": added.id,
                }
            )
            added.arch_fs = "nob_mentorship/views/evaluation/survey_templates.xml"
            with mute_logger("odoo.addons.base.models.ir_ui_view"):
                self.assertEqual(self._changed(), added)

    def test_a_template_that_was_exported_is_as_it_was(self):
        self.env["ir.model.data"].create(
            {
                "module": "__export__",
                "name": "some_view",
                "model": "ir.ui.view",
                "res_id": self.view.id,
            }
        )
        self.assertFalse(self._changed())

    def test_a_template_that_one_of_them_calls_is_looked_at_too(self):
        arch = self.view.arch_db.replace("</t>", '<t t-call="web.login"/></t>', 1)
        self.view.arch = arch
        self.assertIn("web.login", templates.of_page(self.env).mapped("key"))

    def test_a_script_that_was_added_to_a_bundle_is_named(self):
        asset = self.env["ir.asset"].create(
            {
                "name": "counter",
                "bundle": "web.assets_frontend",
                "path": "/web/content/7/counter.js",
            }
        )
        self.assertEqual(templates.added_scripts(self.env), asset)
        settings = self.env["res.config.settings"].create({})
        self.assertIn("counter.js", str(settings.mentorship_health))
