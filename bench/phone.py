"""Members' pages on a phone: how much of our own they fetch, and when the first paint
of the home comes on a slow one.

What is ours is what a page fetches in scripts and styles beyond core's own home,
without the addon. The paint is of Chromium, slowed as Lighthouse does it for a phone on
a slow 4G network, with an empty cache.
"""

import gzip
import re

from dev import bundle
from tests.harness.browser import PHONE, Visitor, chrome

from .fill import LOGIN, PASSWORD
from .measure import Row, Size, alternately
from .portal import HOME, fetch, pages, visited

ROUNDS, WARM, GOAL = 5, 1, 1.3
MOST = 60_000
"""The maximum number of bytes of our own on a page, gzipped."""
OWN_HOME = "/my/mentorship"
SLOWER = 4
"""How many times slower the processor is."""
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1_474_560 / 8,
    "uploadThroughput": 675_000 / 8,
}
"""Lighthouse's slow 4G: milliseconds, and bytes per second."""
FETCHED = re.compile(r"""(?:src|href)=["']([^"']+\.(?:js|css)(?:\?[^"']*)?)["']""")
"""The scripts and styles of a page: at once, or later (``data-src``)."""
PAINT = """() => new Promise((resolve) => {
    const look = () => {
        const [first] = performance.getEntriesByName("first-contentful-paint");
        first ? resolve(first.startTime / 1000) : setTimeout(look, 50);
    };
    look();
})"""


def rows():
    """Measure; return the lines of the table."""
    with visited() as (ours, core), chrome() as browser:
        for client in (ours, core):
            fetch(client, HOME)
        common = weight(core, HOME)
        for measure, path in pages(ours).items():
            own = max(weight(ours, path) - common, 0)
            yield Size(f"{measure}: our scripts and styles", own, MOST)
        size = bundle.ballot_size()
        yield Size("evaluation: the script that seals", size, MOST)
        yield Size("sealed page: all of it", bundle.first_visit(), bundle.MOST)
        paints = (
            _painter(browser, ours, OWN_HOME),
            _painter(browser, core, HOME),
        )
        yield Row("first paint of the home", *alternately(*paints, ROUNDS, WARM), GOAL)


def fetched(html):
    """Return the addresses of the scripts and styles of a page, each once."""
    return list(dict.fromkeys(FETCHED.findall(html)))


def weight(client, path):
    """Return how many bytes of scripts and styles a page fetches, gzipped."""
    own = [one for one in fetched(fetch(client, path)) if one.startswith("/")]
    return sum(len(gzip.compress(client.get(one).content, 9)) for one in own)


def _painter(browser, client, path):
    """Return a function that opens a page on a slow phone, and returns the seconds
    until its first paint."""
    visitor = Visitor(browser, client, PHONE).login(LOGIN, PASSWORD)
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def paint():
        visitor.page.goto("about:blank")
        devtools.send("Network.clearBrowserCache")
        visitor.go(path)
        return visitor.page.evaluate(PAINT)

    return paint
