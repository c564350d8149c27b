/** The screen of a room: its people, agreement, plan, goals and notes, and the form to write one. */

import { agreement, agreementForm } from "./agreement.js";
import { card } from "./card.js";
import { button, el, show } from "./dom.js";
import { Editor } from "./editor.js";
import { exportLink } from "./export_screen.js";
import { goalForm, goals } from "./goals.js";
import { showNumbers } from "./numbers.js";
import { askLate, questions } from "./people.js";
import { plan, planForm } from "./plan.js";
import { Room } from "./room.js";
import { listed, t } from "./texts.js";

/** The forms that take the whole screen, by what is written. */
const FORMS = { agreement: agreementForm, goal: goalForm, plan: planForm };

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the pairing
 */
export const showRoom = (member, number) =>
    new Room(member, draw).enter(Number(number));

async function draw(room) {
    const { member, served, editing } = room;
    if (editing && FORMS[editing.kind] && room.mayWrite) {
        await drawForm(room, FORMS[editing.kind](room, editing.text));
        return;
    }
    show(
        t("room.title"),
        el("p", { class: "hint" }, room.subtitle),
        ...room.succeeded.map((name) =>
            el("p", { class: "note" }, t("people.succeeded", { name }))
        ),
        ...questions(member, room, room.again),
        ...room.late.map((late) => askLate(member, late, () => room.letIn(late))),
        !served.writable && el("p", { class: "note" }, t("room.over")),
        !served.writable && exportLink(room),
        ...agreement(room),
        ...plan(room),
        ...goals(room),
        ...(await notes(room)),
        showNumbers(member, room, room.again),
        served.writable && exportLink(room),
        el(
            "p",
            {},
            el(
                "a",
                { class: "button", href: member.server.address + served.back },
                t("back.pairing")
            )
        )
    );
}

/** A form with nothing else on the screen, and the way back. */
async function drawForm(room, { title, why, ...what }) {
    room.editor = new Editor(room, what);
    show(
        title,
        el("p", {}, why),
        await room.editor.element(),
        button(t("cancel"), () => room.stopEditing())
    );
}

async function notes(room) {
    const read = room.of("note");
    return [
        el("h2", { id: "notes" }, t("notes.title")),
        room.mayWrite && (await noteForm(room)),
        ...(read.length
            ? read.map((note) => noteCard(room, note))
            : [el("p", {}, t("notes.none"))]),
        room.served.more && el("p", { class: "hint" }, t("notes.more")),
    ];
}

async function noteForm(room) {
    const before = room.editing?.kind === "note" ? room.editing.text : null;
    room.editor = new Editor(room, {
        kind: "note",
        before,
        fields: [{ name: "text", label: t(before ? "notes.change" : "notes.write") }],
        choose: true,
        open: { read: () => ({ about: "note", meeting: 0 }) },
        saved: t("notes.saved"),
    });
    const waiting = room.readers.filter(({ verdict }) => verdict === "without-key");
    const names = listed(waiting.map(({ name }) => name));
    return el(
        "section",
        {},
        await room.editor.element(),
        before && button(t("cancel"), () => room.stopEditing()),
        names && el("p", { class: "hint" }, t("people.waiting", { names }))
    );
}

const noteCard = (room, note) =>
    card(room, note, {
        parts: [["", note.body?.text.text]],
        change: async () => {
            await room.edit("note", note);
            document.getElementById("text").focus();
        },
        remove: () => room.act("text/remove", { uuid: note.uuid }, t("notes.removed")),
    });
