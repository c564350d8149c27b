"""`bundle`: the sealed page, built from `client/` into the addon's `room_page/`.

The build is the same byte for byte from the same sources; the folder is not committed.
"""

import gzip
import json
import shutil
import subprocess
import tempfile
from ast import literal_eval
from pathlib import Path

from . import client, paths, stamp, venv
from .console import Problem, command, step

PAGE = paths.ADDON / "room_page"
AS_THEY_ARE = ("page/index.html", "page/*.css", "words/*.txt")
LICENCES = "LICENSES.txt"
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=chrome108,firefox115,safari16.4",
    "--charset=utf8",
    "--legal-comments=none",
    "--log-level=warning",
    "--alias:@noble/post-quantum/hybrid.js=./src/without.js",
    "--alias:@noble/curves/nist.js=./src/without.js",
)
SCRIPTS = ("room=page/main.js", "worker=page/worker.js", "entry=page/entry.js")
MOST = 90_000
"""Bytes that a first visit may fetch, gzipped."""
FIRST = (".html", ".js", ".css", "texts/nl.json", "words/nl.txt")
"""How the names of files end that a first visit fetches, at most."""


def run(args=()):
    """Build the page, whether or not it is there; `release` packs the addon with it."""
    from . import setup

    stamp.forget("bundle")
    setup.run()
    if "release" in args:
        with step("the wheel and the archive, in dist/"):
            release(paths.ROOT / "dist")


def set_up():
    """Build the page, unless it is there as its sources are now."""
    files = sorted(
        file
        for part in client.PARTS
        if part != "test"
        for file in (client.SOURCES / part).rglob("*.*")
    )
    key = stamp.digest(
        *map(str, OPTIONS),
        *(str(file.relative_to(client.SOURCES)) for file in files),
        *files,
        client.SOURCES / "package-lock.json",
        Path(__file__),
    )
    if stamp.is_done("bundle", key) and (PAGE / "index.html").is_file():
        return
    with step("the sealed page"):
        draft = stamp.fresh_folder(paths.STATE / "room_page")
        build(draft)
        stamp.move_into_place(draft, PAGE)
    stamp.done("bundle", key)


def build(folder):
    """Build the page into a folder.

    :param pathlib.Path folder: is there, and empty
    :raise Problem: where a script does not build
    """
    meta = paths.STATE / "bundle.json"
    run = client.start(
        "node_modules/esbuild/bin/esbuild",
        *(*SCRIPTS, *OPTIONS, f"--outdir={folder}", f"--metafile={meta}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=venv.environ(),
        text=True,
    )
    printed, _none = run.communicate(timeout=120)
    if run.returncode:
        raise Problem(f"the sealed page does not build:\n{printed}")
    for pattern in AS_THEY_ARE:
        for file in sorted(client.SOURCES.glob(pattern)):
            at = folder / (
                file.name
                if file.parent.name == "page"
                else file.relative_to(client.SOURCES)
            )
            at.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, at)
    _texts(folder / "texts")
    (folder / LICENCES).write_text(_licences(json.loads(meta.read_text())))
    for file in (folder, *folder.rglob("*")):
        file.chmod(0o755 if file.is_dir() else 0o644)


def _texts(folder):
    """Write the sentences of each language, without what only readers of them need."""
    folder.mkdir()
    for file in sorted(client.SOURCES.glob("texts/*.json")):
        said = json.loads(file.read_text())
        plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        (folder / file.name).write_text(plain)


def first_visit():
    """Return how many bytes a first visit fetches of the page that was built, at most,
    gzipped."""
    files = (file for file in sorted(PAGE.rglob("*")) if str(file).endswith(FIRST))
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def release(folder):
    """Pack the addon, with the page in it, as a wheel and as an archive.

    Inside a checkout the builder of wheels takes what git knows, and the page is not
    committed: so both are made from a copy.

    :param pathlib.Path folder: where they go
    """
    folder.mkdir(parents=True, exist_ok=True)
    leave = shutil.ignore_patterns("__pycache__", "dist", "build")
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / paths.ADDON.name
        shutil.copytree(paths.ADDON, source, ignore=leave)
        version = literal_eval((source / "__manifest__.py").read_text())["version"]
        name = folder / f"{source.name}-{version}"
        shutil.make_archive(str(name), "zip", place, source.name)
        command(
            *(paths.PYTHON, "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", folder.resolve(), "."),
            what="python -m build",
            cwd=source,
            env={**venv.environ(), "GIT_CEILING_DIRECTORIES": place},
        )


def _licences(meta):
    """Return the licences of the packages whose code is in the scripts."""
    names = set()
    for path in meta["inputs"]:
        parts = Path(path).parts
        if "node_modules" in parts:
            at = len(parts) - 1 - parts[::-1].index("node_modules")
            size = 3 if parts[at + 1].startswith("@") else 2
            names.add("/".join(parts[: at + size]))
    texts = ["The scripts of this page contain code of these packages.\n"]
    for name in sorted(names):
        package = json.loads((paths.CLIENT / name / "package.json").read_text())
        (licence,) = sorted((paths.CLIENT / name).glob("LICEN[CS]E*"))[:1]
        texts.append(
            f"{package['name']} {package['version']} ({package['license']})\n\n"
            f"{licence.read_text().strip()}\n"
        )
    return "\n---\n\n".join(texts)
