"""`test`, `test-full` and `pytest`: one pytest run over the addon and `tests/`.

The addon's own tests run inside pytest's process, on the database `nob_test`; those
in `tests/` start servers on copies of `nob_blackbox`, itself a copy made before the
first test. NOB_DATABASE names another database than `nob_test`, so that two people
can test in one checkout at the same time.
"""

import os
import subprocess

from . import chromium, database, odoo, paths, postgres, setup, stamp, venv
from .console import Problem, say, step

TARGETS = (paths.ADDON.name, "tests")
ALWAYS = ("-p", "dev.strict", "-rs", "--odoo-http", "--odoo-log-level=warn")
WARM_UP = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def names():
    """Return the test database's name, and that of the copy for `tests/`."""
    name = os.environ.get("NOB_DATABASE") or "nob_test"
    return name, "nob_blackbox" if name == "nob_test" else f"{name}_blackbox"


def fast(args):
    """Run everything but the tests marked `slow`, on a fresh database."""
    return _on_fresh_database(["-m", "not slow", "--durations=10", *args])


def full(args):
    """Run every test, on a fresh database."""
    return _on_fresh_database(["--durations=10", *args])


def quick(args):
    """Run pytest on the test database as it is; `--update` updates the addon first."""
    args = list(args)
    update = "--update" in args
    if update:
        args.remove("--update")
    setup.run()
    name, blackbox = names()
    with stamp.lock(f"test-{name}", busy=lambda: say(f"… waiting for {name}")):
        if not database.exists(name):
            _install(name, blackbox)
        elif update or not database.exists(blackbox):
            if update:
                with step(f"updating {name}"):
                    database.update(name)
            _copy(name, blackbox)
        return run_pytest(name, blackbox, args)


def _on_fresh_database(args):
    setup.run()
    name, blackbox = names()
    with stamp.lock(f"test-{name}", busy=lambda: say(f"… waiting for {name}")):
        _install(name, blackbox)
        return run_pytest(name, blackbox, args)


def _install(name, blackbox):
    with step(f"fresh database {name}"):
        draft = f"{name}_new"
        database.install(draft)
        database.rename(draft, name)
        _copy(name, blackbox)


def _copy(name, blackbox):
    conf = odoo.configuration(f"warm-up-{name}", name)
    odoo.run(conf, input=WARM_UP, command="shell", what="making the assets")
    database.copy(name, blackbox)


def arguments(args):
    """Return pytest's arguments: all tests, unless `args` names some."""
    named = [
        arg
        for arg in args
        if not arg.startswith("-") and (paths.ROOT / arg.partition("::")[0]).exists()
    ]
    targets = [name for name in TARGETS if (paths.ROOT / name).is_dir()]
    return [*ALWAYS, *args, *([] if named else targets)]


def environ(blackbox):
    """Return the variables for pytest and for the servers that tests start.

    The harness takes the database that servers copy from NOB_BLACKBOX.
    """
    browser = chromium.executable()
    if not browser:
        raise Problem("Chromium is missing: install the package chromium")
    return {
        **venv.environ(),
        **postgres.environ(),
        "NOB_BLACKBOX": blackbox,
        "NOB_CHROMIUM": browser,
        "PYTHONDONTWRITEBYTECODE": "",
    }


def run_pytest(name, blackbox, args):
    """Run pytest on a database that is there and return its exit code."""
    conf = odoo.configuration(f"pytest-{name}", name)
    argv = [paths.PYTHON, "-m", "pytest", f"--odoo-config={conf}", *arguments(args)]
    pytest = subprocess.Popen(argv, cwd=paths.ROOT, env=environ(blackbox))
    while True:
        try:
            return pytest.wait()
        except KeyboardInterrupt:
            continue
