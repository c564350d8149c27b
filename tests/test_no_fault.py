"""Nobody learns from this server who asked for the end of a mentorship, or why (N11).

A database with a pair is copied for each way in which it can end: she asked, he asked,
for another reason, without one, or staff ended it. All ids are the same in all copies.
Then each of the two looks everywhere, and sees the same in all of them, except their
own reason in their own export.

The access log names the address of each request and its path: an administrator who
knows a member's address can tell who sent the form. What Odoo writes is compared.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import takewhile

import pytest

from dev import postgres

from .harness.alike import REFUSED
from .harness.ending_scene import OUTSIDERS, Scene
from .harness.eyes import ROOT
from .harness.pairs import COORDINATOR
from .harness.rpc import RpcError
from .harness.sealed_room import SealedRoom
from .harness.server import running
from .harness.smtp import Catcher
from .harness.stage import PAIR

pytestmark = pytest.mark.slow

SHE, HE = "she asked", "he asked"
WAYS = {
    SHE: ("mentee", 0),
    HE: ("mentor", 0),
    "she had another reason": ("mentee", 1),
    "he gave no reason": ("mentor", None),
    "staff ended it": ("staf", 1),
}
"""{how it ended: (who asked, the number of the reason)}"""
OTHERS = [way for way in WAYS if way != SHE]
EXPORTS = {"export as json", "export as text"}
"""Where members read that they asked, and why."""
NAMES = {"mentor": "Vera Vis", "mentee": "Kees Klop"}
NOTHING = ("[]", "0", '{"length": 0, "records": []}')
"""The answers that show no row."""
OVER = "Dit mentorschap is gestopt."
ASKED = "Je bent uit dit mentorschap gestapt."


def prepare(stage):
    """Give the pair a calendar address and a text in their room, and add colleagues;
    return the paths of the addresses."""
    form = {"do": "calendar", "asks": "1", "with_names": "1", "before": ""}
    made = {who: stage.post(who, f"{ROOT}/profile", form).text for who in PAIR}
    room = SealedRoom(stage, stage.ids["active"])
    for who in PAIR:
        room.key(who)
    for who in PAIR:
        room.write(who, "note", {"text": "Over ons laatste gesprek."})
    login = stage.login("elders")
    user, _partner = stage.world.user(login, "Elly Elders", COORDINATOR)
    (elsewhere,) = stage.call("programme", "copy", [stage.programme])
    values = {"code": login, "coordinator_ids": [(6, 0, [user])]}
    stage.call("programme", "write", [elsewhere], values)
    stage.world.user(stage.login("werknemer"), "Wim Werk", "base.group_user")
    postgres.query("UPDATE mail_mail SET state = 'cancel'", stage.server.db)
    found = re.compile(r"/mentorship/calendar/[\w-]{43}\.ics")
    return {who: found.search(page)[0] for who, page in made.items()}


def readable(stage):
    """Return the models that a member can read, and all of ours."""
    client, models = stage.client("mentee"), []
    for (name,) in postgres.query("SELECT model FROM ir_model", stage.server.db):
        if name.startswith("mentorship."):
            models.append(name)
            continue
        with suppress(RpcError, ValueError, KeyError):
            client.call(name, "search_count", [[]])
            models.append(name)
    return sorted(models)


@pytest.fixture(scope="module")
def scenes(played):
    with running(played.server.db) as server:
        stage = played.on(server)
        calendars = prepare(stage)
        known = {
            "pairing": stage.ids["active"],
            "programme": stage.programme,
            "models": readable(stage),
            "calendars": calendars,
            "people": {
                who: (stage.partners[who], stage.client(who).uid) for who in PAIR
            },
            "reasons": stage.call("end.reason", "search", [])[:2],
        }
        # a database in use cannot be copied
        server.end()
        begun, found = None, {}
        # pages propose a day and a full hour: all of them in the same hour
        while begun != (now := f"{datetime.now(UTC):%F %H}"):
            begun = now
            found = {way: play(stage, known, *how) for way, how in WAYS.items()}
        yield found


def play(stage, known, who, reason):
    """Return a `Scene` on a copy of the stage's database."""
    with (
        Catcher() as smtp,
        running(stage.server.db, smtp_port=smtp.port, log_level="info") as server,
    ):
        return Scene(stage.on(server), smtp, known, who, reason)


