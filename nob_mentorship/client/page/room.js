/** The room: who is in it, what they wrote, and a place to write. */

import { fromBase64, toBase64 } from "../src/bytes.js";
import { admit, lateReaders, letIn, readTexts, writeText } from "../src/room.js";
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
            sealed: fromBase64(note.sealed),
            copy: note.copy ? fromBase64(note.copy) : null,
        }));
        const arrange = async (list) => {
            const admitted = await admit(list, member.uuid, served);
            const { trust, read } = await readTexts(
                admitted.trust,
                member.keys,
                served.uuid,
                texts
            );
            return { ...admitted, trust, read };
        };
        if (!member.trust) {
            this.people = [];
            this.read = texts.map((text) => ({ ...text, error: "list" }));
            this.succeeded = [];
            return;
        }
        // a list that may be changed by nobody is looked at, and not kept
        const found = member.closed
            ? await arrange(member.trust)
            : await member.change(arrange);
        Object.assign(this, found);
    }

    get others() {
        return this.people.filter(({ verdict }) => verdict !== "self");
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
            served.writable && !member.closed && (await this.writing()),
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
        const answer = await member.server.ask("note/pass-on", {
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
        return el(
            "article",
            { class: "card" },
            el("p", { class: "hint" }, `${who} · ${moment(note.written)}`),
            el("p", { class: "text" }, note.body.text.text),
            el("p", { class: "hint" }, this.readBy(note)),
            own &&
                this.served.writable &&
                !this.member.closed &&
                el(
                    "div",
                    { class: "row" },
                    button(t("notes.change"), () => this.edit(note)),
                    el(
                        "details",
                        { class: "inline" },
                        el("summary", { class: "button" }, t("notes.remove")),
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
        const names = note.body.readers
            .filter(([uuid]) => !both.includes(uuid) && known[uuid])
            .map(([uuid]) => known[uuid].name);
        if (names.length) {
            return t("notes.read-by", { names: listed(names) });
        }
        const own = note.author?.uuid === this.member.uuid;
        return t(own ? "notes.read-by-self" : "notes.read-by-you");
    }

    async edit(note) {
        this.editing = note;
        await this.draw();
        document.getElementById("text").focus();
    }

    async remove(note) {
        const { server } = this.member;
        const values = { room: this.served.id, uuid: note.uuid };
        await this.show(await server.ask("note/remove", values));
        tell(t("notes.removed"));
    }

    // --- writing --------------------------------------------------------------

    get place() {
        return `${this.editing ? this.editing.uuid : "note"}/${this.served.uuid}`;
    }

    async writing() {
        const { drafts } = this.member;
        const text = el("textarea", { id: "text", rows: 5 });
        text.value =
            (await drafts.read(this.place)) || this.editing?.body.text.text || "";
        let later = 0;
        text.addEventListener("input", () => {
            clearTimeout(later);
            later = setTimeout(() => drafts.keep(this.place, text.value), 400);
        });
        const choice = this.choice();
        const body = form(
            this.saveLabel(choice?.value),
            () => {
                clearTimeout(later);
                return this.save(text, this.chosen(choice?.value));
            },
            field(text, t(this.editing ? "notes.change" : "notes.write")),
            choice && field(choice, t("notes.for"))
        );
        choice?.addEventListener("change", () => {
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
    choice() {
        const { readers } = this;
        if (!readers.length) {
            return null;
        }
        const option = (value, label) => el("option", { value }, label);
        const all = readers.map(({ name }) => name);
        const choice = el(
            "select",
            { id: "for" },
            option("all", t("notes.for-all", { names: listed(all) })),
            ...(readers.length > 1
                ? readers.map(({ uuid, name }) => option(uuid, name))
                : []),
            option("self", t("notes.for-self"))
        );
        choice.value = this.editing ? this.choiceOf(this.editing) : "all";
        return choice;
    }

    choiceOf(note) {
        const others = note.body.readers
            .map(([uuid]) => uuid)
            .filter((uuid) => uuid !== this.member.uuid);
        if (!others.length) {
            return "self";
        }
        const alone = others.length === 1 && this.readers.length > 1;
        return alone ? others[0] : "all";
    }

    chosen(value) {
        if (!value || value === "self") {
            return [];
        }
        const all = this.readers.map(({ uuid }) => uuid);
        return value === "all" ? all : [value];
    }

    saveLabel(value) {
        const chosen = this.chosen(value);
        const names = this.readers
            .filter(({ uuid }) => chosen.includes(uuid))
            .map(({ name }) => name);
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
        const { member, served, editing } = this;
        const made = await writeText(
            member.trust,
            member.keys,
            {
                uuid: editing?.uuid ?? (this.drawn ??= crypto.randomUUID()),
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
        const answer = await member.server.ask("note/save", {
            room: served.id,
            uuid: editing?.uuid ?? this.drawn,
            revision: made.revision,
            sealed: toBase64(made.sealed),
            readers: made.readers,
            about: "note",
            meeting: 0,
        });
        member.drafts.drop(this.place);
        this.editing = null;
        this.drawn = null;
        await this.show(answer);
        tell(t("notes.saved"));
    }

    async stopEditing() {
        this.member.drafts.drop(this.place);
        this.editing = null;
        await this.draw();
    }
}
