"""The set-up told to use an Odoo or a PostgreSQL that is not there says so at once."""

import os
import subprocess
import sys

import pytest

from dev import odoo, odoo_home, paths


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


def test_a_postgresql_that_does_not_answer_is_named():
    port = str(odoo.free_port())
    code, said = setup(PGHOST="127.0.0.1", PGPORT=port)
    assert code == 1
    assert said.startswith("✗ PostgreSQL")
    assert "127.0.0.1" in said and port in said