def differences(one, other):
    """Return {place: how both go on where they begin to differ}."""
    found = {}
    for place in one.keys() | other.keys():
        texts = [seen.get(place, "not there") for seen in (one, other)]
        if texts[0] != texts[1]:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
            begin = max(sum(1 for _each in same) - 60, 0)
            found[place] = [text[begin : begin + 150] for text in texts]
    return found


@pytest.mark.parametrize("way", OTHERS)
@pytest.mark.parametrize("who", PAIR)
def test_nothing_that_they_get_tells_who_asked_or_why(scenes, who, way):
    """What differs is one's own reason, in one's own export."""
    found = differences(scenes[SHE].seen[who], scenes[way].seen[who])
    own = who in (WAYS[SHE][0], WAYS[way][0])
    assert found.keys() == (EXPORTS if own else set()), found
    assert scenes[SHE].pushed[who] == scenes[way].pushed[who]


def test_only_who_asked_sees_that_they_did_so(scenes):
    """The address that says so can be typed by anyone, and then says it to them."""
    for scene in (scenes[SHE], scenes[HE]):
        assert scene.led_to.endswith(f"{ROOT}?done=ended")
        pages = (ROOT, f"{ROOT}/pairing/{scene.pairing}")
        for seen in scene.seen.values():
            told = {place for place, text in seen.items() if ASKED in text}
            assert told == {f"{page}?done=ended" for page in pages}


@pytest.mark.parametrize("way", WAYS)
def test_both_are_mailed_in_the_same_moment_with_the_same_words(scenes, way):
    scene, first = scenes[way], scenes[SHE]
    partners = [partner for partner, _moment in scene.queued]
    assert partners == [partner for partner, _moment in first.queued]
    assert len(set(partners)) == len(partners) == 2
    assert len({moment for _partner, moment in scene.queued}) == 1
    said = []
    for name in PAIR:
        (letter,), (same,) = scene.letters[name], first.letters[name]
        assert scene.words.mail(letter) == first.words.mail(same)
        text = letter.get_body(("html",)).get_content()
        for own in (NAMES[name], NAMES[name].split()[0]):
            text = text.replace(own, "NAAM")
        said.append((letter["subject"], scene.words(text)))
    assert said[0] == said[1]
    # and they are sent in the same order
    assert scene.sent == first.sent


def test_the_log_does_not_tell_who_asked(scenes):
    assert scenes[SHE].log == scenes[HE].log
    sent = f'"POST {ROOT}/pairing/{scenes[SHE].pairing}/end '
    assert [line for line in scenes[SHE].log if sent in line]


@pytest.mark.parametrize("way", WAYS)
def test_both_left_on_the_same_day(scenes, way):
    rows = scenes[way].rows
    assert rows == scenes[SHE].rows
    assert len({row["left_on"] for row in rows}) == 1 and rows[0]["left_on"]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_staff_of_another_programme_read_nothing_of_it(scenes, name):
    for scene in scenes.values():
        told = {
            call: said
            for call, said in scene.outside[name].items()
            if said not in NOTHING and not said.startswith(REFUSED)
        }
        assert not told


def test_the_coordinators_read_it_and_the_members_looked_well(scenes):
    """Something differs, and the members saw that it is over."""
    rows = {row["role"]: row["id"] for row in scenes[SHE].rows}
    reasons = {way: scene.ending[1] for way, scene in scenes.items()}
    asked = {way: scene.ending[0] for way, scene in scenes.items()}
    assert asked == {way: rows.get(who, False) for way, (who, _why) in WAYS.items()}
    given = [reasons[way] for way in WAYS]
    assert given[0] == given[1] and given[2] == given[4] and not given[3]
    assert given[0] and given[2] and given[0] != given[2]
    for scene in scenes.values():
        for seen in scene.seen.values():
            assert OVER in seen[f"{ROOT}/pairing/{scene.pairing}"]
            assert "CANCELLED" in seen["calendar"]
            assert seen["sealed room"].startswith("200 ")
            # all fields in one go are refused: the other one's contact is not theirs
            rows = seen["mentorship.pairing search_read"]
            rows = seen.get("mentorship.pairing search_read state", rows)
            assert not rows.startswith(REFUSED) and '"ended"' in rows
            assert len(seen) > 400
