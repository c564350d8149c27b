/** The files of a note: chosen in its form, saved from its card. */

import { SealError } from "../src/errors.js";
import { filesOf, LARGEST, MOST, nameOf, refusalOf, sealFile } from "../src/files.js";
import { button, el, field, saveFile, tell, wrong } from "./dom.js";
import { size, t } from "./texts.js";

/** Never a type that a browser would show as a page. */
const BYTES = "application/octet-stream";

/** The part of a form that takes files. */
export class Attachments {
    /**
     * @param {import("./room.js").Room} room
     * @param {object|null} before the note that is changed
     */
    constructor(room, before) {
        this.room = room;
        this.kept = before ? filesOf(before) : [];
        /** The files that have arrived, so that sending again only sends the note. */
        this.arrived = new Map();
        /** Chosen now, and not sent yet. @type {File[]} */
        this.chosen = [];
        this.refused = new Set();
        this.input = el("input", {
            id: "files",
            type: "file",
            multiple: true,
            on: { change: () => this.choose() },
        });
        this.list = el("ul", { class: "files" });
        this.showList();
    }

    elements() {
        return [this.list, field(this.input, t("files.add"), t("files.hint"))];
    }

    /** Add the chosen files; files that were refused before make room for them. */
    choose() {
        const kept = this.chosen.filter((file) => !this.refused.has(file));
        this.chosen = [...kept, ...this.input.files];
        this.refused.clear();
        // the same file can be chosen once more
        this.input.value = "";
        this.showList();
    }

    showList() {
        const item = (name, bytes, leaveOut) =>
            el(
                "li",
                {},
                `${name} (${size(bytes)}) `,
                button(t("files.leave-out"), leaveOut, {
                    "aria-label": t("files.leave-out-named", { name }),
                })
            );
        const without = (files, file) => files.filter((each) => each !== file);
        this.list.hidden = !this.any;
        this.list.replaceChildren(
            ...this.kept.map((entry) =>
                item(nameOf(entry), entry.size, () => {
                    this.kept = without(this.kept, entry);
                    this.showList();
                })
            ),
            ...this.chosen.map((file) =>
                item(file.name, file.size, () => {
                    this.chosen = without(this.chosen, file);
                    this.showList();
                })
            )
        );
    }

    get any() {
        return Boolean(this.kept.length || this.chosen.length);
    }

    /**
     * Seal and send what was chosen.
     *
     * @param {string[]} uuids of the readers
     * @returns {Promise<Array<import("../src/files.js").Entry>|null>} all that the note
     *     names; null where something is wrong, and says so
     */
    async send(uuids) {
        const { chosen } = this;
        if (this.kept.length + chosen.length > MOST) {
            wrong(this.input, t("files.many", { most: MOST }));
            return null;
        }
        for (const file of chosen) {
            const sentence = await this.refusal(file);
            if (sentence) {
                this.refused.add(file);
                wrong(this.input, sentence);
                return null;
            }
        }
        const entries = [...this.kept];
        for (const [at, file] of chosen.entries()) {
            if (!this.arrived.has(file)) {
                const [number, count] = [at + 1, chosen.length];
                tell(t("files.sending", { number, count }));
                this.arrived.set(file, await this.sendOne(file, uuids));
            }
            entries.push(this.arrived.get(file));
        }
        return entries;
    }

    async refusal(file) {
        const { name } = file;
        if (file.size > LARGEST) {
            return t("files.too-large", { name, size: size(file.size) });
        }
        const bytes = await file.arrayBuffer().catch(() => null);
        if (!bytes) {
            return t("files.gone", { name });
        }
        const code = refusalOf(name, new Uint8Array(bytes));
        return code && t(`files.${code}`, { name, size: size(file.size) });
    }

    async sendOne(file, uuids) {
        const { member, served } = this.room;
        const { entry, sealed } = await sealFile(
            member.trust,
            member.keys,
            {
                room: served.uuid,
                name: file.name,
                type: file.type,
                bytes: new Uint8Array(await file.arrayBuffer()),
            },
            [member.uuid, ...uuids]
        );
        await member.ask("file/save", { room: served.id, uuid: entry.uuid }, sealed);
        return entry;
    }
}

/** @returns {HTMLElement|false} the files of a note that is read */
export const fileList = (room, note) =>
    fileItems(note, (entry) => room.openFile(entry));

/**
 * @param {object} note as of `readTexts`, opened
 * @param {(entry: object) => Promise<Uint8Array>} [open] fetches and opens one; without
 *     it, they are named alone
 * @returns {HTMLElement|false}
 */
export function fileItems(note, open) {
    const entries = filesOf(note);
    const label = (entry) => `${nameOf(entry)} (${size(entry.size)})`;
    const fetched = (entry) => async () => {
        tell(t("files.fetching", { name: nameOf(entry) }));
        await save(open, entry);
    };
    return (
        entries.length > 0 &&
        el(
            "ul",
            { class: "files" },
            ...entries.map((entry) =>
                el("li", {}, open ? button(label(entry), fetched(entry)) : label(entry))
            )
        )
    );
}

async function save(open, entry) {
    const name = nameOf(entry);
    try {
        saveFile(new Blob([await open(entry)], { type: BYTES }), name);
        tell(t("files.saved", { name }));
    } catch (error) {
        if (!(error instanceof SealError)) {
            throw error;
        }
        tell(t("files.damaged", { name }), "bad");
    }
}
