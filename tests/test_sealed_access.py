"""A member's keys on the sealed page: made, opened, kept open, locked and lost.

On a phone, in Dutch, with a virtual authenticator; promise 1.
"""

import pytest

from dev import postgres

from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

STOP = """() => {
    const { get } = navigator.credentials;
    navigator.credentials.get = () => {
        navigator.credentials.get = get;
        return Promise.reject(new DOMException("", "NotAllowedError"));
    };
}"""
"""Makes the next use of a passkey fail."""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture
def device(stage, visit):
    """Return a function that gives a person of the stage one more device."""

    def new(name="stranger", **how):
        return Device(visit(PHONE), **how).login(stage.login(name), PASSWORD)

    return new


@pytest.fixture(autouse=True)
def nobody_has_keys(server):
    postgres.query("DELETE FROM mentorship_identity RETURNING id", server.db)


def ways(server):
    query = "SELECT kind, label FROM mentorship_identity_way ORDER BY id"
    return postgres.query(query, server.db)


def test_one_touch_makes_and_one_touch_opens(device, server):
    phone = device().enter()
    code = phone.set_up()
    phone.is_open()
    assert len(code) == 34
    assert sorted(kind for kind, _label in ways(server)) == ["passkey", "recovery"]
    phone.enter()
    phone.title("Open je teksten")
    phone.press("Openen")
    phone.is_open()
    phone.press("Vergrendelen")
    phone.title("Open je teksten")


@pytest.mark.slow
def test_five_words_open_on_a_device_without_passkeys(device, server):
    phone = device(passkeys=False).enter()
    phone.press("Klaarmaken")
    phone.title("Je vijf woorden")
    words = phone.page.locator("#words").input_value()
    assert len(words.split()) == 5
    phone.press("Ik heb ze bewaard")
    phone.take_code()
    phone.is_open()
    assert sorted(kind for kind, _label in ways(server)) == ["phrase", "recovery"]
    other = device(passkeys=False).enter()
    other.title("Open je teksten")
    other.page.locator("#words").fill("appel peer pruim kers druif")
    other.press("Openen")
    other.sees("Dit zijn niet je vijf woorden")
    other.page.locator("#words").fill(f" {words.upper().replace(' ', '-')}. ")
    other.press("Openen")
    other.is_open()


def test_the_recovery_code_opens_a_new_device_and_adds_it(device, server):
    code = device().enter().set_up()
    laptop = device().enter()
    laptop.title("Open je teksten")
    laptop.unfold("Openen met je herstelcode")
    field = laptop.page.locator("#code")
    opens = laptop.page.locator("form", has=field).get_by_role("button")
    field.fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    opens.click()
    laptop.sees("Er staat een typefout in de code")
    field.fill("0000-0000-0000-0000-0000-0000-0000")
    opens.click()
    laptop.sees("Deze code hoort niet bij je huidige teksten")
    field.fill(code.lower().replace("-", " "))
    opens.click()
    laptop.is_open()
    laptop.press("Toegang")
    laptop.press("Dit apparaat toevoegen")
    laptop.sees("Toegevoegd.")
    assert [kind for kind, _label in ways(server)].count("passkey") == 2
    laptop.enter()
    laptop.press("Openen")
    laptop.is_open()


@pytest.mark.slow
def test_a_way_is_renamed_and_removed_and_the_code_made_anew(device, server):
    phone = device().enter()
    old = phone.set_up()
    phone.is_open()
    phone.press("Toegang")
    phone.title("Toegang")
    phone.press("Vijf woorden toevoegen")
    phone.press("Ik heb ze bewaard")
    phone.sees("Toegevoegd.")
    phone.unfold("Wijzigen: Vijf woorden")
    phone.page.get_by_label("Naam").last.fill("  ")
    phone.press("Naam opslaan")
    phone.sees("Vul een naam in.")
    phone.page.get_by_label("Naam").last.fill("Kluis <b>thuis</b>")
    phone.page.get_by_role("button", name="Naam opslaan").last.click()
    phone.sees("De naam is gewijzigd.")
    assert ["phrase", "Kluis <b>thuis</b>"] in ways(server)
    phone.unfold("Wijzigen: Kluis")
    phone.page.get_by_role("button", name="Verwijderen").last.click()
    phone.sees("Verwijderd.")
    phone.press("Nieuwe herstelcode")
    new = phone.take_code()
    assert new != old
    assert sorted(kind for kind, _label in ways(server)) == ["passkey", "recovery"]
    phone.press("Vergrendelen")
    phone.title("Open je teksten")
    phone.unfold("Openen met je herstelcode")
    field = phone.page.locator("#code")
    field.fill(old)
    phone.page.locator("form", has=field).get_by_role("button").click()
    phone.sees("Deze code hoort niet bij je huidige teksten")


