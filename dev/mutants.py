"""`mutants`: remove each guard of `dev/mutants.toml`, and see its test fail.

Each guard is taken out of a copy of the addon; the checkout stays as it is. The tests
run on databases of their own, so other runs are not in the way.
"""

import os
import shutil
import subprocess
import time
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from . import database, paths, setup, stamp, testing
from .console import Problem, say, step

TABLE = paths.DEV / "mutants.toml"
FOLDER = paths.STATE / "mutants"
SOUND = "nob_mutants_sound"
"""Has the addon as it is, and is only copied: a database in use cannot be."""
DATABASE = "nob_mutants"
BLACKBOX = "nob_mutants_blackbox"
"""The same for the servers of `tests/` to copy."""
ADDONS_VARIABLE = "NOB_ADDONS"
"""Tells servers of the black-box tests which copy of the addon to load."""
SOURCE_VARIABLE = "NOB_BLACKBOX"
"""Tells them which database to copy."""
ASSERTED = ("AssertionError", "Failed:", "assert ")
"""How the message of a failed assertion begins; anything else is an accident."""


@dataclass(frozen=True)
class Guard:
    """One row of the table; the file's head says what each field means."""

    name: str
    promise: str
    file: str
    find: str
    replace: str
    test: str
    kind: str = "unit"
    update: bool = False

    def __post_init__(self):
        if self.kind not in ("unit", "blackbox"):
            raise Problem(f"guard {self.name}: kind is unit or blackbox")
        source = paths.ADDON / self.file
        if not source.is_file():
            raise Problem(f"guard {self.name}: there is no {self.file}")
        times = source.read_text().count(self.find)
        if times != 1:
            raise Problem(f"guard {self.name}: its text occurs {times} times")

    def selection(self, addon=paths.ADDON):
        """Return pytest's arguments that choose the test.

        :param addon: the copy of the addon whose tests are run
        """
        place = os.path.relpath(addon, paths.ROOT) if self.kind == "unit" else "tests"
        if "/" not in self.test:
            return [place, "-k", self.test]
        prefix = f"{paths.ADDON.name}/" if self.kind == "unit" else "tests/"
        return [f"{place}/{self.test.removeprefix(prefix)}"]


def guards():
    """Return the rows of the table."""
    rows = tomllib.loads(TABLE.read_text()).get("guard", [])
    return [Guard(**row) for row in rows]


def run(args=()):
    """Return 1 when a guard's removal goes unnoticed; ARGS choose guards by name."""
    chosen = [g for g in guards() if not args or any(word in g.name for word in args)]
    if not chosen:
        raise Problem(f"{TABLE.relative_to(paths.ROOT)} names no such guard")
    setup.run()
    with stamp.lock("mutants"):
        try:
            with step("a database with the addon as it is"):
                database.install(SOUND)
            return _report([(guard, _outcome(guard)) for guard in _sound(chosen)])
        finally:
            for name in (DATABASE, BLACKBOX, SOUND):
                database.drop(name)
            shutil.rmtree(FOLDER, ignore_errors=True)


def _sound(chosen):
    """Return the guards, after their tests passed with every guard in place."""
    _fresh_databases()
    with step(f"the tests of {len(chosen)} guards, unmutated"):
        places, words = [], {}
        for guard in chosen:
            place, *expression = guard.selection()
            if expression:
                words.setdefault(place, []).append(f"({guard.test})")
            else:
                places.append(place)
        runs = [list(dict.fromkeys(places))] if places else []
        for place, expressions in words.items():
            runs.append([place, "-k", " or ".join(dict.fromkeys(expressions))])
        for selection in runs:
            failed, accidents, passed = _pytest(selection, paths.ADDONS)
            if failed or accidents or not passed:
                wrong = (failed + accidents or ["no test"])[0]
                raise Problem(f"not sound before any mutation: {wrong}")
    return chosen


def _outcome(guard):
    """Return "killed", or what happened instead."""
    begin = time.monotonic()
    folder = stamp.fresh_folder(FOLDER)
    addon = folder / paths.ADDON.name
    shutil.copytree(paths.ADDON, addon, ignore=shutil.ignore_patterns("__pycache__"))
    target = addon / guard.file
    target.write_text(target.read_text().replace(guard.find, guard.replace))
    if guard.update:
        try:
            _install(folder)
        except Problem as problem:
            _fresh_databases()
            return f"does not load: {problem}"
    try:
        failed, accidents, _passed = _pytest(guard.selection(addon), folder)
    finally:
        if guard.update:
            _fresh_databases()
    seconds = time.monotonic() - begin
    outcome = "killed" if failed and not accidents else "SURVIVED"
    if accidents:
        outcome = f"broke otherwise: {accidents[0]}"
    say(f"  {guard.name}: {outcome} ({seconds:.0f} s)")
    return outcome


def _fresh_databases():
    for name in (DATABASE, BLACKBOX):
        database.copy(SOUND, name)


def _install(addons):
    """Install the mutated addon: an update would keep rules that are `noupdate`."""
    database.install(DATABASE, addons)
    database.copy(DATABASE, BLACKBOX)


def _pytest(selection, addons):
    """Run tests and return (failed assertions, other accidents, number passed)."""
    result = paths.STATE / "mutants.xml"
    result.unlink(missing_ok=True)
    argv = [*testing.command(DATABASE, addons), f"--junitxml={result}", *selection]
    environ = {
        **testing.environ(),
        ADDONS_VARIABLE: str(addons),
        SOURCE_VARIABLE: BLACKBOX,
    }
    done = subprocess.run(
        argv,
        cwd=paths.ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log = paths.STATE / "logs" / "mutants.log"
    log.write_text(done.stdout)
    if not result.is_file():
        lines = done.stdout.strip().splitlines() or ["pytest said nothing"]
        return [], [lines[-1]], 0
    failed, accidents, passed = [], [], 0
    for case in ET.parse(result).iter("testcase"):
        trouble = [child for child in case if child.tag in ("failure", "error")]
        passed += not trouble
        for child in trouble:
            message = (child.get("message") or "").strip()
            line = f"{case.get('name')}: {message.splitlines()[0] if message else '?'}"
            asserted = child.tag == "failure" and message.startswith(ASSERTED)
            (failed if asserted else accidents).append(line)
    result.unlink()
    if not (failed or accidents or passed):
        accidents.append("no test was selected")
    return failed, accidents, passed


def _report(outcomes):
    """Print the table and return the exit code."""
    say("\n| guard | promise | test | killed |\n|---|---|---|---|")
    for guard, outcome in outcomes:
        killed = "yes" if outcome == "killed" else outcome
        say(f"| {guard.name} | {guard.promise} | `{guard.test}` | {killed} |")
    alive = sum(outcome != "killed" for _guard, outcome in outcomes)
    say(f"\n{len(outcomes) - alive} of {len(outcomes)} guards shown to be needed")
    return 1 if alive else 0
