/** A conversation with the coordinators, as its author or a reader has it on the screen. */

import { fromBase64 } from "../src/bytes.js";
import {
    authorOf,
    judgeReaders,
    noteThread,
    readConversation,
    readersNamed,
    takeReaders,
} from "../src/conversation.js";
import { judgeRoom } from "../src/judging.js";
import { membersOf, personAt } from "../src/people.js";

export class Conversation {
    /**
     * @param {import("./member.js").Member} member with open keys
     * @param {object} served as the server keeps it; `participants` for a reader
     */
    constructor(member, served) {
        Object.assign(this, { member, served, read: [], people: [], isNew: false });
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
        const { participants = [] } = served;
        const possible = [...served.members, ...participants];
        const look = async (list) => {
            const result = await readConversation(
                list,
                member.keys,
                this.room,
                texts,
                possible
            );
            return { ...result, trust: await this.entered(result.trust, result.read) };
        };
        if (member.closed || !member.trust) {
            this.read = member.trust
                ? (await look(member.trust)).read
                : texts.map((text) => ({ ...text, error: "list" }));
            return this;
        }
        const { read } = await member.change(look);
        this.read = read;
        await this.judge();
        return this;
    }

    /** The list with the author in it, as far as that takes no question. */
    async entered(list, read) {
        const { member, served } = this;
        const author = authorOf(read);
        const person = (served.participants ?? []).find(({ uuid }) => uuid === author);
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
        const { trust, uuid } = this.member;
        const served = [...this.served.members];
        const author = authorOf(this.read);
        const isThere = served.some((each) => each.uuid === author);
        const person = this.served.participants?.find((each) => each.uuid === author);
        if (person && !isThere) {
            served.unshift(person);
        }
        const others = served.filter((each) => each.uuid !== uuid);
        if (this.handle) {
            const judged = await judgeRoom(trust, this.room, others);
            const inside = membersOf(trust, this.room);
            this.people = judged
                // who was not chosen, or came later, reads nothing of this
                .filter((each) => inside.includes(each.uuid) && each.uuid !== uuid)
                .map((each) => ({
                    ...each,
                    isReady: ["known", "succeeded", "first"].includes(each.verdict),
                }));
        } else {
            const named = readersNamed(this.read);
            const possible = others.filter((each) => named.has(each.uuid));
            this.people = await judgeReaders(trust, this.room, possible);
        }
    }

    get others() {
        return this.people;
    }

    /** @returns {string} as the own list or the server names somebody */
    nameOf(uuid) {
        const { trust } = this.member;
        const served = [...this.served.members, ...(this.served.participants ?? [])];
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
