from odoo.tests import tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestListed(MentorshipCase):
    """The lists of the association are kept in memory, and are never out of date."""

    def test_each_change_shows_at_once(self):
        reasons = self.env["mentorship.end.reason"]
        before = dict(reasons._listed())
        new = reasons.create({"name": "Moved abroad"})
        self.assertEqual(reasons._listed(), before | {new.id: "Moved abroad"})
        new.name = "Moved"
        self.assertEqual(reasons._listed()[new.id], "Moved")
        self.env["res.lang"]._activate_lang("nl_NL")
        new.update_field_translations("name", {"nl_NL": "Verhuisd"})
        dutch = reasons.with_context(lang="nl_NL")
        self.assertEqual(dutch._listed()[new.id], "Verhuisd")
        self.assertEqual(new.with_env(dutch.env)._names(), ["Verhuisd"])
        new.active = False
        self.assertNotIn(new.id, reasons._listed())
        self.assertEqual(new._names(), ["Moved"])
        new.unlink()
        self.assertEqual(reasons._listed(), before)

    def test_a_list_that_is_known_costs_no_query(self):
        topics = self.env["mentorship.topic"].search([])
        topics._names()
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.assertEqual(len(topics._names()), len(topics))
