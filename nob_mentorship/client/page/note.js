/** Notes: of their own, or the agenda or outcome of a meeting; with files. */

import { Attachments, fileList } from "./attachments.js";
import { card } from "./card.js";
import { button, el, field } from "./dom.js";
import { Editor } from "./editor.js";
import { exportLink } from "./export_screen.js";
import { part } from "./part.js";
import { listed, moment, t } from "./texts.js";

/** @returns {Promise<Array<HTMLElement|false>>} the form, and the part with the notes */
export async function notes(room) {
    const read = room.of("note");
    const form = room.mayWrite && (await noteForm(room));
    const older = room.served.more && button(t("notes.more"), () => room.showOlder());
    const list = part(
        room,
        "note",
        t("notes.title"),
        {},
        ...read.map((note) => noteCard(room, note)),
        !read.length && el("p", {}, t("notes.none")),
        older,
        room.served.writable && exportLink(room)
    );
    return [form, list];
}

async function noteForm(room) {
    const before = room.editing?.kind === "note" ? room.editing.text : null;
    const place = before?.uuid ?? "";
    if (!room.chosen.has(place)) {
        room.chosen.set(place, new Attachments(room, before));
    }
    room.editor = new Editor(room, {
        kind: "note",
        before,
        fields: [{ name: "text", label: t(before ? "notes.rewrite" : "notes.write") }],
        choose: true,
        open: aboutChoice(room, before),
        attachments: room.chosen.get(place),
        saved: t("notes.saved"),
    });
    const waiting = room.readers.filter(({ verdict }) => verdict === "without-key");
    const names = listed(waiting.map(({ name }) => name));
    const body = await room.editor.element();
    return el(
        "section",
        // a single line, until it is used
        before ? {} : { class: "compose", on: { focusin: unfold } },
        body,
        before && button(t("cancel"), () => room.stopEditing()),
        names && el("p", { class: "hint" }, t("people.waiting", { names }))
    );
}

const unfold = ({ currentTarget }) => currentTarget.classList.add("used");

const noteCard = (room, note) =>
    card(room, note, {
        title: titleOf(room, note.open),
        parts: [["", note.body?.text.text]],
        last: [fileList(room, note)].filter(Boolean),
        change: async () => {
            await room.edit("note", note);
            document.getElementById("text").focus();
        },
        remove: () => room.act("text/remove", { uuid: note.uuid }, t("notes.removed")),
    });

/** What a note is about: nothing else, or a meeting, before it or after it. */
function aboutChoice(room, before) {
    const values = ["note/0", ...meetingValues(room)];
    const now = before && `${before.open.about}/${before.open.meeting}`;
    if (now && !values.includes(now)) {
        values.push(now);
    }
    const choice = el(
        "select",
        { id: "about" },
        ...values.map((value) => el("option", { value }, aboutLabel(room, value)))
    );
    choice.value = now ?? values.find((value) => isWished(room, value)) ?? "note/0";
    return {
        nodes: values.length > 1 ? [field(choice, t("notes.about"))] : [],
        read: () => {
            const [about, meeting] = choice.value.split("/");
            return { about, meeting: Number(meeting) };
        },
    };
}

/** @returns {string[]} such as `agenda/7`: an agenda before a meeting, then an outcome */
const meetingValues = (room) =>
    room.served.meetings
        .filter(({ cancelled }) => !cancelled)
        .map(({ id, start }) =>
            new Date(start) > new Date() ? `agenda/${id}` : `outcome/${id}`
        );

const isWished = (room, value) =>
    room.meeting && value.endsWith(`/${room.meeting}`) && !value.startsWith("note");

function aboutLabel(room, value) {
    const [about, meeting] = value.split("/");
    return titleOf(room, { about, meeting: Number(meeting) }) ?? t("notes.about-none");
}

/** @returns {string|null} such as "Agenda for 2 December 2030, 15:30" */
export function titleOf(room, { about, meeting }) {
    const found = room.served.meetings.find(({ id }) => id === meeting);
    return found ? t(`notes.${about}`, { when: moment(found.start) }) : null;
}
