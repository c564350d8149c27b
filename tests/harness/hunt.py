"""Searching for planted strings, and counting where they were seen."""

import secrets
from base64 import b64encode


class Mark:
    """A word that begins every string planted with it, and nothing else.

    :param str name: what it marks, in the word itself
    """

    def __init__(self, name):
        self.word = f"{name}{secrets.token_hex(6)}"
        self._needles = self._forms()

    def plant(self, place):
        """Return a string to write in a place."""
        return f"{self.word}{place}"

    def _forms(self):
        raw = self.word.encode()
        # whatever comes before it in base64, one of these three is part of it
        shifted = (b64encode(b"\0" * n + raw)[n and 4 : -4] for n in range(3))
        wide = (self.word.encode(f"utf-16-{end}") for end in ("le", "be"))
        return {
            raw,
            raw[::-1],
            raw.hex().encode(),
            raw.hex().upper().encode(),
            *wide,
            *shifted,
        }

    def count(self, content):
        """Return how often the word occurs in a content, in whatever form."""
        return sum(content.count(needle) for needle in self._needles)


class Sweep:
    """The surfaces that were searched, and how often something was seen on each.

    :param ours: `Mark` of what is sealed
    :param core: `Mark` of the text in a core field next to it
    """

    def __init__(self, ours, core):
        self.ours, self.core = ours, core
        self.surfaces = {}
        self.leaks = []

    def look(self, surface, content, detail="", allowed=()):
        """Look in one content.

        :param surface: the line of the table it counts for
        :param content: text or bytes
        :param detail: where exactly, for the message when something is seen
        :param allowed: strings that may be seen here
        """
        if isinstance(content, str):
            content = content.encode(errors="surrogatepass")
        core = self.core.count(content)
        for text in allowed:
            content = content.replace(text.encode(), b"")
        seen = self.ours.count(content)
        line = self.surfaces.setdefault(surface, [0, 0, 0])
        for number, more in enumerate((1, seen, core)):
            line[number] += more
        if seen:
            self.leaks.append(f"{surface}: {detail} ({self._around(content)})")
        return seen

    def _around(self, content):
        place = max(content.find(self.ours.word.encode()), 0)
        return content[max(place - 60, 0) : place + 80].decode(errors="replace")

    def table(self):
        """Return the table, as Markdown."""
        lines = ["| surface | tried | hits | hits on core |", "|---|---|---|---|"]
        lines += [
            f"| {surface} | {tried} | {hits} | {core} |"
            for surface, (tried, hits, core) in self.surfaces.items()
        ]
        return "\n".join(lines)

    def unseen(self, *surfaces):
        """Return the surfaces on which the text of the core field was not seen
        either."""
        return [name for name in surfaces if not self.surfaces.get(name, [0, 0, 0])[2]]
