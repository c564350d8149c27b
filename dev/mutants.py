"""`mutants`: remove each guard of `dev/mutants.toml`, and see its test fail.

Each guard is removed from a copy of the addon; the checkout stays as it is. The tests
run on their own databases, so other runs are not in the way. Two workers share the
work. Results are written down, so that an interrupted run continues where it was,
unless the source has changed.
"""

import json
import queue
import shutil
import threading
import time
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from . import client, database, paths, setup, stamp, testing
from .console import Problem, say, step
from .loaded import Loaded

TABLE = paths.DEV / "mutants.toml"
SHOWN = paths.STATE / "mutants.json"
"""{"key": of the source, "killed": [names of guards]} of an incomplete run."""
WORKERS = 2
LIMIT = 300
"""The number of seconds after which a run of pytest is ended, because a mutant may
never end by itself."""
SOUND = "nob_mutants_sound"
"""The database with the unchanged addon. It is only copied, because a database in use
cannot be copied."""
ADDONS_VARIABLE = "NOB_ADDONS"
"""Tells servers of the black-box tests which copy of the addon to load."""
KINDS = ("unit", "blackbox", "client")
ASSERTED = ("AssertionError", "Failed:", "assert ")
"""The beginning of a failed assertion's message; any other error is an accident."""


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
        if self.kind not in KINDS:
            raise Problem(f"guard {self.name}: kind is one of {', '.join(KINDS)}")
        source = paths.ADDON / self.file
        if not source.is_file():
            raise Problem(f"guard {self.name}: there is no {self.file}")
        times = source.read_text().count(self.find)
        if times != 1:
            raise Problem(f"guard {self.name}: its text occurs {times} times")


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
    begin = time.monotonic()
    with stamp.lock("mutants"):
        workers = []
        try:
            with step("a database with the addon as it is"):
                database.install(SOUND)
            workers += [Worker(number) for number in range(WORKERS)]
            outcomes = _outcomes(chosen, workers)
        finally:
            for worker in workers:
                worker.end()
            database.drop(SOUND)
        code = _report([(guard, outcomes[guard.name]) for guard in chosen])
        say(f"{len(chosen)} guards in {time.monotonic() - begin:.0f} s")
        return code


def _outcomes(chosen, workers):
    """Return {name of a guard: "killed", or what happened instead}."""
    shown = Shown()
    todo = [guard for guard in chosen if guard.name not in shown.killed]
    if len(todo) < len(chosen):
        say(f"… {len(chosen) - len(todo)} guards were already shown to be needed")
    outcomes = {guard.name: "killed" for guard in chosen if guard not in todo}
    if todo:
        with step(f"the tests of {len(todo)} guards, unmutated"):
            _share(workers, _halves(todo), lambda worker, part: worker.check(part))

    def remove(worker, guard):
        outcomes[guard.name] = worker.outcome(guard)
        shown.add(guard, outcomes[guard.name])

    # the slowest go first, so that the workers end at about the same time
    todo.sort(key=lambda guard: (guard.kind == "unit", not guard.update))
    _share(workers, todo, remove)
    if all(outcome == "killed" for outcome in outcomes.values()):
        shown.forget()
    return outcomes


