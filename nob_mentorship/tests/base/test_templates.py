from lxml import etree

from odoo.tests import TransactionCase, tagged

from odoo.addons.base.models.ir_qweb import ALLOWED_KEYWORD


@tagged("post_install", "-at_install", "mentorship")
class TestTemplates(TransactionCase):
    """What a template calls its values."""

    def test_no_value_has_the_name_of_a_function(self):
        # inside an expression Odoo would take the function, and the page would fail
        views = self.env["ir.ui.view"].search(
            [("type", "=", "qweb"), ("key", "=like", "nob_mentorship.%")]
        )
        self.assertGreater(len(views), 100)
        taken = {
            (view.key, name)
            for view in views
            for name in etree.fromstring(view.arch).xpath("//@t-as | //@t-set")
            if name in ALLOWED_KEYWORD
        }
        self.assertEqual(taken, set())
