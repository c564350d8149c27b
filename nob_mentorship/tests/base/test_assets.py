import gzip

from odoo.tests import TransactionCase, tagged

BUNDLES = (
    "web.assets_frontend",
    "web.assets_backend",
    "web.report_assets_common",
    "survey.survey_assets",
)
OWN = "/nob_mentorship/static/"
MOST = 60_000
"""The maximum number of bytes of our scripts and styles on a member's page, gzipped."""


@tagged("post_install", "-at_install", "mentorship")
class TestAssets(TransactionCase):
    """Our scripts and styles, in the bundles they are served in."""

    def test_the_styles_of_every_bundle_compile(self):
        # otherwise core serves a page without any style at all, and says so below it
        for name in BUNDLES:
            with self.subTest(name):
                bundle = self.env["ir.qweb"]._get_asset_bundle(name, js=False)
                css = bundle.preprocess_css()
                self.assertEqual(bundle.css_errors, [])
                self.assertTrue(css)

    def test_a_members_page_is_small(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_frontend")
        bundle.preprocess_css()
        own = [
            asset
            for asset in [*bundle.stylesheets, *bundle.javascripts]
            if asset.url and asset.url.startswith(OWN)
        ]
        self.assertGreater(len(own), 5)
        size = len(gzip.compress("\n".join(a.minify() for a in own).encode(), 9))
        self.assertLess(size, MOST)
