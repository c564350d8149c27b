/**
 * A form that seals a text of any kind for people of a room.
 *
 * Until it is sent, the text is kept as a draft with the chosen reader. A text that was
 * sent and not answered is sent again as it was.
 */

import { toBase64 } from "../src/bytes.js";
import { writeText } from "../src/room.js";
import { el, field, folded, form, tell, wrong } from "./dom.js";
import { ServerError } from "./server.js";
import { suggestions } from "./suggestions.js";
import { listed, t } from "./texts.js";

const LONGEST = 20_000;
const PAUSE = 400;
/** In a draft: for all that read in the room. */
const ALL = "all";

export class Editor {
    /**
     * @param {import("./room.js").Room} room
     * @param {object} what
     * @param {string} what.kind of text, such as `note`
     * @param {object|null} what.before the text that is changed, as it was read
     * @param {Array<{name: string, label: string, hint?: string, rows?: number,
     *     required?: boolean, offers?: string[], isMore?: boolean}>} what.fields of the
     *     text; `offers`: lines that can be put into it; `isMore`: it is folded
     * @param {string} [what.more] the words above the folded fields
     * @param {object} [what.initial] texts to begin with, where nothing is changed
     * @param {boolean} [what.choose] whether its readers are chosen; all of them otherwise
     * @param {{nodes: HTMLElement[], read: () => object|null, isMore?: boolean}}
     *     [what.open] fields that are not sealed; `read` returns null where one is wrong,
     *     and says so; `isMore`: they are folded
     * @param {import("./attachments.js").Attachments} [what.attachments] where it takes
     *     files
     * @param {string} what.saved the sentence once it is saved
     */
    constructor(room, what) {
        const { kind, before } = what;
        Object.assign(this, { room, choose: false, ...what });
        this.uuid = before?.uuid ?? crypto.randomUUID();
        this.place = `${before?.uuid ?? kind}/${room.served.uuid}`;
    }

    get member() {
        return this.room.member;
    }

    /** @returns {Promise<HTMLFormElement>} */
    async element() {
        const draft = await this.draft();
        const written = draft.text ?? this.before?.body.text ?? this.initial ?? {};
        this.inputs = this.fields.map(({ name, rows = 5 }) =>
            el("textarea", {
                id: name,
                rows,
                // a style sheet can tell an empty one by it
                placeholder: " ",
                value: String(written[name] ?? ""),
            })
        );
        this.done = false;
        /** Whether something was typed that no draft has yet. */
        this.isTyped = false;
        this.readers = this.choose ? this.choice(draft.reader) : null;
        const isStale = draft.text && this.before && draft.before !== this.before.hash;
        const body = form(
            this.label(),
            () => this.send(),
            isStale && el("p", { class: "note" }, t("notes.stale")),
            ...this.shown(({ isMore }) => !isMore),
            this.more && this.foldedFields(),
            ...(this.attachments?.elements() ?? []),
            ...(this.open?.isMore ? [] : (this.open?.nodes ?? [])),
            this.readers && field(this.readers, t("notes.for"))
        );
        body.addEventListener("input", () => {
            this.isTyped = true;
            clearTimeout(this.later);
            this.later = setTimeout(() => this.keep(), PAUSE);
        });
        this.readers?.addEventListener("change", () => {
            body.querySelector("button[type=submit]").textContent = this.label();
        });
        return body;
    }

    /** @returns {HTMLElement[]} the fields of the text that a condition holds for */
    shown(condition) {
        return this.fields.flatMap((each, at) => {
            if (!condition(each)) {
                return [];
            }
            const { label, hint, offers } = each;
            const input = this.inputs[at];
            const below = offers?.length ? [suggestions(input, offers)] : [];
            return [field(input, label, hint), ...below];
        });
    }

    /** The fields that most can leave empty; open once there is something in one. */
    foldedFields() {
        const nodes = this.open?.isMore ? this.open.nodes : [];
        const place = folded(
            this.more,
            ...this.shown(({ isMore }) => isMore),
            ...nodes
        );
        place.open =
            nodes.some((node) => node.querySelector("input")?.value) ||
            this.fields.some(({ isMore }, at) => isMore && this.inputs[at].value);
        return place;
    }

    /**
     * Return the unsent text. A draft whose text arrived is dropped: only its answer
     * was lost.
     */
    async draft() {
        const draft = readDraft(await this.member.drafts.read(this.place));
        if (this.before || !draft.uuid || !draft.text) {
            return draft;
        }
        const saved = this.room.read.find(({ uuid }) => uuid === draft.uuid);
        if (!saved) {
            this.uuid = draft.uuid;
            return draft;
        }
        const isSame = Object.entries(draft.text).every(
            ([name, value]) => value.trim() === (saved.body?.text[name] ?? "")
        );
        if (isSame) {
            await this.member.drafts.drop(this.place);
        }
        return isSame ? {} : draft;
    }

    get text() {
        return Object.fromEntries(
            this.fields.map(({ name }, at) => [name, this.inputs[at].value])
        );
    }

    /** Keep the text now. */
    async keep() {
        clearTimeout(this.later);
        if (!this.inputs) {
            return;
        }
        this.isTyped = false;
        const { text } = this;
        const typed = Object.values(text).some(Boolean);
        const draft =
            typed &&
            JSON.stringify({
                uuid: this.uuid,
                text,
                reader: this.isForAll ? ALL : this.readers?.value,
                before: this.before?.hash,
            });
        const isKept = await this.member.drafts.keep(this.place, draft || "");
        if (!isKept && !this.isTold) {
            this.isTold = true;
            tell(t("notes.draft-not-kept"), "bad");
        }
    }

