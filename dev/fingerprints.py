"""`fingerprints`: record the texts that this version and earlier ones ship."""

import json
import sys
from ast import literal_eval
from uuid import uuid4

from . import console, database, paths, postgres, releases, setup

sys.path.insert(0, str(paths.ADDON))
from tools import shipped

REST = paths.ADDON / "tests" / "noupdate.json"


def run(_args=()):
    """Install this version, and each released one that is not recorded yet."""
    setup.run()
    manifest = literal_eval((paths.ADDON / "__manifest__.py").read_text())
    known = shipped.versions() if shipped.FILE.is_file() else {}
    found, before = {}, {}
    for version in (*releases.RELEASES, manifest["version"]):
        if version in known and version in releases.RELEASES:
            found[version] = known[version]
        else:
            with console.step(f"the texts of {version}"):
                found[version] = _changes(before, _read(version))
        before.update(found[version])
    shipped.FILE.write_text(json.dumps(found, indent=1) + "\n")
    _retired()
    REST.write_text(json.dumps(shipped.rest(), indent=1, sort_keys=True) + "\n")


def _read(version):
    """Return the fingerprints of a fresh installation of a version."""
    released = version in releases.RELEASES
    folder = releases.addons(version) if released else paths.ADDONS
    name = f"nob_texts_{uuid4().hex[:8]}"
    try:
        database.install(name, folder)
        texts = shipped.standing(lambda sql: postgres.query(sql, name))
    finally:
        database.drop(name)
    return {name: shipped.fingerprints(text) for name, text in sorted(texts.items())}


def _changes(before, now):
    """Return what is new or different; None for what is gone."""
    gone = {name: None for name, marks in before.items() if marks and name not in now}
    return gone | {
        name: marks for name, marks in now.items() if before.get(name) != marks
    }


def _retired():
    """Record the Dutch words of released versions that this one does not have."""
    files = [
        releases.addons(version) / paths.ADDON.name for version in releases.RELEASES
    ]
    argv = [str(paths.PYTHON), "-m", "dev.retired", *(str(file) for file in files)]
    console.command(*argv, what="reading the translations", cwd=paths.ROOT)
