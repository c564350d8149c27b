"""The set-up: what it needs, another Odoo or PostgreSQL, and what does not count as
one."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from dev import __main__ as commands
from dev import (
    chromium,
    console,
    database,
    odoo,
    odoo_home,
    paths,
    postgres,
    programs,
)
from dev.console import Problem


def setup(**environ):
    """Run the set-up with these variables; return its exit code and its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "dev", "setup"],
        cwd=paths.ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout.splitlines()[-1]


BARE = """
import importlib
import sys

sys.path.insert(0, {root!r})
for name in {modules!r}:
    importlib.import_module(f"dev.{{name}}")
"""
"""Loads modules with only Python's standard library, as on a fresh machine."""


def test_no_command_needs_a_package_before_the_set_up():
    modules = sorted({module for module, _name, _use in commands.COMMANDS.values()})
    script = BARE.format(root=str(paths.ROOT), modules=modules)
    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with a blank in its name that looks like a checkout of Odoo."""
    home = tmp_path / "my odoo"
    (home / "odoo").mkdir(parents=True)
    (home / "odoo-bin").touch()
    release = odoo_home.root() / "odoo" / "release.py"
    (home / "odoo" / "release.py").write_text(release.read_text())
    monkeypatch.setenv("ODOO_HOME", str(home))
    return home


def test_a_folder_without_odoo_is_refused(tmp_path):
    code, said = setup(ODOO_HOME=str(tmp_path))
    assert (code, said) == (1, f"✗ ODOO_HOME={tmp_path} has no odoo/release.py")


def test_another_version_of_odoo_is_refused(checkout):
    release = checkout / "odoo" / "release.py"
    release.write_text(release.read_text().replace("(19, 0", "(18, 0"))
    code, said = setup(ODOO_HOME=str(checkout))
    assert (code, said) == (1, f"✗ ODOO_HOME={checkout} is not Odoo 19.0")


def test_a_checkout_is_named_by_its_commit(checkout):
    assert odoo_home.name() == "Odoo 19.0 of ODOO_HOME"
    git = ("git", "-C", str(checkout), "-c", "user.name=t", "-c", "user.email=t@t.test")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
    assert odoo_home.name() == f"Odoo 19.0 of ODOO_HOME, commit {commit}"


def test_another_odoo_than_the_tested_one_is_said(checkout, capsys):
    odoo_home.announce()
    said = capsys.readouterr().out
    assert "Odoo 19.0 of ODOO_HOME" in said
    assert f"tested last with another: {odoo_home.TESTED.read_text().strip()}" in said


def test_a_postgresql_that_does_not_answer_is_named(monkeypatch):
    port = str(odoo.free_port())
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", port)
    with pytest.raises(Problem, match=f"^PostgreSQL failed: .*127.0.0.1.*{port}"):
        postgres.query("SELECT 1")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A PostgreSQL of another, that asks for a password on the loopback's TCP."""
    port, folder = str(odoo.free_port()), tmp_path_factory.mktemp("postgres")
    secret, data = folder / "secret", folder / "data"
    secret.write_text("geheim")
    data.mkdir()
    for path in (folder, secret, data):
        postgres.give_away(path)
    words = ("--auth=scram-sha-256", f"--pwfile={secret}", "--username=chef")
    initdb = (postgres.binary("initdb"), "--pgdata", data, "--encoding=UTF8", *words)
    subprocess.run(
        postgres.unprivileged(*initdb), check=True, stdout=subprocess.DEVNULL
    )
    options = (f"--port={port}", f"--unix_socket_directories={folder}")
    server = subprocess.Popen(
        postgres.unprivileged(postgres.binary("postgres"), "-D", data, *options),
        stderr=subprocess.DEVNULL,
    )
    yield {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "chef"}
    server.send_signal(signal.SIGINT)
    server.wait(30)


@pytest.fixture
def other(elsewhere, monkeypatch):
    """The same, named by the environment as the README tells."""
    for name, value in {**elsewhere, "PGPASSWORD": "geheim"}.items():
        monkeypatch.setenv(name, value)
    for _attempt in range(100):
        if postgres.answers():
            break
        time.sleep(0.1)


def test_a_wrong_password_is_one_sentence(other, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "verkeerd")
    with pytest.raises(Problem, match="password authentication failed"):
        postgres.query("SELECT 1")


def test_databases_are_made_and_dropped_on_the_other_server(other):
    postgres.query("CREATE DATABASE ours")
    postgres.query("CREATE DATABASE theirs")
    database.mark("ours", "a test")
    assert database.names() == ["ours"]
    database.copy("ours", "copied")
    assert set(database.names()) == {"ours", "copied"}
    for name in database.names():
        database.drop(name)
    assert database.exists("theirs") and not database.exists("ours")


@pytest.mark.slow
def test_odoo_works_on_the_other_server(other):
    name = "nob_elsewhere"
    try:
        conf = odoo.configuration(name, name)
        postgres.query(f'CREATE DATABASE "{name}"')
        words = ("--init=base", "--without-demo", "--stop-after-init")
        odoo.run(conf, *words, what="installing Odoo")
        (row,) = postgres.query("SELECT count(*) FROM res_users", database=name)
        assert int(row[0]) > 0
    finally:
        database.drop(name)
        conf.unlink()


@pytest.mark.slow
def test_odoo_starts_from_a_checkout(tmp_path, monkeypatch):
    home = tmp_path / "my odoo"
    home.mkdir()
    (home / "odoo").symlink_to(odoo_home.root() / "odoo")
    (home / "addons").mkdir()
    (home / "odoo-bin").touch()
    monkeypatch.setenv("ODOO_HOME", str(home))
    assert odoo.addons_path()[0] == home / "addons"
    said = subprocess.check_output(
        [str(paths.PYTHON), "-c", "import odoo.release as r; print(r.__file__)"],
        env={**os.environ, "PYTHONPATH": str(odoo_home.root())},
        text=True,
    )
    assert said.startswith(str(home))


def test_what_failed_is_told_with_its_cause():
    script = (
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError from e"
    )
    with pytest.raises(Problem, match="KeyError; cause: ZeroDivisionError: division"):
        console.command(sys.executable, "-c", script, what="a program")


def test_what_a_user_has_to_install_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "apt-get").symlink_to(shutil.which("apt-get"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem, match=r"install chromium \(sudo apt install chromium"):
        programs.set_up()
    programs.set_up(browser=False)
    monkeypatch.setattr(chromium, "find_library", lambda _name: None)
    with pytest.raises(Problem, match="install chromium and libatomic1 "):
        programs.set_up()
    (tmp_path / "apt-get").unlink()
    everything = r"set ODOO_HOME .* chromium, libatomic1, wkhtmltopdf and age"
    with pytest.raises(Problem, match=everything):
        programs.set_up()
