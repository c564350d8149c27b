"""The ways into a sealed room: from a yes, from the pairing's page, after the end."""

import pytest

from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.sealed_stage import SealedStage
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

PAIRING = "/my/mentorship/pairing"


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture
def sealed(stage, visit):
    return SealedStage(stage, visit)


@pytest.fixture
def portal(stage, visit):
    """Return a function that puts a person before a pairing's page, on their phone."""

    def open_page(name, pairing):
        phone = Device(visit(PHONE)).login(stage.login(name), PASSWORD)
        phone.visitor.go(f"{phone.url}{PAIRING}/{pairing}")
        return phone

    return open_page


def test_after_a_yes_comes_one_step_that_can_be_skipped(sealed, portal, stage):
    offered = stage.ids["offered"]
    mentee = portal("mentee", offered)
    mentee.press("Ja, graag")
    mentee.title("Maak jullie pagina klaar")
    mentee.sees("We hebben je ja ontvangen.")
    mentee.press("Nu niet")
    mentee.page.wait_for_url(f"**{PAIRING}/{offered}")
    mentee.sees("Je hebt ja gezegd")
    mentor = portal("mentor", offered)
    mentor.press("Ja, graag")
    mentor.set_up()
    # the last yes: the room is there, and open
    mentor.title("Jullie pagina")
    mentor.sees("Kees Klop")
    mentor.visitor.go(f"{mentor.url}{PAIRING}/{offered}")
    mentor.page.get_by_role("link", name="Jullie pagina").click()
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    # the step is for members without keys alone
    mentor.enter(f"welcome/{offered}")
    mentor.page.wait_for_url(f"**{PAIRING}/{offered}")


def test_a_pair_that_ended_reads_for_thirty_days_whoever_left(sealed, portal, stage):
    mentor, mentee = sealed.pair()
    sealed.look(mentee)
    mentee.write("Dit las je nog niet")
    # the mentee ended this one: both in the same position
    sealed.sql(
        "UPDATE mentorship_pairing_member SET left_on = now(), left_at_end = true"
        f" WHERE pairing_id = {sealed.pairing} AND role = 'mentee'"
    )
    sealed.sql(
        "UPDATE mentorship_pairing SET state = 'ended', ended_on = now()"
        f" WHERE id = {sealed.pairing}"
    )
    for phone in (mentor, mentee):
        sealed.look(phone)
        phone.sees("Dit las je nog niet")
        phone.sees("Dit mentorschap is voorbij.")
        assert not phone.page.locator("#text").count()
        phone.visitor.go(f"{phone.url}{PAIRING}/{sealed.pairing}")
        phone.page.get_by_role("link", name="Jullie pagina").wait_for()
    mentee.visitor.go(f"{mentee.url}/my/mentorship")
    mentee.page.get_by_role("link", name="Vera Vis").first.wait_for()
    sealed.sql(
        "UPDATE mentorship_pairing SET ended_on = now() - interval '32 days'"
        f" WHERE id = {sealed.pairing}"
    )
    for phone in (mentor, mentee):
        phone.enter(sealed.room)
        phone.press("Openen")
        phone.sees("Dit is er niet meer")
        phone.visitor.troubles.clear()
        phone.visitor.go(f"{phone.url}{PAIRING}/{sealed.pairing}")
        assert not phone.page.get_by_role("link", name="Jullie pagina").count()
        phone.visitor.troubles.clear()
