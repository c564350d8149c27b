"""A pairing on a running server, as its members use its pages."""

from html import unescape

ROOT = "/my/mentorship"


class Room:
    """What members do in one pairing, each in their own web session.

    :param stage: a `Stage`
    :param pairing: the id of an active pairing of its people
    """

    def __init__(self, stage, pairing):
        self.stage, self.pairing = stage, pairing
        self.path = f"{ROOT}/pairing/{pairing}"

    def page(self, who, path=""):
        """Return the answer of a page; `path` below the pairing's, or a whole one."""
        whole = path if path.startswith("/") else f"{self.path}{path and '/'}{path}"
        return self.stage.client(who).get(whole)

    def text(self, who, path=""):
        """Return a page's HTML, with entities as characters."""
        return unescape(self.page(who, path).text)

    def send(self, who, path, form=None, expect=303):
        """Send a form and return the answer."""
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        answer = self.stage.post(who, whole, form or {})
        assert answer.status_code == expect, (answer.status_code, answer.text[:3000])
        return answer

    def newest(self, model):
        """Return the id of the newest record of a model in this pairing."""
        rows = self.query(
            f"SELECT max(id) FROM mentorship_{model.replace('.', '_')}"
            f" WHERE pairing_id = {self.pairing}"
        )
        return rows[0][0]

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        from dev import postgres

        return postgres.query(statement, self.stage.server.db)
