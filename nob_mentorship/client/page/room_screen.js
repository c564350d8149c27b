/**
 * The screen of a room: its people, what they wrote by kind, and the form to write more.
 */

import { agreement, agreementForm } from "./agreement.js";
import { card, isOwn } from "./card.js";
import { button, el, show, tellError } from "./dom.js";
import { Editor } from "./editor.js";
import { exportLink } from "./export_screen.js";
import { faces } from "./face.js";
import { goalForm, goals } from "./goals.js";
import { later } from "./later.js";
import { lock } from "./lock.js";
import { notes } from "./note.js";
import { showNumbers } from "./numbers.js";
import { part } from "./part.js";
import { askLate, questions } from "./people.js";
import { lost, plan, planForm, replacing } from "./plan.js";
import { Room } from "./room.js";
import { go } from "./screens.js";
import { fetchJson, ServerError } from "./server.js";
import { day, hasText, t, useMore } from "./texts.js";

/** The forms that take the whole screen, by what is written. */
const FORMS = {
    agreement: agreementForm,
    goal: goalForm,
    plan: planForm,
    lookback: async (room, before) =>
        (await lookingBack()).lookBackForm(room, before, SHARED),
};
/** What the script about looking back, which comes later, shares with this page. */
const SHARED = { button, card, day, el, isOwn, lost, part, replacing, t };

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the pairing
 * @param {string} [meeting] number of a meeting that is to be written about
 */
export async function showRoom(member, number, meeting) {
    const room = new Room(member, draw);
    room.meeting = Number(meeting);
    if (!/^\d{1,9}$/.test(number)) {
        throw new ServerError("gone");
    }
    await room.enter(Number(number));
    if (room.meeting && room.mayWrite) {
        document.getElementById("text").focus();
    }
}

async function draw(room) {
    const { member, served, editing } = room;
    if (editing && FORMS[editing.kind] && room.mayWriteA(editing.kind)) {
        await drawForm(room, await FORMS[editing.kind](room, editing.text));
        return;
    }
    let missed = null;
    const looking = await lookBack(room).catch((error) => {
        missed = error;
        return false;
    });
    show(
        t("room.title"),
        tabs(member, served),
        readers(room),
        ...room.succeeded.map((name) =>
            el("p", { class: "note" }, t("people.succeeded", { name }))
        ),
        ...questions(member, room, room.again),
        ...room.late.map((late) => askLate(member, late, () => room.letIn(late))),
        !served.writable &&
            el("p", { class: "note" }, t("room.over", { day: day(served.closes) })),
        !served.writable && exportLink(room),
        looking,
        agreement(room),
        goals(room),
        plan(room),
        ...(await notes(room)),
        el(
            "div",
            { class: "row foot" },
            served.mentor && room.mayWrite && askLink(served),
            button(t("serious.title"), () =>
                go(`serious/${served.programme}/${served.id}`)
            ),
            showNumbers(member, room, room.again)
        )
    );
    if (missed) {
        tellError(missed);
    }
}

/** Fetch the script about looking back, and its texts. */
async function lookingBack() {
    if (!hasText("lookback.title")) {
        await useMore("lookback", fetchJson);
    }
    return later("look_back");
}

/** The part about looking back, in the last weeks. */
async function lookBack(room) {
    const isThere = room.served.lookback || room.of("lookback").length > 0;
    return isThere && (await lookingBack()).lookBack(room, SHARED);
}

/** The two pages of a mentorship: this one, and the portal's with the meetings. */
const tabs = (member, served) =>
    el(
        "nav",
        { class: "tabs", "aria-label": t("tabs.title") },
        el("a", { href: member.server.address + served.back }, t("tabs.talks")),
        el("a", { "aria-current": "page" }, lock(), t("room.title"))
    );

/** Who reads here, with their faces. */
function readers(room) {
    const colours = new Map(
        room.served.members.map((each) => [each.uuid, each.colour])
    );
    const people = room.named.map(({ uuid, name }) => ({
        name,
        colour: colours.get(uuid),
    }));
    return el(
        "p",
        { class: "with" },
        faces(people),
        el("span", {}, people.length > 0 && lock(), room.subtitle)
    );
}

/** The way for a mentor to ask for something of a mentee's. */
const askLink = ({ id }) =>
    el("a", { class: "button", href: `#ask/${id}` }, t("ask.title"));

/** A form with nothing else on the screen but what leads to it, and the way back. */
async function drawForm(room, { title, why, lead = [], ...what }) {
    room.editor = new Editor(room, what);
    show(
        title,
        el("p", {}, why),
        ...lead,
        await room.editor.element(),
        button(t("cancel"), () => room.stopEditing())
    );
}
