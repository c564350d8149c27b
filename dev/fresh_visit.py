"""Looks at a demonstration as a visitor: the login page and a member's pages."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from .demo import PASSWORD

MEMBER = "mentee"
PAGES = ("/my", "/my/mentorship")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def trouble(port):
    """Log in and open a member's pages; return what is wrong, or an empty text."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    address = f"http://localhost:{port}"

    def page(path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        with opener.open(address + path, data, timeout=120) as answer:
            return answer.url, answer.read().decode()

    try:
        token = TOKEN.search(page("/web/login")[1])
        if not token:
            return "the login page has no form"
        form = {"login": MEMBER, "password": PASSWORD, "csrf_token": token[1]}
        page("/web/login", form)
        for path in PAGES:
            url, text = page(path)
            if not url.endswith(path) or "/my/mentorship" not in text:
                return f"{path} is not the member's page"
    except (urllib.error.URLError, OSError) as error:
        return f"the pages: {error}"
    return ""
