/** The room: who is in it, what they wrote, and a place to write. */

import { fromBase64, toBase64 } from "../src/bytes.js";
import { SealError } from "../src/errors.js";
import {
    admit,
    isOlderThanOwn,
    lateReaders,
    letIn,
    readTexts,
    writeText,
} from "../src/room.js";
import { button, el, field, form, show, tell, wrong } from "./dom.js";
import { askLate, questions } from "./people.js";
import { showNumbers } from "./numbers.js";
import { listed, moment, t } from "./texts.js";

const LONGEST = 20_000;

/**
 * A room as it is shown.
 *
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the pairing
 */
export async function showRoom(member, number) {
    const served = await member.server.ask("room", { room: Number(number), offset: 0 });
    await new Room(member).show(served);
}

/** Bytes as the server sent them; what is no such text opens nothing. */
function bytesOf(coded) {
    try {
        return fromBase64(coded);
    } catch {
        return new Uint8Array();
    }
}

/** @returns {{text: string, reader?: string}} */
function readDraft(kept) {
    try {
        const { text, reader } = JSON.parse(kept);
        return { text: String(text), reader };
    } catch {
        return { text: "" };
    }
}

class Room {
    constructor(member) {
        this.member = member;
        this.editing = null;
    }

    /** Judge what the server says of the room, open what can be opened, and show it. */
    async show(served) {
        this.served = served;
        await this.look();
        await this.draw();
    }

    async look() {
        const { member, served } = this;
        const texts = served.notes.map((note) => ({
            ...note,
            sealed: bytesOf(note.sealed),
            copy: note.copy ? bytesOf(note.copy) : null,
        }));
        Object.assign(this, { people: [], succeeded: [], isNew: false });
        await member.lookAtOwnKey(
            served.members.find(({ uuid }) => uuid === member.uuid)
        );
        if (!member.trust) {
            this.read = texts.map((text) => ({ ...text, error: "list" }));
            return;
        }
        const arrange = async (list) => {
            const admitted = await admit(list, member.uuid, served, member.wary);
            const { trust, read } = await readTexts(
                admitted.trust,
                member.keys,
                served.uuid,
                texts
            );
            if (isOlderThanOwn(list, member.uuid, read)) {
                throw new SealError("list-outdated");
            }
            return { ...admitted, trust, read };
        };
        try {
            if (!member.closed) {
                Object.assign(this, await member.change(arrange));
                return;
            }
        } catch (error) {
            if (error.code !== "list-outdated") {
                throw error;
            }
            member.closed = error.code;
        }
        // a list that nothing may be added to is looked at, and not kept
        const { read } = await readTexts(member.trust, member.keys, served.uuid, texts);
        this.read = read;
    }

    get others() {
        return this.people.filter(({ verdict }) => verdict !== "self");
    }

    get mayWrite() {
        return this.served.writable && !this.member.closed && !this.isNew;
    }

    get readers() {
        return this.others.filter(({ reads }) => reads);
    }

