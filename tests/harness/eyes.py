"""All that a member can get of a server, in words by which two copies of one database
can be compared: pages, files, rows, counts, orders and messages."""

import hashlib
import json
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from .alike import REFUSED, Voice

ROOT = "/my/mentorship"
BEGIN = (
    *("/my", "/my/home", "/my/account", "/my/addresses", "/my/security"),
    *(ROOT, f"{ROOT}?done=ended", f"{ROOT}/programmes", f"{ROOT}/profile"),
    *(f"{ROOT}/time-zone", f"{ROOT}/export"),
)
"""The pages where the walk begins."""
OF_PAIRING = (
    *("", "?done=ended", "/first-contact", "/meeting", "/met"),
    *("/answer", "/end", "/talk", "/pause", "/resume", "/prolong", "/report"),
)
PLACES = ("/my", "/mentorship", "/web/image", "/web/content")
"""The beginnings of paths that the walk follows."""
FILES = "/mentorship/room"
"""The sealed page: files that are the same for everyone."""
MOST = 600
"""More pages than a member has: the walk would have no end."""
OF_STAFF = {
    "mentorship.pairing": (
        *("ending_ids", "end_reason_ids", "message_ids", "activity_ids"),
        *("write_uid", "write_date", "create_uid", "ended_on", "consent_ids"),
    ),
    "mentorship.pairing.member": (
        *("end_reason_id", "left_on", "left_at_end", "prolong_wish"),
        *("write_uid", "write_date", "answered_on", "news_told_on"),
    ),
    "mentorship.ending": (
        *("pairing_id", "member_id", "reason_id", "asked_on"),
        *("create_uid", "create_date"),
    ),
    "mentorship.enrolment": ("write_uid", "write_date", "state", "unmatched_word"),
    "mentorship.meeting": ("write_uid", "write_date", "state", "sequence"),
}
"""{model: fields that staff read, of which a member could try to learn something}."""
THREADS = ("/mail/thread/messages", "/mail/chatter_fetch", "/portal/chatter_init")
"""The routes that give the messages on a record."""
SEALED = {
    "room": lambda scene: {"room": scene["pairing"], "offset": 0},
    "consents": lambda _scene: {},
    "message/ways": lambda scene: {"programme": scene["programme"]},
}
"""{request of the sealed page: what is sent}"""


