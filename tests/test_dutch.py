"""No English word on any page of a Dutch member."""

import functools
import re
from pathlib import Path

import polib
import pytest
from lxml import html

from .harness.ballots import evaluation_pages

TERMS = Path(__file__).parent.parent / "nob_mentorship" / "i18n" / "nl.po"
WORDS = """
    about after again already also and any answer are ask back because before between
    both but can cancel cannot change choose could day does done enrolment error female
    for friday from get goes going has have hello here how invite june july male march
    meeting monday month months more must name need never new next no not nothing now
    october on only other pairing please read reason save saturday search see
    should sign signed since some somebody stay submit sunday take tell than thank that
    the their them then there these they thing this those through thursday today
    together topic tuesday until welcome were what when where which while who why will
    with within would write year yes yet you your yours
"""
DONE = """
    saved changed signed_up withdrawn next_time interested not_interested yes paired no
    contact
    chosen not_asked told taken
    meeting held moved cancelled paused resumed wish prolonged ended
"""
ENGLISH = frozenset(WORDS.split())

TECHNICAL = re.compile(r"\{'|'\}|\{\"|\bmentorship\.\w|\w_id\b|DETAIL|Key \(|None\b")
"""Matches words that no sentence for a member contains: a dict, a model, a column,
words of databases."""
RUN_ON = re.compile(r"[a-zà-ÿ][.!?][A-ZÀ-Ý][a-zà-ÿ]")


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


def visible(page):
    """Return the text of a page's main part that people read, blanks made single."""
    tree = html.fromstring(page)
    (main,) = tree.xpath("//*[@id='wrapwrap']")
    for unseen in main.xpath(".//script | .//style | .//template"):
        unseen.drop_tree()
    words = [*main.itertext(), *main.xpath(".//@title | .//@aria-label | .//@alt")]
    words += main.xpath(".//@placeholder") + tree.xpath("//head/title/text()")
    return " ".join(" ".join(words).split())


@functools.cache
def english_terms():
    """Return a pattern of the addon's English sentences that differ from their
    Dutch."""
    sentences = {
        " ".join(part.split()).strip(" .:,;?!")
        for entry in polib.pofile(str(TERMS))
        if entry.msgid != entry.msgstr
        for part in re.sub(r"<[^>]+>|%\(\w+\)s|%s", "|", entry.msgid).split("|")
    }
    long = (re.escape(sentence) for sentence in sentences if len(sentence) > 8)
    return re.compile(rf"\b({'|'.join(long)})\b")


def english_in(text):
    """Return the English in a text: terms of the addon, and common words."""
    found = set(english_terms().findall(text))
    words = set(re.findall(r"[a-z]+", text.lower()))
    return found | (words & ENGLISH)


def run_on(page):
    """Return where one sentence touches the next, in the paragraphs of a page."""
    tree = html.fromstring(page)
    texts = ("".join(found.itertext()) for found in tree.iter("p", "dd", "label"))
    return [found for text in texts for found in RUN_ON.findall(text)]


def check(page):
    tree = html.fromstring(page)
    assert tree.get("lang") == "nl-NL"
    text = visible(page)
    assert len(text) > 50
    assert not english_in(text), text
    assert not run_on(page)


def test_the_crawl_would_see_sentences_that_touch():
    assert run_on("<p>Dat is <b>goed</b>.<i>Of niet</i>?</p>") == ["d.Of"]
    assert not run_on("<p>Dat is goed. Mr. J.A. de Wit, odoo.com.</p>")


def test_the_crawl_would_see_english():
    assert english_in("Look at your next step") >= {"next", "your"}
    assert english_in("Dank je: Please look at the fields marked below.") > {"please"}


def test_no_page_says_an_english_word(stage):
    for name, (login, path) in stage.pages.items():
        answer = stage.client(login.removeprefix(f"{stage.prefix}_")).get(path)
        assert answer.status_code == 200, name
        check(answer.text)


def test_no_page_of_an_evaluation_says_an_english_word(stage):
    pages = evaluation_pages(stage)
    for name, (login, path, status) in pages.items():
        answer = stage.client(login.removeprefix(f"{stage.prefix}_")).get(path)
        assert answer.status_code == status, name
        check(answer.text)


@pytest.mark.parametrize("done", DONE.split())
def test_no_word_of_what_was_done_is_english(stage, done):
    page = stage.client("mentee").get(f"/my/mentorship?done={done}").text
    assert html.fromstring(page).xpath("//*[@role='status']")
    check(page)


def test_no_mistake_is_answered_in_english(stage):
    found = {}
    for name, (who, path, form) in stage.mistakes().items():
        answer = stage.post(who, path, form)
        if answer.status_code != 422:
            found[name] = answer.status_code
        elif english := english_in(visible(answer.text)):
            found[name] = english
        elif technical := TECHNICAL.search(visible(answer.text)):
            found[name] = technical[0]
    assert not found


def test_no_old_form_is_answered_in_english(stage):
    room = f"/my/mentorship/pairing/{stage.ids['room']}"
    form = {"csrf_token": "oud", "place": "Café De Kroon"}
    answer = stage.post("mentee", f"{room}/meeting", form)
    assert answer.status_code == 422
    check(answer.text)
