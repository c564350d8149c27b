"""What the page of a form may load and reach: this Odoo, and no other server."""

import hashlib
import re
from base64 import b64encode

INLINE = re.compile(
    r"<script(?P<attributes>(?:\s[^>]*)?)>(?P<code>.*?)</script>", re.DOTALL
)
OF_CORE = re.compile(r"\s*(?:var odoo = \{|odoo\.__session_info__ = )")
"""The scripts that Odoo's own layout holds; whatever else stands inline does not run:
counters of visitors, head code of a website."""
FIXED = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "img-src": "'self' data: blob:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


HANDLER = ' onerror="__odooAssetError=1"'
"""What Odoo puts on its own files; no handler of a page runs under this policy."""


def without_handlers(page):
    """Return a page of Odoo's without the handlers that its policy would refuse.

    :param str page: HTML
    """
    return page.replace(HANDLER, "")


def of(page):
    """Return the Content-Security-Policy for a page of Odoo's, as it was rendered.

    Odoo's templates for the browser are made into functions there, which is what
    `unsafe-eval` is for.

    :param str page: HTML
    """
    hashes = sorted(
        {
            _hashed(found["code"])
            for found in INLINE.finditer(page)
            if "src=" not in found["attributes"] and OF_CORE.match(found["code"])
        }
    )
    scripts = " ".join(("'self'", "'unsafe-eval'", *hashes))
    policy = {**FIXED, "script-src": scripts}
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _hashed(code):
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
