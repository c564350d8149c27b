"""A pair at the sealed page, and what they type in Odoo's own pages next to it: what a
thief gets of each."""

import base64
import json
import re
import secrets

from dev import postgres

from .browser import PHONE, Visitor
from .sealed_page import Device
from .world import PASSWORD

SEALED = base64.b64encode(b"age-encryption.org/v1").decode()
"""The start of every sealed text, as it is sent and stored."""
QUESTION = "Wat houd je bezig?"


class Couple:
    """Mentor and mentee of the stage, each in the room with keys of their own.

    :param stage: a `Stage`
    :param browser: Playwright's browser
    """

    def __init__(self, stage, browser):
        self.stage, self.server = stage, stage.server
        self.pairing = stage.ids["active"]
        self.room = f"room/{self.pairing}"
        self.mentor, self.mentee = (
            Device(Visitor(browser, stage.server, PHONE)).login(
                stage.login(name), PASSWORD
            )
            for name in ("mentor", "mentee")
        )
        for phone in (self.mentor, self.mentee):
            phone.enter(self.room)
            phone.code = phone.set_up()
            phone.title("Jullie pagina")
        self._survey()

    def close(self):
        for phone in (self.mentor, self.mentee):
            phone.visitor.context.close()

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        return postgres.query(statement, self.server.db)

    def look(self, phone):
        """Come to the room again, and open it."""
        phone.enter(self.room)
        phone.title("Open je teksten")
        phone.press("Openen")
        phone.title("Jullie pagina")

    def write(self, phone=None):
        """Have the mentee write a note, and the mentor read it; return what it says."""
        phone, text = phone or self.mentee, new_text()
        if not phone.page.locator("#text").count():
            self.look(phone)
        phone.page.locator("#text").fill(text)
        form = phone.page.locator("form", has=phone.page.locator("#text"))
        form.locator("button[type=submit]").click()
        phone.page.locator("article", has_text=text).wait_for()
        other = self.mentor if phone is self.mentee else self.mentee
        self.look(other)
        other.sees(text)
        return text

    def notices_nothing(self, written):
        """See that the mentee is still logged in, and reads and writes as before."""
        self.look(self.mentee)
        self.mentee.sees(written)
        assert "Is dit" not in self.mentee.page.locator("#main").inner_text()
        self.write()

    def newest(self):
        """Return the ciphertext of the newest note, in base64."""
        ((sealed,),) = self.query(
            "SELECT ciphertext FROM mentorship_note WHERE uuid > ''"
            " ORDER BY id DESC LIMIT 1"
        )
        return sealed

    # --- what the mentee types in Odoo's own pages ----------------------------

    def _survey(self):
        world = self.stage.world
        survey = world.create(
            "survey.survey",
            title="Enquête",
            questions_layout="one_page",
            question_and_page_ids=[
                [0, 0, {"title": QUESTION, "question_type": "text_box"}]
            ],
        )
        ((self.token, self.question),) = self.query(
            "SELECT s.access_token, q.id FROM survey_survey s"
            f" JOIN survey_question q ON q.survey_id = s.id WHERE s.id = {survey}"
        )

    def answer(self):
        """Have the mentee answer a survey of Odoo's own in the browser that the sealed
        page is open in; return the text."""
        text = new_text()
        requests, url = self.mentee.visitor.context.request, self.mentee.url
        page = requests.get(f"{url}/survey/start/{self.token}").text()
        (mine,) = set(re.findall(r'data-answer-token="([\w-]+)"', page))
        for step, params in (
            ("begin", {"lang_code": "nl_NL"}),
            ("submit", {str(self.question): text}),
        ):
            requests.post(
                f"{url}/survey/{step}/{self.token}/{mine}",
                data={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
                # Odoo's test server closes a connection after five idle seconds
                max_retries=1,
            )
        return text

    def sign(self):
        """Have the mentee write the signature of their account; return the text."""
        text, phone = new_text(), self.mentee
        requests, url = phone.visitor.context.request, phone.url
        session = requests.post(
            f"{url}/web/session/get_session_info", data={"params": {}}
        )
        user = session.json()["result"]["uid"]
        answer = requests.post(
            f"{url}/web/dataset/call_kw",
            data={
                "params": {
                    "model": "res.users",
                    "method": "write",
                    "args": [[user], {"signature": text}],
                    "kwargs": {},
                }
            },
        )
        assert answer.json()["result"] is True, answer.text()
        return text


def new_text():
    """Return a text that occurs nowhere else."""
    return f"geheim{secrets.token_hex(12)}"


def spellings(text):
    """Return the ways in which a thief can have a text: as it is, backwards, in base64
    at any place of a longer text, in hexadecimal."""
    found = [text, text[::-1], text.encode().hex()]
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + text.encode()).decode()
        # the first and the last group depend on their neighbours
        found += [coded[4:-4], coded[4:-4].replace("+", "-").replace("/", "_")]
    return found


def has(loot, text):
    """Tell whether loot holds a text, in any spelling."""
    loot = loot if isinstance(loot, str) else json.dumps(loot)
    return any(each in loot for each in spellings(text))


def is_ciphertext_only(loot, *texts, sealed=SEALED):
    """Assert that loot holds something sealed, and nothing of what was sealed.

    :param str sealed: has to be there, to show that the thief was in the way
    """
    loot = loot if isinstance(loot, str) else json.dumps(loot)
    assert sealed in loot, f"the thief was not there: {loot[:500]}"
    assert not [text for text in texts if has(loot, text)]
