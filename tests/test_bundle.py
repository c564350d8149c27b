"""The sealed page's files: built the same each time, small, and in two languages."""

import json
import re

import pytest

from odoo.addons.nob_mentorship.tools import room_page

from dev import bundle, client, paths

LANGUAGES = ("nl", "en")
CALLS = re.compile(r"\b(?:t|hasText)\(\s*[\"`]([^\"`]+)[\"`]")
BEGUN = re.compile(r"`([a-z]+\.(?:[a-z]+-)?)\$\{")
"""The first part of names that are put together."""
PLACE = re.compile(r"\{(\w+)\}")
NEVER = re.compile(
    r"\b(key|keys|cipher\w*|fingerprint\w*|encrypt\w*|sleutel\w*|versleutel\w*"
    r"|vingerafdruk\w*|passkey\w*)\b",
    re.I,
)
HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
)


def texts(language):
    return json.loads((client.SOURCES / "texts" / f"{language}.json").read_text())


def scripts():
    return {
        file.name: file.read_text()
        for part in ("src", "page")
        for file in sorted((client.SOURCES / part).glob("*.js"))
    }


def test_the_page_is_built_the_same_twice(tmp_path):
    built = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        bundle.build(folder)
        files = {
            str(file.relative_to(folder)): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        built.append(files)
    assert built[0] == built[1] == room_page.files()


def test_it_names_the_licence_of_each_package_in_it():
    said = room_page.files()[bundle.LICENCES].decode()
    pins = json.loads((client.SOURCES / "package.json").read_text())["dependencies"]
    for name, version in pins.items():
        assert f"{name} {version} (" in said
    assert "GPL" not in said


def test_a_first_visit_is_small():
    assert 50_000 < bundle.first_visit() < bundle.MOST


def test_both_languages_say_the_same_things():
    dutch, english = map(texts, LANGUAGES)
    assert dutch.keys() == english.keys()
    for name, text in dutch.items():
        assert text.strip() and english[name].strip(), name
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(english[name])), name
    for name in LANGUAGES:
        file = client.SOURCES / "texts" / f"{name}.json"
        said = json.dumps(texts(name), ensure_ascii=False, indent=4) + "\n"
        assert file.read_text() == said


def test_every_sentence_is_used_and_there():
    known = texts("nl").keys()
    script = "\n".join(scripts().values())
    assert {name for name in CALLS.findall(script) if "${" not in name} <= known
    begun = tuple(BEGUN.findall(script))
    used = {name for name in known if f'"{name}"' in script or name.startswith(begun)}
    assert used == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_speaks_of_how_it_is_done(language):
    for name, text in texts(language).items():
        assert not NEVER.search(text), name


def test_what_can_go_wrong_has_a_sentence():
    codes = set()
    for text in scripts().values():
        codes |= set(
            re.findall(r"(?:SealError|PasskeyError|ServerError)\(\"([\w-]+)\"", text)
        )
    missing = {code for code in codes if f"error.{code}" not in texts("nl")}
    assert missing == set()


def test_the_page_builds_no_html():
    for name, text in scripts().items():
        assert not HTML.search(text), name
        assert ".style=" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_five_words_come_from_2048(language):
    file = client.SOURCES / "words" / f"{language}.txt"
    words = file.read_text().split("\n")
    assert words.pop() == ""
    assert len(words) == len(set(words)) == 2048
    assert words == sorted(words)
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in words)


def test_the_page_is_there_where_the_addon_says():
    assert bundle.PAGE == room_page.FOLDER
    assert room_page.FOLDER.parent == paths.ADDON
