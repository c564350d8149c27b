"""The demonstration is made as a whole, with what its people wrote and answered."""

from collections import Counter
from uuid import uuid4

import pytest

from dev import database, demo, demo_texts, postgres

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made():
    """The demonstration, as the name of its database."""
    name = f"nob_rooms_{uuid4().hex[:8]}"
    demo.install(name)
    yield name
    database.set_aside(name)


def _counted(name, table, where="true"):
    ((count,),) = postgres.query(f"SELECT count(*) FROM {table} WHERE {where}", name)
    return int(count)


def test_all_that_people_write_is_in_their_rooms(made):
    written = Counter(
        each.kind for texts in demo_texts.ROOMS.values() for each in texts
    )
    assert written
    there = {
        kind: _counted(made, f"mentorship_{kind}", "ciphertext <> ''")
        for kind in written
    }
    assert there == dict(written)


def test_who_writes_has_keys_and_a_list_of_people(made):
    people = len(demo_texts.MEMBERS)
    assert _counted(made, "mentorship_identity") >= people
    assert _counted(made, "mentorship_trust") >= people
