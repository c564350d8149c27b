from odoo.tests import tagged

from ..hooks import uninstall_hook
from .common import MentorshipCase

ASPIRANT = "nob_mentorship.membership_category_aspirant"


@tagged("post_install", "-at_install")
class TestUninstallHook(MentorshipCase):
    """What belongs to the members stays with them when the addon goes."""

    def setUp(self):
        super().setUp()
        self.env["res.config.settings"].create({}).action_mentorship_aspirant()
        self.category = self.env.ref(ASPIRANT)

    def test_the_aspirants_category_stays_where_memberships_are_sold_in_it(self):
        self.membership.product_tmpl_id.membership_category_id = self.category
        uninstall_hook(self.env)
        self.assertTrue(self.category.exists())
        self.assertFalse(self.env.ref(ASPIRANT, raise_if_not_found=False))

    def test_the_aspirants_category_goes_with_the_addon_where_nobody_uses_it(self):
        uninstall_hook(self.env)
        self.assertEqual(self.env.ref(ASPIRANT), self.category)
