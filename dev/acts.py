"""What a member taps and types for each deed, on pages as they were and as they are."""

from . import demo_texts
from .console import Problem

ROOM_LINK = "a[href*='/mentorship/room']:not([href*='to=c']):not([href*='to=serious'])"
NOTE = "Dag Anouk, leuk dat je ja zei! Zullen we volgende week een keer bellen?"
ANSWER = "Een vaste dag in de maand zou ons helpen."
FINISHED = ".o_survey_finished"
CHOICES = """() => {
    const shown = (one) => one.checkVisibility();
    const asked = [...document.querySelectorAll(".js_question-wrapper")].filter(
        (one) => one.dataset.required && shown(one));
    const found = [];
    for (const question of asked) {
        const rows = question.querySelectorAll("table tbody tr");
        for (const part of rows.length ? rows : [question]) {
            if (part.querySelector("input:checked")) continue;
            const isChoice = (one) => shown(one)
                && (one.control ?? one.querySelector("input"));
            const buttons = part.querySelectorAll("label, td.o_survey_matrix_btn");
            const choice = [...buttons].find(isChoice);
            const field = [...part.querySelectorAll("textarea, input")].find(shown);
            const one = choice ?? (field?.value ? null : field);
            if (!one) continue;
            one.dataset.tap = `survey-${found.length}`;
            found.push([one.dataset.tap, Boolean(choice)]);
        }
    }
    return found;
}"""
"""Marks what the questions that must be answered still need, and returns it."""


def sign_up(phone, is_done, look):
    """Choose the role of a mentee, and go through the form."""
    phone.tap(
        "button[name=role][value=mentee]",
        "form:has(input[name=role][value=mentee]) button[type=submit]",
        "a:text-matches('mentee', 'i')",
    )
    phone.walk(is_done, look)


def say_yes(phone, is_done, look):
    """Say yes to an offer."""
    phone.tap("button[name=answer][value=yes]", "button:text-matches('^\\s*Ja')")


def note_contact(phone, is_done, look):
    """Say that we are in touch."""
    way = "form[action$='/first-contact'] button[type=submit]"
    said = "button:text-matches('contact gehad|gesproken', 'i')"
    if not phone.find(way, said):
        phone.tap("a[href$='/first-contact']", "a:text-matches('contact', 'i')")
    phone.tap(way, said)


def plan_talk(phone, is_done, look):
    """Plan a talk."""
    if not phone.find("form:has(input[type=date][name=date]) button[type=submit]"):
        phone.tap(
            "a[href$='/meeting']",
            "summary:text-matches('Plan', 'i')",
            "a:text-matches('Plan', 'i')",
        )
    phone.walk(is_done)


def say_met(phone, is_done, look, meeting):
    """Say that a talk took place."""
    yes = (
        "button[name=do][value=hold]",
        "button:text-matches('spraken|doorgegaan|gesproken', 'i')",
    )
    if not phone.find(*yes):
        phone.tap(
            f"a[href*='/meeting/{meeting}']",
            "a:text-matches('spraken|doorgegaan|gesproken', 'i')",
        )
    phone.tap(*yes)


def write_note(phone, is_done, look):
    """Go to the sealed page from the pairing's, open it, and write a note."""
    phone.tap(ROOM_LINK)
    open_room(phone)
    if not phone.find("form:has(textarea#text)"):
        phone.tap(
            *(
                f"{kind}:text-matches('notitie', 'i')"
                for kind in ("a", "button", "summary", "[role=tab]")
            )
        )
    form = phone.find("form:has(textarea#text)", "form:has(textarea)")
    phone.type(form.locator("textarea").first, NOTE)
    phone.touch(form.locator("button[type=submit]"))


def open_room(phone):
    """Open the texts with the five words, unless they are open."""
    words = "#words"
    phone.wait_for("#words, #code, h2, textarea", seconds=15, state="attached")
    if not phone.page.locator(words).count():
        return
    if not phone.find(words):
        phone.tap("details:has(#words) > summary")
    phone.type(phone.find(words), demo_texts.WORDS[phone.login])
    phone.touch(phone.find("form:has(#words) button[type=submit]"))
    if not phone.wait_for(words, state="detached"):
        raise Problem("the five words do not open the texts")
    phone.wait_for("h2")


def start_form(phone):
    """Wait until the form of an evaluation is ready."""
    phone.wait_for("form[data-ballot-started]", state="attached")
    phone.page.wait_for_load_state("networkidle")


def answer(phone, is_done, look):
    """Answer what must be answered, and send."""
    start_form(phone)
    whole = "body"
    for _try in range(3):
        for place, is_choice in phone.page.evaluate(CHOICES):
            field = phone.page.locator(f'[data-tap="{place}"]')
            if is_choice:
                phone.touch(field)
            else:
                phone.type(field, ANSWER)
        phone.touch(phone.find("button[type=submit]", within=whole))
        phone.wait_for(".modal-footer .btn-primary", seconds=5)
        if sure := phone.find(".modal-footer .btn-primary", within=whole):
            phone.touch(sure)
        if phone.wait_for(FINISHED, seconds=10):
            return
    raise Problem("the form is not sent")
