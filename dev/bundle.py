"""`bundle`: build the code that seals in the browser, from `client/`: the sealed page
into the addon's `room_page/`, the scripts of an evaluation's form into its
`static/ballot/`.

The same sources build the same bytes; the folders are not committed.
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
BALLOT = paths.ADDON / "static" / "ballot"
AS_THEY_ARE = ("page/index.html", "words/*.txt")
LICENCES = "LICENSES.txt"
OPTIONS = (
    "--bundle",
    "--minify",
    "--target=chrome108,firefox115,safari16.4",
    "--charset=utf8",
    "--legal-comments=none",
    "--log-level=warning",
    "--alias:@noble/post-quantum/hybrid.js=./src/without.js",
    "--alias:@noble/curves/nist.js=./src/without.js",
)
SCRIPTS = ("room=page/main.js", "entry=page/entry.js")
STYLES = ("page/room.css", "page/without_scripts.css")
WORKER = "worker=page/worker.js"
"""The script that turns phrases into keys, outside the page."""
LATER = ("later/report=src/report.js", "later/look_back=page/look_back.js")
"""Scripts that the page fetches once it needs them."""
LATER_TEXTS = {"agreement": "agreement.suggest-", "lookback": "lookback."}
"""{file: the beginning of the names of its texts}; a first visit does not fetch it."""
LANGUAGES = ("en", "nl")
BALLOT_SCRIPTS = ("ballot=ballot/main.js", "receipt=ballot/receipt.js")
"""The scripts that are built for each language, as `ballot.nl.js`."""
BALLOT_SIGNING = "signing=src/signing.js"
"""The script that a browser without Ed25519 fetches."""
NO_PHRASES = ("--alias:@noble/hashes/scrypt.js=./src/without.js",)
"""Leaves out phrases: a ballot is always sealed to a recipient, and the sealed page
leaves them to its worker."""
MOST = 90_000
"""The maximum number of bytes that a first visit fetches, gzipped."""
MOST_BALLOT = 30_000
"""The maximum number of bytes of the script of an evaluation's form, gzipped."""
FIRST = (".html", ".js", ".css", "texts/nl.json", "words/nl.txt")
"""The endings of the names of all files that a first visit can fetch."""


def run(args=()):
    """Build the page, whether or not it is there; `release` packs our addons."""
    from . import setup

    stamp.forget("bundle")
    setup.run()
    if "release" in args:
        with step("the wheel and the archive, in dist/"):
            release(paths.ROOT / "dist")


def set_up():
    """Build the page, unless it is up to date with its sources."""
    files = sorted(
        file
        for part in client.PARTS
        if part != "test"
        for file in (client.SOURCES / part).rglob("*.*")
    )
    key = stamp.digest(
        *(
            *SCRIPTS,
            WORKER,
            *LATER,
            *STYLES,
            *BALLOT_SCRIPTS,
            BALLOT_SIGNING,
            *OPTIONS,
            *NO_PHRASES,
        ),
        *(str(file.relative_to(client.SOURCES)) for file in files),
        *files,
        client.SOURCES / "package-lock.json",
        Path(__file__),
    )
    built = (PAGE / "index.html", BALLOT / "ballot.nl.js")
    if stamp.is_done("bundle", key) and all(file.is_file() for file in built):
        return
    with step("the sealed page"):
        for make, place in ((build, PAGE), (build_ballot, BALLOT)):
            draft = stamp.fresh_folder(paths.STATE / place.name)
            make(draft)
            stamp.move_into_place(draft, place)
    stamp.done("bundle", key)


