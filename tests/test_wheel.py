"""The addon as a package: built, unpacked by pip, and installed from there."""

import zipfile
from ast import literal_eval
from uuid import uuid4

import pytest

from dev import bundle, database, odoo, paths, postgres, venv
from dev.console import command

from .harness.browser import Visitor
from .harness.sealed_stage import SealedStage
from .harness.server import running
from .harness.stage import Stage

pytestmark = pytest.mark.slow

NAME = "nob_mentorship"
WITHIN = f"odoo/addons/{NAME}"


def python(*args, cwd):
    """Run a module of the environment's Python."""
    what = f"python -m {args[0]}"
    command(paths.PYTHON, "-m", *args, what=what, cwd=cwd, env=venv.environ())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheels as a release does; return that of the addon."""
    folder = tmp_path_factory.mktemp("dist")
    bundle.release(folder)
    return wheel_of(paths.ADDON, folder)


def wheel_of(addon, folder):
    """Return the wheel of one of our addons."""
    (built,) = folder.glob(f"odoo_addon_{addon.name}-*.whl")
    return built


def needs(wheel):
    """Return the lines in which a wheel says what it is and needs."""
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
    return set(archive.read(metadata).decode().splitlines())


@pytest.fixture(scope="module")
def addons(wheel, tmp_path_factory):
    """Unpack the wheel with pip; return the folder of addons in it."""
    target = tmp_path_factory.mktemp("target")
    options = ("--no-deps", "--no-index", "--quiet", "--target", str(target))
    python("pip", "install", *options, str(wheel), cwd=target)
    return target / "odoo" / "addons"


def test_the_wheel_holds_every_file_of_the_addon(wheel):
    assert wheel.name.startswith(f"odoo_addon_{NAME}-19.0.")
    held = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        f"{WITHIN}/{path.relative_to(paths.ADDON)}"
        for path in paths.ADDON.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours - held == {f"{WITHIN}/pyproject.toml"}
    for kind in ("data", "demo", "i18n", "room_page", "security", "static", "views"):
        assert any(name.startswith(f"{WITHIN}/{kind}/") for name in held)


def test_the_archive_holds_the_same(wheel):
    (archive,) = wheel.parent.glob(f"{NAME}-*.zip")
    files = (name for name in zipfile.ZipFile(archive).namelist() if name[-1] != "/")
    held = {name.removeprefix(f"{NAME}/") for name in files}
    ours = {
        str(path.relative_to(paths.ADDON))
        for path in paths.ADDON.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == ours
    assert "room_page/index.html" in held


def test_the_wheel_says_what_it_needs(wheel):
    assert {
        "License: AGPL-3",
        "Requires-Dist: cryptography",
        "Requires-Dist: icalendar",
        "Requires-Dist: networkx",
        "Requires-Dist: odoo-addon-membership==19.0.*",
        "Requires-Dist: odoo-addon-partner_contact_gender==19.0.*",
        "Requires-Dist: odoo==19.0.*",
        "Requires-Dist: scipy",
    } <= needs(wheel)


def test_each_bridge_has_a_wheel_that_needs_the_addon(wheel):
    for bridge in paths.BRIDGES:
        built = wheel_of(bridge, wheel.parent)
        assert {
            "License: AGPL-3",
            f"Requires-Dist: odoo-addon-{NAME}==19.0.*",
        } <= needs(built)
        held = set(zipfile.ZipFile(built).namelist())
        within = f"odoo/addons/{bridge.name}"
        assert {f"{within}/__manifest__.py", f"{within}/README.rst"} <= held


@pytest.fixture(scope="module")
def installed(addons):
    """Install the addon from the wheel; return the name of its database."""
    name = f"nob_wheel_{uuid4().hex[:8]}"
    conf = odoo.configuration(name, name, addons)
    database.copy(database.BASE, name)
    try:
        odoo.run(
            conf,
            f"--init={NAME}",
            "--without-demo",
            "--stop-after-init",
            what="installing from the wheel",
        )
        yield name
    finally:
        database.set_aside(name)
        conf.unlink()


def test_odoo_installs_the_addon_from_the_wheel(installed):
    query = f"SELECT state, latest_version FROM ir_module_module WHERE name='{NAME}'"
    manifest = literal_eval((paths.ADDON / "__manifest__.py").read_text())
    assert postgres.query(query, installed) == [["installed", manifest["version"]]]


def test_a_pair_writes_in_a_room_of_the_wheel(installed, addons, browser):
    visitors = []

    def visit(size):
        visitors.append(Visitor(browser, server, size))
        return visitors[-1]

    with running(source=installed, addons=addons) as server:
        sealed = SealedStage(Stage(server, "wiel"), visit)
        mentor, mentee = sealed.pair()
        sealed.look(mentee)
        mentee.write("Uit het pakket")
        sealed.look(mentor)
        mentor.sees("Uit het pakket")
        for visitor in visitors:
            visitor.context.close()
    assert not [trouble for visitor in visitors for trouble in visitor.troubles]
