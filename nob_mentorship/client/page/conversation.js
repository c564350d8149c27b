/** A conversation with the coordinators, as its author or a reader has it on the screen. */

import { fromBase64 } from "../src/bytes.js";
import {
    authorOf,
    judgeFollowers,
    judgeReaders,
    noteThread,
    readConversation,
    readersNamed,
    readOwn,
    takeReaders,
} from "../src/conversation.js";
import { SealError } from "../src/errors.js";
import { membersOf, personAt } from "../src/people.js";
import { isOlderThanOwn } from "../src/room.js";
import { named } from "./room.js";

export class Conversation {
    /**
     * @param {import("./member.js").Member} member with open keys
     * @param {object} served as the server keeps it; `participants` for a reader
     */
    constructor(member, served) {
        const { participants = [] } = served;
        this.served = {
            ...served,
            members: served.members.map(named),
            participants: participants.map(named),
        };
        Object.assign(this, { member, read: [], people: [], isNew: false });
        /** By what its author finds it; "" for a reader. */
        this.handle = served.handle ?? "";
    }

    get room() {
        return this.served.uuid;
    }

    /** Open its texts; a reader takes its author's first key as that of a participant. */
    async open() {
        const { member, served } = this;
        const texts = served.texts.map((text) => ({ ...text, sealed: bytes(text) }));
        const possible = [...served.members, ...served.participants];
        const open = (list) =>
            this.handle
                ? readOwn(list, member.uuid, member.keys, this.room, texts)
                : readConversation(list, member.keys, this.room, texts, possible);
        const look = async (list) => {
            const result = await open(list);
            if (isOlderThanOwn(list, member.uuid, result.read)) {
                throw new SealError("list-outdated");
            }
            return { ...result, trust: await this.entered(result.trust, result.read) };
        };
        try {
            if (!member.closed && member.trust) {
                const { read } = await member.change(look);
                this.read = read;
                await this.judge();
                return this;
            }
        } catch (error) {
            if (error.code !== "list-outdated") {
                throw error;
            }
            member.closed = error.code;
        }
        // a list that nothing may be added to is looked at, and not kept
        this.read = member.trust
            ? (await open(member.trust)).read
            : texts.map((text) => ({ ...text, error: "list" }));
        return this;
    }

    /** The list with the author in it, as far as that takes no question. */
    async entered(list, read) {
        const { member, served } = this;
        const author = authorOf(read);
        const person = served.participants.find(({ uuid }) => uuid === author);
        if (this.handle || !person || author === member.uuid) {
            return list;
        }
        const [judged] = await judgeReaders(list, this.room, [person]);
        const isSilent = !list.careful && !member.wary;
        if (!judged.isReady || (judged.verdict !== "known" && !isSilent)) {
            return list;
        }
        if (membersOf(list, this.room).includes(author) && judged.verdict === "known") {
            return list;
        }
        const taken = takeReaders(list, member.member, this.room, [judged]);
        return noteThread(taken, this.room, served.programme);
    }

    /** Judge the people of it by the own list. */
    async judge() {
        const { trust, uuid, wary } = this.member;
        const served = [...this.served.members];
        const author = authorOf(this.read);
        const isThere = served.some((each) => each.uuid === author);
        const person = this.served.participants.find((each) => each.uuid === author);
        if (person && !isThere) {
            served.unshift(person);
        }
        const others = served.filter((each) => each.uuid !== uuid);
        if (this.handle) {
            const { read, room } = this;
            this.people = await judgeFollowers(trust, uuid, room, read, others, wary);
        } else {
            const readers = readersNamed(this.read);
            const possible = others.filter((each) => readers.has(each.uuid));
            this.people = await judgeReaders(trust, this.room, possible, wary);
        }
    }

    /** @returns {string} uuid of the last text on the screen */
    get last() {
        return this.served.texts.at(-1)?.uuid ?? "";
    }

    /** @returns {number} newest revision of the own list that a text here names */
    get newest() {
        const own = this.read.filter(({ author }) => author?.uuid === this.member.uuid);
        return Math.max(0, ...own.map(({ body }) => body.trust));
    }

    get others() {
        return this.people;
    }

    /**
     * @returns {string} the name of a person, from the owner's list or else from the
     * server
     */
    nameOf(uuid) {
        const { trust } = this.member;
        const served = [...this.served.members, ...this.served.participants];
        const known = trust && personAt(trust, uuid)?.name;
        return known ?? served.find((each) => each.uuid === uuid)?.name ?? "";
    }
}

function bytes({ sealed }) {
    try {
        return fromBase64(sealed);
    } catch {
        return new Uint8Array();
    }
}
