"""Putting plain text into a page once its view is rendered.

A view is rendered with a token in the place of each text, so that a view which was
edited has nothing to pass on. Afterwards the tokens are replaced, and only where text
is shown: between the tags of a plain element, or as the value of a field.
"""

import base64
import hashlib
import re
import secrets

from markupsafe import escape

TAG = re.compile(
    rb"<(p|span|div|h[1-6]|li|dd|dt|td|strong|em|summary|textarea|option|label|pre)"
    rb"(?:\s[^<>]*)?>\s*"
)
FIELD = re.compile(rb"<input\s[^<>]*\bvalue=\"")
INLINE = re.compile(
    rb"<script(?![^>]*\bsrc=)(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S
)
ASSET_HANDLER = b"__odooAssetError=1"
"""What core's tags for its own scripts run when one does not load."""
UNRUN = re.compile(rb"\btype=[\"'](?!module|text/javascript)")


class Veil:
    """The tokens of one page."""

    def __init__(self):
        self._name = secrets.token_hex(16)
        self._texts = []

    def hide(self, text):
        """Return the token that stands for a `Secret`; an empty one stays empty."""
        if not text:
            return ""
        self._texts.append(text)
        return f"sealed-{self._name}-{len(self._texts) - 1}."

    def lift(self, page):
        """Return the page with the texts in place of their tokens.

        :param bytes page: rendered HTML
        """
        return re.sub(rb"sealed-%s-(\d+)\." % self._name.encode(), self._text, page)

    def _text(self, token):
        """Return the text of a token, or the token where no text is shown."""
        page, begin, end = token.string, token.start(), token.end()
        text = str(escape(self._texts[int(token[1])].text())).encode()
        before = page[page.rfind(b"<", 0, begin) : begin]
        if FIELD.fullmatch(before) and page[end : end + 1] == b'"':
            return text
        tag = TAG.fullmatch(before)
        if tag and page[end : page.find(b">", end)].strip() == b"</" + tag[1]:
            # a textarea swallows the first line break
            return (b"\n" if tag[1] == b"textarea" else b"") + text
        return token[0]


class Late:
    """The body of an answer that is made when it is sent: after the last code that
    the database can have run for the request.

    :param make: function without arguments that returns bytes
    """

    def __init__(self, make):
        self._make = make

    def __iter__(self):
        yield self._make()


def send_late(response, make):
    """Make an answer's body when it is sent; only its length is known before.

    :param response: an HTTP response
    :param make: function without arguments that returns bytes
    """
    response.headers["Content-Length"] = str(len(make()))
    response.response = Late(make)
    return response


def policy(page):
    """Return the Content-Security-Policy of a page: no other server, and of scripts in
    the page only those the view has.

    :param bytes page: the page before any text is put into it
    """
    codes = {
        script["code"]
        for script in INLINE.finditer(page)
        if not UNRUN.search(script["attributes"])
    }
    digests = sorted(
        base64.b64encode(hashlib.sha256(code).digest()).decode()
        for code in codes | {ASSET_HANDLER}
    )
    scripts = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'none'",
            # core compiles its templates in the browser
            f"script-src 'self' 'unsafe-eval' 'unsafe-hashes' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )
