"""`readme`: make the addon's README.rst, and the page that Odoo's list of apps shows,
from the fragments in `nob_mentorship/readme`."""

import shutil

from . import console, paths, venv
from .console import say

FRAGMENTS = {
    "DESCRIPTION": "",
    "CONTEXT": "Use cases",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
}
"""{fragment: heading}, in their order."""
PICTURES = {
    "staff_edition_form_1300": "An edition under way",
    "staff_matching_proposal_1300": "Why a pair is proposed",
    "staff_results_1300": "The results of an evaluation",
    "member_overview_390": "A member's overview on a phone",
    "member_pairing_390": "A pairing on a phone",
}
"""{picture in `docs/images`: its caption}"""
FOLDER = "static/description"
FIGURE = ".. figure:: {file}\n   :alt: {shown}\n\n   {shown}\n\n"
MADE = ".. Made by `make readme` from the files in `readme/`: change those.\n\n"
CODE = """
import sys
import docutils.core
import mistune
from mistune.renderers.rst import RSTRenderer

to_rst = mistune.create_markdown(renderer=RSTRenderer())
text = sys.stdin.read()
if sys.argv[1] == "rst":
    print(to_rst(text))
else:
    settings = {"input_encoding": "unicode", "syntax_highlight": "none"}
    page = docutils.core.publish_string(
        text, writer_name="html5", settings_overrides=settings
    )
    print(page.decode())
"""
"""The conversion, which runs in the tools' environment, because only that has the
packages."""


def made():
    """Return {file below the addon: its text}.

    :raises Problem: if a fragment cannot be converted
    """
    title = "Mentorship programmes"
    parts = [MADE, "=" * len(title), f"\n{title}\n", "=" * len(title), "\n\n"]
    for name, heading in FRAGMENTS.items():
        if heading:
            parts.append(f"{heading}\n{'=' * len(heading)}\n\n")
        text = (paths.ADDON / "readme" / f"{name}.md").read_text()
        parts.append(f"{_converted('rst', text).strip()}\n\n")
        if not heading:
            parts += [
                FIGURE.format(file=f"{FOLDER}/{picture}.png", shown=shown)
                for picture, shown in PICTURES.items()
            ]
    readme = "".join(parts).rstrip("\n") + "\n"
    page = _converted("html", readme.replace(f"{FOLDER}/", ""))
    return {"README.rst": readme, f"{FOLDER}/index.html": page.strip() + "\n"}


def _converted(kind, text):
    python = str(paths.VENV / "bin" / "python")
    return console.command(
        *(python, "-I", "-c", CODE, kind), what="the README", input=text
    )


def stale():
    """Return a sentence if the files differ from what the fragments make, else ""."""
    wrong = [
        name
        for name, text in made().items()
        if not (file := paths.ADDON / name).is_file() or file.read_text() != text
    ]
    return f"{', '.join(wrong)}: run `make readme`" if wrong else ""


def run(_args=()):
    """Write the files, and put the pictures beside them."""
    venv.set_up("lint")
    for name, text in made().items():
        (paths.ADDON / name).write_text(text)
        say(f"  {paths.ADDON.name}/{name}")
    for picture in PICTURES:
        shutil.copyfile(
            paths.ROOT / "docs" / "images" / f"{picture}.png",
            paths.ADDON / FOLDER / f"{picture}.png",
        )