@pytest.mark.slow
def test_it_stays_open_on_this_device_until_lock_or_logout(device):
    phone = device().enter()
    phone.set_up()
    phone.enter()
    phone.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    phone.press("Openen")
    phone.is_open()
    phone.enter()
    phone.is_open()
    phone.press("Vergrendelen")
    # the page says so once nothing is kept any more
    phone.title("Open je teksten")
    phone.enter()
    phone.title("Open je teksten")
    phone.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    phone.press("Openen")
    phone.is_open()
    phone.visitor.go(f"{phone.url}/web/session/logout")
    phone.login(phone.login_name, PASSWORD).enter()
    phone.title("Open je teksten")


@pytest.mark.slow
def test_nothing_is_open_to_the_next_member_in_the_same_browser(device, stage):
    phone = device().enter()
    phone.set_up()
    phone.enter()
    phone.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    phone.press("Openen")
    phone.is_open()
    phone.visitor.go(f"{phone.url}/web/session/logout")
    phone.login(stage.login("mentor"), PASSWORD).enter()
    phone.title("Maak jullie pagina klaar")


@pytest.mark.slow
def test_new_keys_take_the_place_of_lost_ones(device, server):
    device().enter().set_up()
    other = device().enter()
    other.unfold("Lukt het op geen enkele manier?")
    other.press("Opnieuw beginnen")
    other.set_up()
    other.is_open()
    query = "SELECT state, succession <> '' FROM mentorship_identity ORDER BY id"
    assert postgres.query(query, server.db) == [["replaced", "f"], ["current", "f"]]


@pytest.mark.slow
def test_new_keys_are_signed_with_the_old_ones_where_these_are_open(device, server):
    phone = device().enter()
    phone.set_up()
    phone.press("Toegang")
    phone.unfold("Kan iemand anders bij je teksten?")
    phone.press("Opnieuw beginnen")
    phone.set_up()
    phone.is_open()
    query = "SELECT state, succession <> '' FROM mentorship_identity ORDER BY id"
    assert postgres.query(query, server.db) == [["replaced", "f"], ["current", "t"]]


@pytest.mark.slow
def test_a_passkey_that_was_not_confirmed_is_not_left_behind(device, server):
    phone = device().enter()
    phone.title("Maak jullie pagina klaar")
    phone.page.evaluate(STOP)
    phone.press("Klaarmaken")
    phone.sees("Het ontgrendelen is niet gelukt.")
    assert phone.passkeys() == 0
    assert not ways(server)
    phone.set_up()
    phone.is_open()
    assert phone.passkeys() == 1


@pytest.mark.slow
def test_a_second_try_takes_the_place_of_the_first_without_the_browsers_help(device):
    phone = device()
    phone.page.add_init_script("delete PublicKeyCredential.signalUnknownCredential")
    phone.enter()
    phone.page.evaluate(STOP)
    phone.press("Klaarmaken")
    phone.sees("Het ontgrendelen is niet gelukt.")
    assert phone.passkeys() == 1
    phone.set_up()
    phone.is_open()
    assert phone.passkeys() == 1
    phone.enter()
    phone.press("Openen")
    phone.is_open()


@pytest.mark.slow
def test_passkeys_that_open_nothing_are_not_left_behind(device, server):
    phone = device().enter()
    phone.set_up()
    phone.page.route("**/api/identity", lambda route: route.fulfill(status=409))
    for renews in (False, True):
        phone.press("Toegang")
        phone.unfold("Kan iemand anders bij je teksten?")
        phone.press("Opnieuw beginnen")
        if renews:
            phone.page.unroute("**/api/identity")
            phone.set_up()
            phone.is_open()
            break
        phone.press("Klaarmaken")
        phone.sees("Er is ondertussen iets gewijzigd")
        assert phone.passkeys() == 1
        phone.enter()
        phone.press("Openen")
        phone.is_open()
    assert phone.passkeys() == 1
    phone.enter()
    phone.press("Openen")
    phone.is_open()


@pytest.mark.slow
@pytest.mark.parametrize("then", ["Klaarmaken", "Liever met vijf woorden"])
def test_the_code_of_an_answer_that_was_lost_is_shown_after_all(device, server, then):
    phone = device().enter()
    sent = []

    def lose(route):
        sent.append(route.fetch().status)
        route.abort()

    phone.page.route("**/api/identity", lose)
    phone.press("Klaarmaken")
    phone.sees("Je hebt geen verbinding")
    assert sent == [200]
    phone.page.unroute("**/api/identity")
    phone.press(then)
    if then != "Klaarmaken":
        phone.press("Ik heb ze bewaard")
    code = phone.take_code()
    phone.is_open()
    kinds = [kind for kind, _label in ways(server)]
    assert kinds.count("phrase") == (then != "Klaarmaken")
    assert (kinds.count("recovery"), kinds.count("passkey")) == (1, 1)
    assert phone.passkeys() == 1
    other = device(passkeys=False).enter()
    other.open_with_code(code)
    other.is_open()
    query = "SELECT state FROM mentorship_identity"
    assert postgres.query(query, server.db) == [["current"]]
    phone.visitor.troubles.clear()