class Eyes(Voice):
    """A member who looks everywhere.

    :param stage: `Stage`
    :param str name: of the member
    :param words: `Words`
    :param dict scene: {``pairing``, ``programme``, ``models``: names of models,
        ``calendars``: {name: path of the private address}, ``ids``: {model: ids},
        ``people``: {name: (partner, user)}, ``reasons``: ids, ``files``: ids that the
        end gave to attachments}
    """

    def __init__(self, stage, name, words, scene):
        super().__init__(stage.client(name), words)
        self.stage, self.name, self.scene = stage, name, scene
        self.server = stage.server

    def look(self):
        """Return {place: what is there}."""
        return {
            **self.pages(),
            **self.downloads(),
            **self.rows(),
            **self.of_staff(),
            **self.guesses(),
            **self.threads(),
            **self.sealed(),
        }

    # --- pages and files --------------------------------------------------------------

    def pages(self):
        """Walk through all pages that links lead to."""
        path = f"{ROOT}/pairing/{self.scene['pairing']}"
        own = [
            page
            for login, page in self.stage.pages.values()
            if login == self.stage.login(self.name)
        ]
        todo, found = [*BEGIN, *(path + part for part in OF_PAIRING), *own], {}
        while todo:
            path = todo.pop(0)
            if path in found:
                continue
            assert len(found) < MOST, path
            answer = self.client.get(path)
            kind = answer.headers.get("Content-Type", "")
            if kind.startswith("text/"):
                text = answer.text
            else:
                text = hashlib.sha256(answer.content).hexdigest()
            found[path] = self.words(f"{answer.status_code} {answer.url} {kind} {text}")
            if kind.startswith("text/html"):
                todo += self._links(text)
        return found

    def _links(self, text):
        """Return the paths on this server that a page leads to."""
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            url = urlsplit(urljoin(self.server.url, unescape(link)))
            here = self.server.url.endswith(f"//{url.netloc}")
            shown = url.path.startswith(PLACES) and not url.path.startswith(FILES)
            if here and shown:
                yield f"{url.path}?{url.query}" if url.query else url.path

    def downloads(self):
        """Fetch the export of one's own data, and the calendar of one's phone."""
        found = {}
        for kind in ("json", "text"):
            answer = self.stage.post(self.name, f"{ROOT}/export", {"format": kind})
            found[f"export as {kind}"] = self.words(answer.text)
        calendar = self.client.get(self.scene["calendars"][self.name])
        found["calendar"] = self.words(f"{calendar.status_code} {calendar.text}")
        for number in self.scene["files"]:
            file = self.client.get(f"/web/content/{number}")
            found[f"file {number}"] = self.words(f"{file.status_code} {file.text}")
        counters = {"counters": ["mentorship_count"]}
        found["counters"] = self.json("/my/counters", counters)
        found["session"] = self.json("/web/session/get_session_info", {})
        return found

    # --- rows -----------------------------------------------------------------------

    def rows(self):
        """Read all rows of all models that a member can read, with all fields."""
        found = {}
        for model in self.scene["models"]:
            whole = {} if model == "ir.attachment" else {"context": {"bin_size": True}}
            shown = self.ask(model, "fields_get", attributes=["string", "type"])
            found[f"{model} fields_get"] = shown
            found[f"{model} name_search"] = self.ask(model, "name_search", "")
            names = [] if shown.startswith(REFUSED) else sorted(json.loads(shown))
            said = self.ask(model, "search_read", [], names, **whole)
            found[f"{model} search_read"] = said
            for name in names if said.startswith(REFUSED) else ():
                said = self.ask(model, "search_read", [], [name], **whole)
                found[f"{model} search_read {name}"] = said
        return found

    def of_staff(self):
        """Try to read, count, order and group by what only staff read."""
        found = {}
        for model, names in OF_STAFF.items():
            ids = self.scene["ids"][model]
            for name in names:
                for method, args, kwargs in (
                    ("read", [ids, [name]], {}),
                    ("search_read", [[], [name]], {}),
                    ("web_search_read", [[], {name: {}}], {}),
                    ("export_data", [ids, [name]], {}),
                    ("search_count", [[(name, "!=", False)]], {}),
                    ("search", [[]], {"order": name}),
                    ("search", [[]], {"order": f"{name} desc"}),
                    ("read_group", [[], [], [name]], {}),
                    ("formatted_read_group", [[], [name], ["__count"]], {}),
                ):
                    place = f"{model} {method} {name} {kwargs}"
                    found[place] = self.ask(model, method, *args, **kwargs)
        return found

    def guesses(self):
        """Search for each of the two as the one who asked, and for each reason."""
        domains = []
        for partner, user in self.scene["people"].values():
            domains += [
                ("mentorship.pairing", "ending_ids.member_id.partner_id", partner),
                ("mentorship.pairing", "member_ids.write_uid", user),
                ("mentorship.pairing", "write_uid", user),
                ("mentorship.pairing", "message_ids.author_id", partner),
                ("mentorship.pairing.member", "write_uid", user),
                ("mentorship.enrolment", "write_uid", user),
                ("mentorship.meeting", "write_uid", user),
                ("mentorship.ending", "create_uid", user),
                ("mail.message", "author_id", partner),
                ("ir.attachment", "create_uid", user),
            ]
        for reason in self.scene["reasons"]:
            domains += [
                ("mentorship.pairing", "end_reason_ids", reason),
                ("mentorship.pairing", "ending_ids.reason_id", reason),
                ("mentorship.pairing.member", "end_reason_id", reason),
            ]
        return {
            f"{model} where {name} is {value}": self.ask(
                model, "search", [(name, "=", value)]
            )
            for model, name, value in domains
        }

    # --- messages, and the sealed page ----------------------------------------------

    def threads(self):
        """Fetch the messages on the records that the two share."""
        found = {}
        for box in ("inbox", "history", "starred"):
            found[box] = self.json(f"/mail/{box}/messages", {})
        partner, _user = self.scene["people"][self.name]
        ids = {**self.scene["ids"], "res.partner": [partner]}
        for model, record in ((name, one) for name in ids for one in ids[name]):
            where = {"thread_model": model, "thread_id": record}
            for route in THREADS:
                found[f"{route} {model} {record}"] = self.json(route, where)
        return found

    def sealed(self):
        """Ask what the sealed page asks."""
        found = {}
        for name, sent in SEALED.items():
            answer = self.client.session.post(
                f"{self.server.url}/mentorship/room/api/{name}",
                json=sent(self.scene),
                headers={"Origin": self.server.url},
                timeout=120,
            )
            found[f"sealed {name}"] = self.words(f"{answer.status_code} {answer.text}")
        return found