    async draw() {
        const { member, served } = this;
        const again = async () => {
            await showRoom(member, served.id);
        };
        show(
            t("room.title"),
            el("p", { class: "hint" }, this.subtitle()),
            ...this.succeeded.map((name) =>
                el("p", { class: "note" }, t("people.succeeded", { name }))
            ),
            ...questions(member, this, again),
            ...this.late(),
            this.mayWrite && (await this.writing()),
            !served.writable && el("p", { class: "note" }, t("room.over")),
            el("h2", {}, t("notes.title")),
            this.read.length
                ? el("div", {}, ...this.read.map((note) => this.note(note)))
                : el("p", {}, t("notes.none")),
            served.more && el("p", { class: "hint" }, t("notes.more")),
            showNumbers(member, this, again),
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

    /** Who was late, and can be let in to what stands here already. */
    late() {
        if (!this.member.trust || this.member.closed || !this.served.writable) {
            return [];
        }
        return lateReaders(this.member.trust, this.others, this.read).map((late) =>
            askLate(this.member, late, () => this.letIn(late))
        );
    }

    async letIn(late) {
        const { member, served } = this;
        const copies = await letIn(member.trust, late);
        const answer = await member.ask("note/pass-on", {
            room: served.id,
            reader: late.uuid,
            copies: copies.map(({ uuid, sealed }) => ({
                uuid,
                sealed: toBase64(sealed),
            })),
        });
        await this.show(answer);
        tell(t("people.let-in", { name: late.name }));
    }

    subtitle() {
        const names = this.others.filter(({ state }) => state).map(({ name }) => name);
        return names.length
            ? t("room.with", { names: listed(names) })
            : this.served.edition;
    }

    // --- notes ----------------------------------------------------------------

    note(note) {
        if (note.error) {
            return el(
                "article",
                { class: "card closed" },
                el("p", { class: "hint" }, moment(note.written)),
                el("p", {}, t(`closed.${note.error}`))
            );
        }
        const own = note.author?.uuid === this.member.uuid;
        const who = own ? t("you") : note.author.name;
        const about = `about-${note.uuid}`;
        return el(
            "article",
            { class: "card" },
            el("p", { class: "hint", id: about }, `${who} · ${moment(note.written)}`),
            el("p", { class: "text" }, note.body.text.text),
            el("p", { class: "hint" }, this.readBy(note)),
            own &&
                this.mayWrite &&
                el(
                    "div",
                    { class: "row" },
                    button(t("notes.change"), () => this.edit(note), {
                        "aria-describedby": about,
                    }),
                    el(
                        "details",
                        { class: "inline" },
                        el(
                            "summary",
                            { class: "button", "aria-describedby": about },
                            t("notes.remove")
                        ),
                        el("p", {}, t("notes.remove-sure")),
                        button(t("notes.remove-yes"), () => this.remove(note), {
                            class: "danger",
                        })
                    )
                )
        );
    }

    /** Who reads a note, as its author signed it. */
    readBy(note) {
        const known = this.member.trust.people;
        const both = [this.member.uuid, note.author?.uuid];
        const others = note.body.readers.map(([uuid]) => uuid);
        const names = others
            .filter((uuid) => !both.includes(uuid))
            .map((uuid) => known[uuid]?.name ?? t("people.unknown"));
        if (names.length) {
            return t("notes.read-by", { names: listed(names) });
        }
        const own = note.author?.uuid === this.member.uuid;
        return t(own ? "notes.read-by-self" : "notes.read-by-you");
    }

    async edit(note) {
        await this.flush?.();
        this.editing = note;
        await this.draw();
        document.getElementById("text").focus();
    }

    async remove(note) {
        const values = { room: this.served.id, uuid: note.uuid };
        await this.show(await this.member.ask("note/remove", values));
        tell(t("notes.removed"));
    }

    // --- writing --------------------------------------------------------------

    get place() {
        return `${this.editing ? this.editing.uuid : "note"}/${this.served.uuid}`;
    }

    async writing() {
        const { drafts } = this.member;
        const { place } = this;
        const draft = readDraft(await drafts.read(place));
        const text = el("textarea", { id: "text", rows: 5 });
        text.value = draft.text || this.editing?.body.text.text || "";
        const choice = this.choice(draft.reader);
        const keep = () => {
            clearTimeout(this.later);
            const reader = choice?.value ?? "";
            const written = text.value && JSON.stringify({ text: text.value, reader });
            return drafts.keep(place, written);
        };
        this.flush = keep;
        text.addEventListener("input", () => {
            clearTimeout(this.later);
            this.later = setTimeout(keep, 400);
        });
        const body = form(
            this.saveLabel(choice?.value),
            async () => {
                await keep();
                text.readOnly = true;
                try {
                    await this.save(text, this.chosen(choice?.value));
                } finally {
                    text.readOnly = false;
                }
            },
            field(text, t(this.editing ? "notes.change" : "notes.write")),
            choice && field(choice, t("notes.for"))
        );
        choice?.addEventListener("change", () => {
            keep();
            body.querySelector("button[type=submit]").textContent = this.saveLabel(
                choice.value
            );
        });
        const waiting = this.readers.filter(({ verdict }) => verdict === "without-key");
        return el(
            "section",
            {},
            body,
            this.editing && button(t("cancel"), () => this.stopEditing()),
            waiting.length &&
                el(
                    "p",
                    { class: "hint" },
                    t("people.waiting", {
                        names: listed(waiting.map(({ name }) => name)),
                    })
                )
        );
    }

    /** For whom: everybody, one of them, or oneself; nothing to choose alone. */
    choice(drafted) {
        const { readers } = this;
        if (!readers.length) {
            return null;
        }
        const option = (value, label) => el("option", { value }, label);
        const named = (value) => listed(this.namesOf(value));
        const all = readers.map(({ uuid }) => uuid).join(" ");
        const before = this.editing && this.readersBefore();
        const values = [all, ...(readers.length > 1 ? readers.map((r) => r.uuid) : [])];
        if (before && !values.includes(before)) {
            values.push(before);
        }
        const choice = el(
            "select",
            { id: "for" },
            ...values.map((value) =>
                option(value, t("notes.for-all", { names: named(value) }))
            ),
            option("", t("notes.for-self"))
        );
        choice.value = drafted ?? before ?? all;
        if (choice.selectedIndex < 0) {
            choice.value = "";
        }
        return choice;
    }

    /** Those for whom the text that is changed was, as far as they still read here. */
    readersBefore() {
        const signed = this.editing.body.readers.map(([uuid]) => uuid);
        return this.readers
            .map(({ uuid }) => uuid)
            .filter((uuid) => signed.includes(uuid))
            .join(" ");
    }

    chosen(value) {
        return (value ?? "").split(" ").filter(Boolean);
    }

    namesOf(value) {
        const chosen = this.chosen(value);
        return this.readers
            .filter(({ uuid }) => chosen.includes(uuid))
            .map(({ name }) => name);
    }

    saveLabel(value) {
        const names = this.namesOf(value);
        return names.length
            ? t("notes.save", { names: listed(names) })
            : t("notes.save-self");
    }

    async save(input, uuids) {
        const written = input.value.trim();
        if (!written) {
            wrong(input, t("notes.empty"));
            return;
        }
        if (written.length > LONGEST) {
            wrong(
                input,
                t("notes.too-long", { most: LONGEST, length: written.length })
            );
            return;
        }
        const { member, served, editing, place } = this;
        const uuid = editing?.uuid ?? (this.drawn ??= crypto.randomUUID());
        // what was sent, and not answered, is sent again as it was
        const same = JSON.stringify([uuid, written, uuids]);
        if (this.sent?.same !== same) {
            const made = await writeText(
                member.trust,
                member.keys,
                {
                    uuid,
                    room: served.uuid,
                    kind: "note",
                    text: { text: written },
                    before: editing && {
                        revision: editing.body.revision,
                        hash: editing.hash,
                    },
                },
                uuids,
                member.uuid
            );
            this.sent = { same, made };
        }
        const { made } = this.sent;
        const answer = await member.ask("note/save", {
            room: served.id,
            uuid,
            revision: made.revision,
            sealed: toBase64(made.sealed),
            readers: made.readers,
            about: "note",
            meeting: 0,
        });
        clearTimeout(this.later);
        this.sent = null;
        member.drafts.drop(place);
        this.editing = null;
        this.drawn = null;
        await this.show(answer);
        tell(t("notes.saved"));
    }

    async stopEditing() {
        clearTimeout(this.later);
        this.member.drafts.drop(this.place);
        this.editing = null;
        await this.draw();
    }
}