@pytest.mark.slow
def test_two_tabs_make_one_identity_and_lose_neither(device, server):
    phone = device(passkeys=False).enter()
    tab = phone.beside().enter()
    phone.press("Klaarmaken")
    phone.press("Ik heb ze bewaard")
    code = phone.take_code()
    phone.is_open()
    tab.press("Liever met vijf woorden")
    tab.press("Ik heb ze bewaard")
    tab.title("Open je teksten")
    tab.sees("Een ander apparaat van je was eerder")
    query = "SELECT count(*) FROM mentorship_identity"
    assert postgres.query(query, server.db) == [["1"]]
    other = device(passkeys=False).enter()
    other.open_with_code(code)
    other.is_open()
    phone.visitor.troubles.clear()


@pytest.mark.slow
def test_a_passkey_that_was_deleted_leaves_the_other_ways(device):
    phone = device().enter()
    code = phone.set_up()
    phone.is_open()
    which = {"authenticatorId": phone.authenticator}
    phone.devtools.send("WebAuthn.clearCredentials", which)
    phone.enter()
    phone.press("Openen")
    phone.sees("Het ontgrendelen is niet gelukt.")
    field = phone.page.locator("#code")
    # it is there without another touch
    field.fill(code)
    phone.page.locator("form", has=field).get_by_role("button").click()
    phone.is_open()
    phone.press("Toegang")
    phone.press("Dit apparaat toevoegen")
    phone.sees("Toegevoegd.")
    phone.enter()
    phone.press("Openen")
    phone.is_open()


@pytest.mark.slow
def test_a_passkey_that_opens_nothing_makes_room_for_five_words(device, server):
    phone = device(prf=False).enter()
    phone.press("Klaarmaken")
    phone.title("Je vijf woorden")
    phone.sees("Daarom krijg je vijf woorden.")
    phone.press("Ik heb ze bewaard")
    phone.take_code()
    phone.is_open()
    assert sorted(kind for kind, _label in ways(server)) == ["phrase", "recovery"]
    assert phone.passkeys() == 0


@pytest.mark.slow
def test_a_browser_without_passkeys_asks_for_the_code_at_once(device):
    code = device().enter().set_up()
    other = device(passkeys=False).enter()
    other.title("Open je teksten")
    other.sees("Op dit apparaat kun je je teksten alleen met je herstelcode openen.")
    field = other.page.locator("#code")
    field.fill(code)
    other.page.locator("form", has=field).get_by_role("button").click()
    other.is_open()


@pytest.mark.slow
def test_what_is_kept_open_ends_after_thirty_days(device):
    phone = device().enter()
    phone.set_up()
    phone.enter()
    phone.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    phone.press("Openen")
    phone.is_open()
    phone.page.clock.install()
    phone.page.clock.fast_forward(29 * 86_400_000)
    phone.enter()
    phone.is_open()
    phone.page.clock.fast_forward(2 * 86_400_000)
    phone.enter()
    phone.title("Open je teksten")


@pytest.mark.slow
def test_it_can_be_skipped(device, server):
    phone = device().enter()
    with phone.page.expect_navigation():
        phone.press("Nu niet")
    assert phone.page.url.endswith("/my/mentorship")
    assert not ways(server)


@pytest.mark.slow
def test_who_is_not_logged_in_comes_back_after_logging_in(stage, visit):
    phone = Device(visit(PHONE))
    phone.visitor.go(f"{phone.url}/mentorship/room?to=ways")
    phone.page.fill("input[name=login]", stage.login("stranger"))
    phone.page.fill("input[name=password]", PASSWORD)
    phone.page.click(".oe_login_form button[type=submit]")
    phone.title("Maak jullie pagina klaar")
    assert phone.page.url.endswith("#ways")
    phone.visitor.context.clear_cookies()
    phone.page.reload()
    phone.title("Log eerst in")
    phone.page.get_by_role("link", name="Inloggen").click()
    phone.page.fill("input[name=login]", stage.login("stranger"))
    phone.page.fill("input[name=password]", PASSWORD)
    phone.page.click(".oe_login_form button[type=submit]")
    phone.title("Maak jullie pagina klaar")
    assert phone.page.url.endswith("#ways")
