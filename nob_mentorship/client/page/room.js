/** A room as this browser knows it: its people, what it opens, and what may be done. */

import { fromBase64, toBase64 } from "../src/bytes.js";
import { SealError } from "../src/errors.js";
import {
    acceptedBy,
    admit,
    isOlderThanOwn,
    isSpoilt,
    lateReaders,
    letIn,
    readTexts,
} from "../src/room.js";
import { filesOf, openFile } from "../src/files.js";
import { authorsOf, takeOwnBefore } from "../src/authors.js";
import { membersOf } from "../src/people.js";
import { tell } from "./dom.js";
import { openPart } from "./part.js";
import { listed, t } from "./texts.js";

/** Texts that are passed on at once. */
const PORTION = 50;

export class Room {
    /**
     * @param {import("./member.js").Member} member with open keys
     * @param {(room: Room) => Promise<void>|void} draw shows the room
     */
    constructor(member, draw) {
        this.member = member;
        this.draw = draw;
        this.editing = null;
        /** The meeting that is to be written about, or NaN. */
        this.meeting = NaN;
        /** The form on the screen. */
        this.editor = null;
        /** The files chosen in it, by the uuid of the note. */
        this.chosen = new Map();
        member.leave = async () => this.editor?.leave();
    }

    /** Fetch the room of a pairing, and show it. */
    async enter(number) {
        await this.show(
            await this.member.server.ask("room", { room: number, offset: 0 })
        );
    }

    /** Judge what the server says of the room, open what can be opened, and show it. */
    async show(served) {
        // the last unsent text is in the form again
        await this.editor?.keep();
        this.take(served);
        await this.look();
        await this.lookAtAcceptances();
        await this.draw(this);
        await this.refuseCopies();
    }

    /** Take the server's data on the room; people with invisible names are named. */
    take(served) {
        this.served = { ...served, members: served.members.map(named) };
    }

    /** Show the room as it is now. */
    again = () => this.enter(this.served.id);

    /**
     * Open the form for a text.
     *
     * @param {string} kind
     * @param {object|null} text the one that is changed
     */
    async edit(kind, text) {
        await this.editor?.keep();
        this.editing = { kind, text };
        await this.draw(this);
    }

    /** Close the form, and drop its text. */
    async stopEditing() {
        await this.editor.drop();
        this.chosen.clear();
        this.editing = null;
        await this.draw(this);
    }

    /** Go on after a text was saved. */
    async saved(answer) {
        openPart(this, this.editing?.kind ?? "note");
        this.editing = null;
        this.chosen.clear();
        await this.show(answer);
    }

    async look() {
        const { member, served } = this;
        const texts = served.texts.map((text) => ({
            ...text,
            sealed: bytesOf(text.sealed),
            copies: text.copies.map(bytesOf),
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
            const { before = [] } = member.identity;
            const known = await takeOwnBefore(list, member.uuid, before);
            const admitted = await admit(known, member.uuid, served, member.wary);
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
                const isAsked = this.isNew || this.others.some(({ reads }) => !reads);
                if (member.wary && !isAsked) {
                    await member.stopBeingWary();
                }
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

    /** Give back copies that do not open: others are asked for them again. */
    async refuseCopies() {
        if (!this.mayWrite) {
            return;
        }
        for (const { uuid, kind } of this.read.filter(isSpoilt)) {
            const which = { room: this.served.id, uuid, kind };
            await this.member.ask("text/refuse-copies", which).catch(console.warn);
        }
    }

    /** Find out who agreed to each version of the agreement, by their signatures. */
    async lookAtAcceptances() {
        const { trust, keys } = this.member;
        for (const version of this.of("agreement").filter(({ body }) => body)) {
            const given = version.open.acceptances.map(({ uuid, sealed }) => ({
                uuid,
                sealed: bytesOf(sealed),
            }));
            const { uuid } = this.served;
            version.accepted = await acceptedBy(trust, keys, uuid, version, given);
        }
    }

    /** @returns {Array<object>} the texts of a kind, in the server's order */
    of(kind) {
        return this.read.filter((text) => text.kind === kind);
    }

    /** Everyone in the room, as the own list has it. */
    get members() {
        const { trust } = this.member;
        return membersOf(trust, this.served.uuid).map((uuid) => ({
            uuid,
            name: trust.people[uuid].name,
        }));
    }

    get others() {
        return this.people.filter(({ verdict }) => verdict !== "self");
    }

    get readers() {
        return this.others.filter(({ reads }) => reads);
    }

    get mayWrite() {
        return this.mayWriteA("note");
    }

    /** Whether a text of a kind can be written; a look back also after the end. */
    mayWriteA(kind) {
        const { writable, lookback } = this.served;
        const isOpen = kind === "lookback" ? lookback : writable;
        return isOpen && !this.member.closed && !this.isNew;
    }

    /** The others in the room that the owner said yes to. */
    get named() {
        return this.others.filter(({ state }) => state);
    }

    /** Their names. */
    get names() {
        return listed(this.named.map(({ name }) => name));
    }

    get subtitle() {
        return this.names ? t("room.for", { names: this.names }) : this.served.edition;
    }

    /** Late members, who can be let in to earlier texts. */
    get late() {
        return this.mayWrite
            ? lateReaders(this.member.trust, this.others, this.read)
            : [];
    }

    async letIn(late) {
        const { member, served } = this;
        const copies = await letIn(member.trust, late);
        const sent = copies.map(({ uuid, sealed }, at) => ({
            uuid,
            kind: late.texts[at].kind,
            sealed: toBase64(sealed),
        }));
        let answer = null;
        for (let at = 0; at < sent.length; at += PORTION) {
            answer = await member.ask("text/pass-on", {
                room: served.id,
                reader: late.uuid,
                copies: sent.slice(at, at + PORTION),
            });
        }
        await this.show(answer);
        tell(t("people.let-in", { name: late.name }));
    }

    /** Show notes that are older than those on the screen as well. */
    async showOlder() {
        const shown = this.of("note");
        const answer = await this.member.server.ask("room", {
            room: this.served.id,
            offset: shown.length,
        });
        const known = new Set(this.served.texts.map(({ uuid }) => uuid));
        const older = answer.texts.filter(({ uuid }) => !known.has(uuid));
        await this.show({ ...answer, texts: [...this.served.texts, ...older] });
        document
            .getElementById(`about-${shown.at(-1)?.uuid}`)
            ?.scrollIntoView({ block: "start" });
    }

    /**
     * Fetch and open a file.
     *
     * @param {import("../src/files.js").Entry} entry as a note of this room has it
     * @returns {Promise<Uint8Array>}
     */
    async openFile(entry) {
        const { member, served } = this;
        const note = this.read.find((text) => filesOf(text).includes(entry));
        const sealed = await member.server.askBytes("file/read", {
            room: served.id,
            uuid: entry.uuid,
        });
        return openFile(sealed, entry, note, authorsOf(member.trust));
    }

    /** Ask for a change of one text, show the room, and confirm the result. */
    async act(what, values, sentence) {
        await this.show(
            await this.member.ask(what, { room: this.served.id, ...values })
        );
        tell(sentence);
    }
}

/** A person with an invisible name is named in words, so that no reader is hidden. */
export const named = (member) => {
    const seen = member.name.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
    return /[\p{L}\p{N}]/u.test(seen)
        ? member
        : { ...member, name: t("people.unknown") };
};

/** Bytes as the server sent them; anything else opens nothing. */
export function bytesOf(coded) {
    try {
        return fromBase64(coded);
    } catch {
        return new Uint8Array();
    }
}
