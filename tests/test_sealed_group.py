"""A group of four on the sealed page: a mentor, two mentees, and one who joins later.

On phones, in Dutch; promise 1.
"""

import pytest

from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


class Group:
    """A group that has started, and the phones of its members."""

    def __init__(self, stage, visit, sql):
        self.stage, self.visit, self.sql = stage, visit, sql
        self.edition = stage.open_edition("vierkoppig", kind="group")
        mentor = stage.sign_up(self.edition, "mentor", submit=False)
        stage.call("enrolment", "write", [mentor], {"max_mentees": 3})
        stage.call("enrolment", "action_submit", [mentor])
        mentees = [self.sign_up(name) for name in ("mentee", "stranger")]
        self.pairing = stage.call(
            "pairing",
            "create",
            {
                "edition_id": self.edition,
                "mentor_enrolment_id": mentor,
                "mentee_enrolment_ids": [(6, 0, mentees)],
            },
        )
        stage.call("pairing", "action_offer", [self.pairing])
        self.say_yes()

    def sign_up(self, name):
        return self.stage.sign_up(self.edition, name, "mentee")

    def say_yes(self):
        """Have staff note the yes of all who have not answered yet."""
        waiting = [("pairing_id", "=", self.pairing), ("answer", "=", "pending")]
        for member in self.stage.call("pairing.member", "search", waiting):
            arguments = (member, "accepted", "telephone")
            self.stage.call("pairing.member", "action_note_answer", *arguments)

    def add(self, name):
        """Ask a member to join, who says yes."""
        sign_up = self.sign_up(name)
        self.stage.call("pairing", "action_add", [self.pairing], sign_up)
        self.say_yes()

    @property
    def room(self):
        return f"room/{self.pairing}"

    def device(self, name):
        """Put a member into the room, with keys of their own."""
        phone = Device(self.visit(PHONE)).login(self.stage.login(name), PASSWORD)
        phone.enter(self.room).set_up()
        phone.title("Jullie pagina")
        return phone

    def look(self, phone):
        """Come to the room again, and open it; return what the page says."""
        phone.enter(self.room)
        phone.press("Openen")
        phone.title("Jullie pagina")
        assert not phone.visitor.wider()
        return phone.says()

    def write(self, phone, text, reader=None):
        """Write a note; return the members it was sealed for, by their first names."""
        phone.page.locator("#text").fill(text)
        if reader:
            phone.page.locator("#for").select_option(label=reader)
        form = phone.page.locator("form", has=phone.page.locator("#text"))
        form.locator("button[type=submit]").click()
        phone.sees("Je notitie is opgeslagen.")
        rows = self.sql(
            "SELECT split_part(p.name, ' ', 1) FROM res_partner p JOIN ("
            " SELECT reader_uuids FROM mentorship_note ORDER BY id DESC LIMIT 1) n"
            " ON n.reader_uuids LIKE '% ' || p.mentorship_uuid || ' %'"
        )
        return {name for (name,) in rows}

    def asked(self, name, what, **values):
        """Return (status, answer) of a question from a member's session."""
        server = self.stage.server
        answer = self.stage.client(name).session.post(
            f"{server.url}/mentorship/room/api/{what}",
            json={"room": self.pairing, **values},
            headers={"Origin": server.url},
            timeout=60,
        )
        return answer.status_code, answer.json()


def test_a_group_writes_and_who_comes_and_goes(stage, visit, sql):
    stage.partners["newcomer"] = stage.member("newcomer", "Lea Lam", years=1)
    group = Group(stage, visit, sql)
    mentor, kees, ina = map(group.device, ("mentor", "mentee", "stranger"))

    group.look(mentor)
    mentor.sees("Opslaan voor Kees Klop, Ina Ibis en jou")
    assert group.write(mentor, "Voor de groep") == {"Vera", "Kees", "Ina"}
    to_one = group.write(mentor, "Voor Kees en mij", "Kees Klop en jij")
    assert to_one == {"Vera", "Kees"}
    said = group.look(kees)
    assert "Voor de groep" in said and "Voor Kees en mij" in said
    said = group.look(ina)
    assert "Voor de groep" in said and "Voor Kees en mij" not in said
    assert group.write(ina, "Ook voor allen") == {"Vera", "Kees", "Ina"}

    group.add("newcomer")
    lea = group.device("newcomer")
    assert "Voor de groep" not in group.look(lea)
    said = group.look(mentor)
    assert "Nieuw: Lea Lam" in said and "Ook voor allen" in said
    # without a word nothing is sealed for the new member
    assert group.write(mentor, "Nog zonder Lea") == {"Vera", "Kees", "Ina"}
    mentor.press("Ja, voortaan ook voor Lea Lam")
    mentor.sees("Wat je vanaf nu schrijft, kan ook Lea Lam lezen.")
    everybody = {"Vera", "Kees", "Ina", "Lea"}
    assert group.write(mentor, "Welkom in de groep") == everybody
    said = group.look(lea)
    assert "Welkom in de groep" in said
    for earlier in ("Voor de groep", "Ook voor allen", "Nog zonder Lea"):
        assert earlier not in said
    # each says so for themselves
    said = group.look(kees)
    assert "Nieuw: Lea Lam" in said and "Welkom in de groep" in said
    assert group.write(kees, "Van Kees") == {"Vera", "Kees", "Ina"}

    path = f"/my/mentorship/pairing/{group.pairing}/end"
    assert stage.post("stranger", path, {}).status_code == 303
    said = group.look(mentor)
    assert "Ina Ibis hoort niet meer bij deze pagina" in said
    assert group.write(mentor, "Zonder Ina") == {"Vera", "Kees", "Lea"}
    assert "Zonder Ina" in group.look(lea)
    assert group.asked("stranger", "room", offset=0) == (404, {})
    # nor in the tab that she had open
    ina.page.locator("#text").fill("Tot ziens")
    ina.press("Opslaan voor Vera Vis, Kees Klop en jou")
    ina.sees("Dit is er niet meer, of het is niet voor jou.")
    ina.enter(group.room)
    ina.press("Openen")
    ina.sees("Dit is er niet meer, of het is niet voor jou.")
    assert sql("SELECT count(*) FROM mentorship_note WHERE uuid > ''") == [["7"]]
