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
BALLOT = client.SOURCES / "ballot"
PLACE = re.compile(r"\{(\w+)\}")
STYLE = re.compile(r"\.style\b|[\"']style[\"']|new Worker|eval\(")
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


def ballot_texts(language):
    return json.loads((BALLOT / "texts" / f"{language}.json").read_text())


def ballot_scripts():
    folders = (BALLOT, client.SOURCES / "src" / "ballot")
    files = [file for folder in folders for file in sorted(folder.glob("*.js"))]
    return {str(file.relative_to(client.SOURCES)): file.read_text() for file in files}


def test_the_forms_scripts_are_built_the_same_twice(tmp_path):
    built = []
    for folder in (tmp_path / "one", tmp_path / "two", bundle.BALLOT):
        if folder != bundle.BALLOT:
            folder.mkdir()
            bundle.build_ballot(folder)
        built.append({file.name: file.read_bytes() for file in folder.iterdir()})
    assert built[0] == built[1] == built[2]
    names = {f"{name}.{one}.js" for name in ("ballot", "receipt") for one in LANGUAGES}
    assert built[0].keys() == names | {"signing.js", bundle.LICENCES}


def test_the_forms_script_is_small_and_names_its_licences():
    assert 20_000 < bundle.ballot_size() < bundle.MOST_BALLOT
    said = (bundle.BALLOT / bundle.LICENCES).read_text()
    for name in ("age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes"):
        assert f"{name} " in said
    assert "GPL" not in said


def test_a_script_of_a_form_has_one_language():
    for own, other in (LANGUAGES, LANGUAGES[::-1]):
        script = (bundle.BALLOT / f"ballot.{own}.js").read_text()
        assert ballot_texts(own)["done.thanks"] in script
        assert ballot_texts(other)["done.thanks"] not in script


def test_the_forms_scripts_build_no_html_and_need_no_exception_from_a_policy():
    for name, text in ballot_scripts().items():
        assert not HTML.search(text), name
        assert not STYLE.search(text), name
    for file in bundle.BALLOT.glob("*.js"):
        assert not HTML.search(file.read_text()), file.name


def test_the_forms_scripts_say_the_same_in_both_languages():
    dutch, english = map(ballot_texts, LANGUAGES)
    assert list(dutch) == list(english)
    for name, text in dutch.items():
        assert text.strip() and english[name].strip(), name
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(english[name])), name
    for language in LANGUAGES:
        file = BALLOT / "texts" / f"{language}.json"
        texts = ballot_texts(language)
        assert (
            file.read_text() == json.dumps(texts, ensure_ascii=False, indent=4) + "\n"
        )
        for name, text in texts.items():
            assert not NEVER.search(text), name


def test_every_sentence_of_the_forms_scripts_is_used_and_there():
    known = ballot_texts("nl").keys()
    script = "\n".join(ballot_scripts().values())
    codes = set(re.findall(r"(?:BallotError|Wrong)\(\"([\w-]+)\"", script))
    codes |= set(re.findall(r"ServerError\(\"([\w-]+)\"", script))
    codes |= {"closed", "other", "unknown"}
    assert {f"error.{code}" for code in codes} <= known
    named = {name for name in known if f'"{name}"' in script}
    begun = {f"role.{role}" for role in ("mentor", "mentee", "peer")}
    begun |= {f"load.{code}" for code in ("offline", "failed")}
    assert named | begun | {f"error.{code}" for code in codes} == known
    assert set(re.findall(r"\bt\(\"([^\"]+)\"", script)) <= known
