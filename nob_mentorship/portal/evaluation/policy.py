"""Restricts the page of a form to loading from, and connecting to, this Odoo only.

Other modules add to the layout of all pages: `website` adds visitor counters, custom
code and a cookie bar. None of these belong on a page whose address is a person's secret
link, so they are all removed before the page is sent.
"""

import hashlib
import json
import re
from base64 import b64encode
from urllib.parse import urlsplit, urlunsplit

from lxml import html

from ...tools import ballot_script

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
SCRIPTS = ("/web/assets/", f"{ballot_script.PATH}/")
"""The paths from which the page loads scripts: Odoo's bundles, and ours."""
UP = re.compile(r"\.\.|%|\\")
"""The ways in which a path can lead out of its folder."""
DATA = "application/json"
FRAMES = "//iframe|//frame|//object|//embed|//base"
FAR = "//*[{}]".format(
    " or ".join(
        f"starts-with(normalize-space(@{name}), '{start}')"
        for name in ("src", "srcset", "poster")
        for start in ("//", "http")
    )
)
"""Pictures and sounds from other servers; scripts are checked separately."""
LEADING = "//meta[@http-equiv and @http-equiv != 'X-UA-Compatible']"
"""Meta elements that act like a header, except the one in Odoo's layout, which current
browsers ignore."""
BAR = "//*[@id='website_cookies_bar']"
HANDLERS = "//@*[starts-with(name(), 'on')]"
AHEAD = {"preconnect", "dns-prefetch", "prefetch", "prerender"}
"""Links that contact other servers before anything is loaded from them."""
ONLY_SAID = {"canonical", "alternate"}
"""Links whose addresses a browser does not request."""
CORE = re.compile(
    r'\s*var odoo = \{\s*csrf_token: "\w*",\s*debug: "[\w,-]*",?\s*\};\s*'
)
SESSION = "odoo.__session_info__ = "
ZONE = (
    "if (!/(^|;\\s)tz=/.test(document.cookie)) {"
    " const userTZ = Intl.DateTimeFormat().resolvedOptions().timeZone;"
    " document.cookie = `tz=${userTZ}; path=/`; }"
)
"""The scripts of Odoo's own layout, word for word."""


def close(page):
    """Return (the page without any other active content, its Content-Security-Policy).

    Odoo's browser templates are compiled to functions in the browser, which requires
    `unsafe-eval`.

    :param str page: a rendered page of Odoo
    """
    tree = html.document_fromstring(page)
    hashes = set()
    for script in list(tree.iter("script")):
        code = script.text or ""
        if script.get("type") == DATA:
            continue
        if script.get("src") or script.get("data-src"):
            if not _comes_from_here(script, "src", "data-src"):
                script.drop_tree()
        elif _is_of_core(code):
            hashes.add(_hashed(code))
        else:
            script.drop_tree()
    for link in list(tree.iter("link")):
        kinds = set(link.get("rel", "").lower().split())
        is_ours = _comes_from_here(link, "href", "data-href")
        is_far = not is_ours and urlsplit(link.get("href", "")).netloc
        if AHEAD & kinds or (is_far and not ONLY_SAID & kinds):
            link.drop_tree()
    for element in tree.xpath(f"{FRAMES}|{FAR}|{LEADING}|{BAR}"):
        element.drop_tree()
    for handler in tree.xpath(HANDLERS):
        del handler.getparent().attrib[handler.attrname]
    scripts = " ".join(("'self'", "'unsafe-eval'", *sorted(hashes)))
    policy = {**FIXED, "script-src": scripts}
    closed = html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return closed, "; ".join(f"{name} {value}" for name, value in policy.items())


def _comes_from_here(element, *names):
    """Tell whether an element loads one of our files; if a website serves them from
    other servers, load them from this one.
    """
    is_ours = True
    for name in names:
        parts = urlsplit(element.get(name, ""))
        if not parts.path:
            continue
        if parts.path.startswith(SCRIPTS) and not UP.search(parts.path):
            element.set(name, urlunsplit(("", "", parts.path, parts.query, "")))
        else:
            is_ours = False
    return is_ours


def _is_of_core(code):
    """Tell whether an inline script is part of Odoo's own layout."""
    plain = code.strip()
    if not plain.startswith(SESSION):
        return bool(CORE.fullmatch(code))
    try:
        _info, end = json.JSONDecoder().raw_decode(plain, len(SESSION))
    except ValueError:
        return False
    return " ".join(plain[end:].split()) in (";", f"; {ZONE}")


def _hashed(code):
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
