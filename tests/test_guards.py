"""The table of guards fits the code: `make mutants` has something to remove."""

import tomllib

from dev import paths


def test_the_text_of_every_guard_occurs_once():
    table = tomllib.loads((paths.DEV / "mutants.toml").read_text())["guard"]
    found = {
        guard["name"]: (paths.ADDON / guard["file"]).read_text().count(guard["find"])
        for guard in table
    }
    assert found == dict.fromkeys(found, 1)
