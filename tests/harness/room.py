"""The pair's room on a running server, as its members use it."""

import re
from html import unescape

ROOT = "/my/mentorship"


class Room:
    """What members do in the room of one pairing, each in their own web session.

    :param stage: a `Stage`
    :param pairing: the id of an active pairing of its people
    """

    def __init__(self, stage, pairing):
        self.stage, self.pairing = stage, pairing
        self.path = f"{ROOT}/pairing/{pairing}"

    def page(self, who, path=""):
        """Return the answer of a page of the room; `path` below it, or a whole one."""
        whole = path if path.startswith("/") else f"{self.path}{path and '/'}{path}"
        return self.stage.client(who).get(whole)

    def text(self, who, path=""):
        """Return a page's HTML, with entities as characters."""
        return unescape(self.page(who, path).text)

    def send(self, who, path, form=None, files=(), expect=303):
        """Send a form of the room and return the answer.

        :param files: (name, content, type) each
        """
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        options = {}
        if files:
            options["files"] = [("files", file) for file in files]
        answer = self.stage.post(who, whole, form or {}, **options)
        assert answer.status_code == expect, (answer.status_code, answer.text[:3000])
        return answer

    def note(self, who, text, audience="room", files=(), **form):
        """Write a note and return its id."""
        self.send(who, "note", {"text": text, "audience": audience, **form}, files)
        return self.newest("note")

    def goal(self, who, specific, **form):
        """Set a goal and return its id."""
        self.send(who, "goal", {"specific": specific, "revision": "0", **form})
        return self.newest("goal")

    def plan(self, who, **texts):
        """Write one's development plan."""
        revision = re.search(
            r'name="revision" value="(\d+)"', self.page(who, "plan").text
        )[1]
        self.send(who, "plan", {"revision": revision, **texts})

    def agreement(self, who, **texts):
        """Write a new version of the agreement and return its id."""
        version = re.search(
            r'name="version" value="(\d+)"', self.page(who, "agreement").text
        )[1]
        self.send(who, "agreement", {"version": version, **texts})
        return self.newest("agreement")

    def accept(self, who):
        """Say yes to the version that waits."""
        page = self.page(who).text
        values = {
            name: re.search(rf'name="{name}" value="(\d+)"', page)[1]
            for name in ("agreement_id", "version")
        }
        self.send(who, "agreement/accept", values)

    def share(self, who, item, recipient, purpose):
        """Ask for, or give, a consent; return its id.

        :param str item: such as ``mentorship.note,3``
        :param str recipient: e-mail address
        """
        self.send(
            who,
            f"share/{item}",
            {"recipient": "other", "address": recipient, "purpose": purpose},
        )
        return self.newest("consent")

    def answer(self, who, consent, answer):
        """Answer as the mentee: ``yes``, ``no`` or ``revoke``."""
        self.send(who, f"{ROOT}/consent/{consent}/answer", {"answer": answer})

    def newest(self, model):
        """Return the id of the newest record of a model in this room."""
        rows = self.query(
            f"SELECT max(id) FROM mentorship_{model.replace('.', '_')}"
            f" WHERE pairing_id = {self.pairing}"
        )
        return rows[0][0]

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        from dev import postgres

        return postgres.query(statement, self.stage.server.db)