def build(folder):
    """Build the page into a folder.

    :param pathlib.Path folder: exists, and is empty
    :raise Problem: if a script does not build
    """
    meta = _scripts(folder, *SCRIPTS, *NO_PHRASES)
    meta["inputs"] |= _scripts(folder, WORKER)["inputs"]
    meta["inputs"] |= _scripts(folder, *LATER, *NO_PHRASES, form="esm")["inputs"]
    _scripts(folder, *STYLES)
    for pattern in AS_THEY_ARE:
        for file in sorted(client.SOURCES.glob(pattern)):
            at = folder / (
                file.name
                if file.parent.name == "page"
                else file.relative_to(client.SOURCES)
            )
            at.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, at)
    index = folder / "index.html"
    index.write_text("\n".join(map(str.strip, index.read_text().splitlines())))
    _texts(folder / "texts")
    _finish(folder, meta)


def build_ballot(folder):
    """Build the scripts of an evaluation's form into a folder, likewise."""
    meta = _scripts(folder, BALLOT_SIGNING, *NO_PHRASES, form="esm")
    for language in LANGUAGES:
        named = (f"--entry-names=[name].{language}", f'--define:LANGUAGE="{language}"')
        made = _scripts(folder, *BALLOT_SCRIPTS, *NO_PHRASES, *named)
        meta["inputs"] |= made["inputs"]
    _finish(folder, meta)


def _scripts(folder, *options, form="iife"):
    """Build scripts into a folder; return the files they are made of."""
    file = paths.STATE / "bundle.json"
    run = client.start(
        "node_modules/esbuild/bin/esbuild",
        *(*options, *OPTIONS, f"--format={form}"),
        *(f"--outdir={folder}", f"--metafile={file}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=venv.environ(),
        text=True,
    )
    printed, _none = run.communicate(timeout=120)
    if run.returncode:
        raise Problem(f"the scripts of {folder.name} do not build:\n{printed}")
    return json.loads(file.read_text())


def _finish(folder, meta):
    (folder / LICENCES).write_text(_licences(meta))
    for file in (folder, *folder.rglob("*")):
        file.chmod(0o755 if file.is_dir() else 0o644)


def _texts(folder):
    """Write the texts of each language. Those of `LATER_TEXTS` have files of their own,
    such as `agreement.nl.json`."""
    folder.mkdir()
    for file in sorted(client.SOURCES.glob("texts/*.json")):
        said = json.loads(file.read_text())
        parts = {
            f"{part}.{file.name}": {name for name in said if name.startswith(begin)}
            for part, begin in LATER_TEXTS.items()
        }
        parts[file.name] = said.keys() - set().union(*parts.values())
        for name, part in parts.items():
            texts = {each: text for each, text in said.items() if each in part}
            plain = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
            (folder / name).write_text(plain)


def first_visit():
    """Return how many bytes of the built page a first visit fetches at most,
    gzipped."""
    files = (
        file
        for file in sorted(PAGE.rglob("*"))
        if str(file).endswith(FIRST) and file.parent.name != "later"
    )
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def ballot_size():
    """Return the size in bytes of the script of an evaluation's form, gzipped: in the
    longest language."""
    files = sorted(BALLOT.glob("ballot.*.js"))
    return max(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def release(folder):
    """Pack each of our addons, with the built files in it, as a wheel and as an
    archive.

    Inside a checkout the builder of wheels takes what git knows, and the built files
    are not committed. So both are made from a copy.

    :param pathlib.Path folder: where they go
    """
    folder.mkdir(parents=True, exist_ok=True)
    for addon in paths.EVERY:
        _pack(addon, folder)


def _pack(addon, folder):
    leave = shutil.ignore_patterns("__pycache__", "dist", "build")
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / addon.name
        shutil.copytree(addon, source, ignore=leave)
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
    texts = ["The scripts beside this contain code of these packages.\n"]
    for name in sorted(names):
        package = json.loads((paths.CLIENT / name / "package.json").read_text())
        (licence,) = sorted((paths.CLIENT / name).glob("LICEN[CS]E*"))[:1]
        texts.append(
            f"{package['name']} {package['version']} ({package['license']})\n\n"
            f"{licence.read_text().strip()}\n"
        )
    return "\n---\n\n".join(texts)
