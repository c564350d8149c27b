"""What others add to Odoo's layout, and which of it stays on the page of a form."""

from odoo.tests import BaseCase, tagged

from ...portal.evaluation import policy

CORE = """
            var odoo = {
                csrf_token: "0a1bo99",
                debug: "assets,tests",
            };
        """
SESSION = """
            odoo.__session_info__ = {"user": "\\u003C/script\\u003E", "a": [1, {}]};
            if (!/(^|;\\s)tz=/.test(document.cookie)) {
                const userTZ = Intl.DateTimeFormat().resolvedOptions().timeZone;
                document.cookie = `tz=${userTZ}; path=/`;
            }
        """
PAGE = """<!DOCTYPE html>
<html lang="nl-NL"><head><meta charset="utf-8"/>{head}</head>
<body><form role="form"><p>Hoe gaat het?</p></form>{body}</body></html>"""
FOREIGN = {
    "another server": '<script src="https://evil.example/a.js"></script>',
    "without a scheme": '<script src="//evil.example/web/content/a.js"></script>',
    "an upload": '<script src="/web/content/7"></script>',
    "out of a folder": '<script src="/web/assets/../content/7"></script>',
    "out of it, hidden": '<script src="/web/assets/%2E%2e/content/7"></script>',
    "out of it, the other way": r'<script src="/web/assets/..\content\7"></script>',
    "loaded later": '<script data-src="/web/content/7"></script>',
    "both": '<script src="/web/assets/1/a.js" data-src="/evil.js"></script>',
    "in a picture": '<svg><script href="/web/content/7"></script></svg>',
    "an address of data": '<script src="data:text/javascript,evil()"></script>',
    "inline": "<script>evil()</script>",
    "a module": '<script type="module">evil()</script>',
    "empty": "<script></script>",
    "like Odoo's own": f"<script>{CORE} evil()</script>",
    "like Odoo's session": f"<script>{SESSION} evil()</script>",
    "in Odoo's session": "<script>odoo.__session_info__ = {}; evil();</script>",
    "not its session": "<script>odoo.__session_info__ = evil();</script>",
    "a frame": '<iframe src="https://evil.example/"></iframe>',
    "a picture": '<img src="https://evil.example/pixel.gif" alt=""/>',
    "a picture, sharper": '<img srcset="//evil.example/a.png 2x" alt=""/>',
    "a style": '<link rel="stylesheet" href="https://evil.example/a.css"/>',
    "an object": '<object data="https://evil.example/"></object>',
    "another base": '<base href="https://evil.example/"/>',
    "a handler": '<img src="/x" onerror="evil()" alt=""/>',
    "a connection ahead": '<link rel="preconnect" href="https://evil.example/"/>',
    "a name ahead": '<link rel="dns-prefetch" href="//evil.example/"/>',
    "a connection, in capitals": '<link rel="Preconnect" href="//evil.example/"/>',
    "a connection, called otherwise": '<link rel="canonical preconnect" '
    'href="https://evil.example/"/>',
    "a way elsewhere": '<meta http-equiv="Refresh" content="1;url=//evil.example"/>',
    "the bar about cookies": '<div id="website_cookies_bar"><p>evil</p></div>',
}
OURS = (
    '<script src="/web/assets/1/ab12/web.assets_frontend_minimal.min.js"></script>',
    '<script data-src="/web/assets/1/ab12/web.assets_frontend_lazy.min.js"></script>',
    '<script src="/nob_mentorship/static/ballot/ballot.nl.js?0123"></script>',
    '<script type="application/json" id="mentorship-paper">{"a": "&lt;"}</script>',
    '<link rel="stylesheet" href="/web/assets/1/ab12/web.assets_frontend.min.css"/>',
)


@tagged("post_install", "-at_install")
class TestFormPolicy(BaseCase):
    def test_what_others_add_is_gone(self):
        for name, element in FOREIGN.items():
            for place in ("head", "body"):
                with self.subTest(name, place=place):
                    filled = {"head": "", "body": "", place: element}
                    page, allowed = policy.close(PAGE.format(**filled))
                    for word in ("evil", "content", "<script", "onerror"):
                        self.assertNotIn(word, page)
                    self.assertNotIn("sha256", allowed)
                    self.assertIn("Hoe gaat het?", page)

    def test_what_the_form_is_made_of_stays(self):
        for element in OURS:
            with self.subTest(element):
                page, _allowed = policy.close(PAGE.format(head="", body=element))
                self.assertIn(element.replace("/>", ">"), page)

    def test_odoos_own_scripts_run_word_for_word(self):
        for code in (CORE, SESSION):
            page, allowed = policy.close(
                PAGE.format(head=f"<script>{code}</script>", body="")
            )
            self.assertIn(code, page)
            self.assertEqual(allowed.count("'sha256-"), 1)
            self.assertIn("default-src 'none'", allowed)

    def test_files_that_a_website_has_elsewhere_come_from_here(self):
        for kind in ("src", "data-src"):
            far = f'<script {kind}="https://cdn.example/web/assets/1/a.js?b"></script>'
            page, _allowed = policy.close(PAGE.format(head="", body=far))
            self.assertIn(f'{kind}="/web/assets/1/a.js?b"', page)
        sheet = '<link rel="stylesheet" href="//cdn.example/web/assets/1/a.css"/>'
        page, _allowed = policy.close(PAGE.format(head=sheet, body=""))
        self.assertIn('href="/web/assets/1/a.css"', page)