def _halves(todo):
    """Return the guards in a part for each worker; tests of one file stay together."""
    todo = sorted(todo, key=lambda guard: (guard.kind, guard.test))
    size = -(-len(todo) // WORKERS)
    return [todo[start : start + size] for start in range(0, len(todo), size)]


def _share(workers, jobs, function):
    """Call `function(worker, job)` for each job, one at a time for each worker.

    :raise Problem: the first one that was raised; jobs not started by then are left
    """
    left, problems = queue.SimpleQueue(), []
    for job in jobs:
        left.put(job)

    def serve(worker):
        try:
            while not problems:
                function(worker, left.get_nowait())
        except queue.Empty:
            pass
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=serve, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except BaseException as problem:
        problems.append(problem)
        raise
    if problems:
        raise problems[0]


class Shown:
    """The guards that earlier runs on the same source showed to be needed."""

    def __init__(self):
        self._lock = threading.Lock()
        kept = json.loads(SHOWN.read_text()) if SHOWN.is_file() else {}
        self._key = _source_key()
        self.killed = kept["killed"] if kept.get("key") == self._key else []

    def add(self, guard, outcome):
        """Write down the outcome of a guard."""
        with self._lock:
            if outcome == "killed":
                self.killed.append(guard.name)
                draft = SHOWN.with_suffix(".tmp")
                draft.write_text(json.dumps({"key": self._key, "killed": self.killed}))
                draft.replace(SHOWN)

    @staticmethod
    def forget():
        """Make the next run start from the beginning."""
        SHOWN.unlink(missing_ok=True)


def _source_key():
    """Return a hash that changes with the addon, the tests and the guards."""
    folders = (paths.ADDON, paths.ROOT / "tests", paths.DEV)
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    return stamp.digest(*(f for f in files if f.is_file() and f.suffix != ".pyc"))


class Worker:
    """A folder with a copy of the addon, two databases, and a process with Odoo loaded.

    :param int number: distinguishes it from the others
    """

    def __init__(self, number):
        self.database = f"nob_mutants_{number}"
        self.blackbox = f"nob_mutants_blackbox_{number}"
        self.folder = stamp.fresh_folder(paths.STATE / f"mutants-{number}")
        self.addon = self.folder / paths.ADDON.name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(paths.ADDON, self.addon, ignore=ignored)
        self.result = paths.STATE / f"mutants-{number}.xml"
        self.log = paths.STATE / "logs" / f"mutants-{number}.log"
        self.log.parent.mkdir(exist_ok=True)
        variables = {
            ADDONS_VARIABLE: str(self.folder),
            testing.SOURCE_VARIABLE: self.blackbox,
            # so that no mutant is taken for another of the same second and size
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._loaded = Loaded(
            {**testing.environ(), **variables}, self.log.with_suffix(".loaded.log")
        )
        self._fresh_databases()

    def end(self):
        """End the process; remove the databases and the folder."""
        self._loaded.end()
        for name in (self.database, self.blackbox):
            database.drop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def check(self, chosen):
        """See that the tests of guards pass with every guard in place.

        :raise Problem: when one does not
        """
        for kind in KINDS:
            tests = [guard.test for guard in chosen if guard.kind == kind]
            if not tests:
                continue
            failed, accidents, passed = self._run(kind, list(dict.fromkeys(tests)))
            if failed or accidents or not passed:
                wrong = (failed + accidents or ["no test"])[0]
                raise Problem(f"the tests fail before any mutation: {wrong}")

    def outcome(self, guard):
        """Remove a guard, run its test; return "killed", or what happened instead."""
        begin = time.monotonic()
        source, target = paths.ADDON / guard.file, self.addon / guard.file
        target.write_text(target.read_text().replace(guard.find, guard.replace))
        try:
            outcome = self._killed(guard)
        finally:
            shutil.copy2(source, target)
            if guard.update:
                self._fresh_databases()
        say(f"  {guard.name}: {outcome} ({time.monotonic() - begin:.0f} s)")
        return outcome

    def _killed(self, guard):
        if guard.update:
            database.set_aside(self.database)
            database.set_aside(self.blackbox)
            try:
                database.install(self.database, self.folder)
            except Problem as problem:
                return f"does not load: {problem}"
            database.copy(self.database, self.blackbox)
        failed, accidents, _passed = self._run(guard.kind, [guard.test])
        if accidents:
            return f"broke otherwise: {accidents[0]}"
        return "killed" if failed else "SURVIVED"

    def _fresh_databases(self):
        for name in (self.database, self.blackbox):
            database.set_aside(name)
            database.copy(SOUND, name)

    def _run(self, kind, tests):
        """Run tests and return (failed assertions, other accidents, number passed).

        :param str kind: as a guard's
        :param tests: as guards name them
        """
        if kind == "client":
            return self._node(tests)
        return self._pytest(kind, tests)

    def _node(self, tests):
        """The same for tests of the sealed page's modules, by Node.js."""
        folder = self.folder / "client"
        client.copy(self.addon / "client", folder)
        failed, accidents, passed = [], [], 0
        for test in tests:
            file, _colons, name = test.partition("::")
            sound, printed = client.test(file, name, folder)
            passed += sound and "# pass 1" in printed
            if not sound:
                asserted = "ERR_ASSERTION" in printed
                (failed if asserted else accidents).append(f"{name}: {printed[-300:]}")
            elif "# pass 1" not in printed:
                accidents.append(f"{name}: no test was selected")
        return failed, accidents, passed

    def _pytest(self, kind, tests):
        """The same for tests of Odoo, and those against a running server."""
        self.result.unlink(missing_ok=True)
        # of the command line: the part after `python -m pytest`
        arguments = testing.command(self.database, self.folder)[3:]
        place = self.folder if kind == "unit" else paths.ROOT
        arguments += [f"--junitxml={self.result}", *(str(place / t) for t in tests)]
        self.log.unlink(missing_ok=True)
        self._loaded.start(
            "pytest", *arguments, module=True, log=self.log, limit=LIMIT
        ).wait()
        return self._read_result()

    def _read_result(self):
        if not self.result.is_file():
            lines = self.log.read_text().strip().splitlines()
            return [], [(lines or ["pytest said nothing"])[-1]], 0
        failed, accidents, passed = [], [], 0
        for case in ET.parse(self.result).iter("testcase"):
            trouble = [child for child in case if child.tag in ("failure", "error")]
            passed += not trouble
            for child in trouble:
                message = (child.get("message") or "").strip()
                text = message.splitlines()[0] if message else "?"
                asserted = child.tag == "failure" and message.startswith(ASSERTED)
                (failed if asserted else accidents).append(
                    f"{case.get('name')}: {text}"
                )
        self.result.unlink()
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
