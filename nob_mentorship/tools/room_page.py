"""The built files of the sealed page, and the headers to serve them with.

Plain Python. For a web server without Odoo, `mentorship_key page` writes the same
files.
"""

import functools
import hashlib
import mimetypes
import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).resolve().parent.parent / "room_page"
PATH = "/mentorship/room"
VERSION_LENGTH = 12
MISSING = (
    "The page that seals texts in the browser is not there: run `make bundle` in the "
    "checkout of nob_mentorship, or install a release of it."
)
CHARSET = '<meta charset="utf-8" />'
"""The start of the page; its policy follows, before anything is fetched."""
ENTRY = """<!doctype html>
<html lang="nl" translate="no">
    <head>
        <meta charset="utf-8" />
        {meta}
        <meta name="robots" content="noindex" />
        <title>Mentorschap</title>
        <script src="{version}/entry.js" defer></script>
    </head>
    <body></body>
</html>
"""
"""The entry page on a separate host; it keeps the part of the address after `#`."""
WAY_IN = re.compile(r'src="([0-9a-f]{12})/entry\.js"')
PORTS = {"http": ":80", "https": ":443"}
"""The ports that a browser leaves out of an address."""
HOST = re.compile(r"[\w.:\[\]-]+", re.A)


class NotBuilt(Exception):
    """The page was not built; the message says how to build it."""


@functools.cache
def files():
    """Return the files of the page, {path: content}.

    :raises NotBuilt: when it was not built
    """
    found = {
        str(file.relative_to(FOLDER)): file.read_bytes()
        for file in sorted(FOLDER.rglob("*"))
        if file.is_file()
    }
    if "index.html" not in found:
        raise NotBuilt(MISSING)
    return found


@functools.cache
def version():
    """Return the version in the page's path: a hash of its files.

    :raises NotBuilt: when it was not built
    """
    total = hashlib.sha256()
    for name, content in files().items():
        total.update(hashlib.sha256(name.encode()).digest())
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:VERSION_LENGTH]


def path(version_there=None):
    """Return the path of the page, with a slash at its end."""
    return f"{PATH}/{version_there or version()}/"


def content_type(name):
    """Return the type of a file of the page, by its name."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8"


def headers(host, odoo=""):
    """Return the headers to serve every file of the page with.

    :param str host: address of the page's host, such as ``https://room.example.nl``
    :param str odoo: address of Odoo, if that is a different one
    :raises ValueError: for an invalid address
    """
    own = origin(host) + path()
    asked = origin(odoo or host) + f"{PATH}/api/"
    policy = {
        "default-src": "'none'",
        "script-src": own,
        "worker-src": own,
        "style-src": own,
        "img-src": f"{own} blob:",
        "connect-src": f"{own} {asked}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "room",
    }
    return {
        "Content-Security-Policy": "; ".join(
            f"{name} {value}" for name, value in policy.items()
        ),
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def meta_policy(policy):
    """Return the element that states a policy in the page itself. It leaves out
    directives that only a header can state; if there is a header too, both apply.

    :param str policy: as in :func:`headers`
    """
    fixed = "; ".join(
        part for part in policy.split("; ") if not part.startswith("frame-ancestors")
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(fixed)}" />'


def written(folder):
    """Return the version that the entry page leads to, or "" if there is none.

    :param folder: as in :func:`write`
    """
    try:
        way_in = (Path(folder) / PATH.strip("/") / "index.html").read_text()
    except (OSError, ValueError):
        return ""
    found = WAY_IN.search(way_in)
    return found[1] if found else ""


def write(folder, host, odoo, settings):
    """Write the files of the page, and their headers, for a web server without Odoo.

    Earlier versions stay, for browsers that have them open. `index.html` leads to the
    newest version, and is written last.

    :param pathlib.Path folder: the root folder of the web server
    :param str host: address of that server
    :param str odoo: address of Odoo
    :param bytes settings: the page's `settings.json`
    :return: the folder of this version
    """
    target = Path(folder) / path().strip("/")
    sent = headers(host, odoo)
    meta = meta_policy(sent["Content-Security-Policy"])
    index = files()["index.html"].decode()
    if index.count(CHARSET) != 1:
        raise ValueError("the page has no place for its policy")
    page = {
        **files(),
        "settings.json": settings,
        "index.html": index.replace(CHARSET, f"{CHARSET}{meta}").encode(),
    }
    for name, content in page.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    lines = "".join(f"{name}: {value}\n" for name, value in sent.items())
    (target.parent / f"{version()}.headers").write_text(lines)
    (target.parent / "index.headers").write_text(lines)
    way_in = ENTRY.format(meta=meta, version=version())
    (target.parent / "index.html").write_text(way_in)
    return target


def origin(address):
    """Return the scheme and host of an address, as browsers write them.

    :raises ValueError: for an invalid address
    """
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not HOST.fullmatch(parts.netloc):
        raise ValueError(f"{address} is not the address of a host")
    host = parts.netloc.lower().removesuffix(PORTS[parts.scheme])
    return f"{parts.scheme}://{host}"