    /**
     * Keep the unsaved text, because the keys are closed. Another tab's draft of the
     * same text stays.
     */
    async leave() {
        clearTimeout(this.later);
        if (this.isTyped) {
            await this.keep();
        }
        this.inputs = null;
    }

    /** Drop the text. */
    async drop() {
        clearTimeout(this.later);
        this.inputs = null;
        await this.member.drafts.drop(this.place);
    }

    // --- readers --------------------------------------------------------------

    /**
     * The readers: everyone, one of them, or oneself; a member who is alone has no
     * choice.
     */
    choice(drafted) {
        const uuids = this.room.readers.map(({ uuid }) => uuid);
        if (!uuids.length) {
            return null;
        }
        const all = uuids.join(" ");
        const before = this.before && this.readersBefore();
        const values = [all, ...(uuids.length > 1 ? uuids : [])];
        if (before && !values.includes(before)) {
            values.push(before);
        }
        const option = (value, label) => el("option", { value }, label);
        const choice = el(
            "select",
            { id: "for" },
            ...values.map((value) =>
                option(value, this.names(value, t("you-subject")))
            ),
            option("", t("notes.for-self"))
        );
        choice.value = (drafted === ALL ? all : drafted) ?? before ?? all;
        if (choice.selectedIndex < 0) {
            choice.value = "";
        }
        return choice;
    }

    /** The readers of the text that is changed, if they can still read here. */
    readersBefore() {
        const signed = this.before.body.readers.map(([uuid]) => uuid);
        return this.room.readers
            .map(({ uuid }) => uuid)
            .filter((uuid) => signed.includes(uuid))
            .join(" ");
    }

    /** Whether everyone in the room is chosen, including people who join later. */
    get isForAll() {
        // the first one that was offered: the readers may be being looked up again
        // right now
        return this.readers?.selectedIndex === 0;
    }

    /** @returns {string[]} uuids */
    chosen() {
        if (!this.choose) {
            return this.room.readers.map(({ uuid }) => uuid);
        }
        return (this.readers?.value ?? "").split(" ").filter(Boolean);
    }

    /** @returns {string} the readers, the author as the last one */
    names(uuids, you) {
        const others = this.room.readers.filter(({ uuid }) => uuids.includes(uuid));
        return listed([...others.map(({ name }) => name), you]);
    }

    label() {
        const uuids = this.chosen();
        return uuids.length
            ? t("notes.save", { names: this.names(uuids, t("you-object")) })
            : t("notes.save-self");
    }

    // --- sending --------------------------------------------------------------

    /** @returns {object|null} what was written; null where something is wrong with it */
    check() {
        const text = {};
        for (const [at, { name, required }] of this.fields.entries()) {
            const input = this.inputs[at];
            text[name] = input.value.trim();
            if (required && !text[name]) {
                wrong(input, t("notes.empty"));
                return null;
            }
            const { length } = text[name];
            if (length > LONGEST) {
                wrong(input, t("notes.too-long", { most: LONGEST, length }));
                return null;
            }
        }
        if (!Object.values(text).some(Boolean) && !this.attachments?.any) {
            wrong(this.inputs[0], t("notes.empty"));
            return null;
        }
        return text;
    }

    async send() {
        if (this.done) {
            // it was saved, and the room could not be shown
            await this.room.again();
            return;
        }
        await this.keep();
        const text = this.check();
        const open = text && (this.open ? this.open.read() : {});
        if (!text || !open) {
            return;
        }
        this.inputs.forEach((input) => (input.readOnly = true));
        try {
            const files =
                this.attachments && (await this.attachments.send(this.chosen()));
            if (files === null) {
                return;
            }
            if (files?.length) {
                text.files = files;
            }
            const made = await this.sealed(text);
            const answer = await this.member.ask("text/save", {
                room: this.room.served.id,
                kind: this.kind,
                uuid: this.uuid,
                ...made,
                open: { ...open, files: files?.map(({ uuid }) => uuid) },
            });
            if (!isIn(answer, this.uuid, made.sealed)) {
                throw new ServerError("failed");
            }
            this.drop();
            await this.tellSaved(answer);
        } finally {
            this.inputs?.forEach((input) => (input.readOnly = false));
        }
    }

    /** Show the room with the saved text; if that fails, it is saved all the same. */
    async tellSaved(answer) {
        try {
            await this.room.saved(answer);
            tell(this.saved);
        } catch (error) {
            console.warn(error);
            this.done = true;
            tell(t("notes.saved-only"), "bad");
        }
    }

    /** Seal a text; a text that was sealed and not answered stays as it is. */
    async sealed(text) {
        const uuids = this.chosen();
        const same = JSON.stringify([text, uuids]);
        if (this.sent?.same !== same) {
            const { member, before } = this;
            const made = await writeText(
                member.trust,
                member.keys,
                {
                    uuid: this.uuid,
                    room: this.room.served.uuid,
                    kind: this.kind,
                    text,
                    before: before && {
                        revision: before.body.revision,
                        hash: before.hash,
                    },
                },
                uuids,
                member.uuid
            );
            this.sent = { same, made };
        }
        const { revision, sealed, readers } = this.sent.made;
        return { revision, sealed: toBase64(sealed), readers };
    }
}

/** Tell whether an answer shows a text as it was sent; only then is it saved. */
const isIn = ({ saved }, uuid, sealed) =>
    saved?.uuid === uuid && saved.sealed === sealed;

/** @returns {{uuid?: string, text?: object, reader?: string, before?: string}} `uuid` it
 *     is sent with; `before`: hash of the text that was changed */
function readDraft(kept) {
    try {
        const { uuid, text, reader, before } = JSON.parse(kept);
        return { uuid, text, reader, before };
    } catch {
        return {};
    }
}
