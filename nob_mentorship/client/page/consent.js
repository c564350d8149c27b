/** One thing that is shared, or asked for, as this browser knows it. */

import { toBase64 } from "../src/bytes.js";
import { takeOwnBefore, authorsOf } from "../src/authors.js";
import {
    meet,
    nameIn,
    readAnswer,
    readAsk,
    readShared,
    takeIn,
    writeAnswer,
} from "../src/consent.js";
import { isEnded, isOver, noteEnded } from "../src/ended.js";
import { SealError } from "../src/errors.js";
import { openFile } from "../src/files.js";
import { isOlderThanOwn, readTexts } from "../src/room.js";
import { bytesOf, named } from "./room.js";

/** Name the people of a consent as the owner's list does, else as the server does. */
export function withNames(trust, served) {
    const name = (uuid, said) => named({ name: nameIn(trust, uuid, said) }).name;
    return {
        ...served,
        asker: name(served.askerUuid, served.asker),
        giver: name(served.giverUuid, served.giver),
        recipient: name(served.recipientUuid, served.recipient),
    };
}

export class Consent {
    /**
     * @param {import("./member.js").Member} member with open keys
     * @param {(consent: Consent) => void} draw shows it
     */
    constructor(member, draw) {
        this.member = member;
        this.draw = draw;
        /** Nothing of a room is read here: see `questions`. */
        this.read = [];
        this.others = [];
    }

    /** Fetch a consent, and show it. */
    async enter(number) {
        await this.show(await this.member.server.ask("consent", { id: number }));
    }

    again = () => this.enter(this.served.id);

    async show(served) {
        const { answer, given } = served;
        this.served = {
            ...withNames(this.member.trust, served),
            members: served.members.map(named),
            ask: bytesOf(served.ask),
            answer: answer && { ...answer, sealed: bytesOf(answer.sealed) },
            given: given && {
                text: bytesOf(given.text),
                ask: given.ask ? bytesOf(given.ask) : null,
            },
            texts: served.texts.map((text) => ({
                ...text,
                sealed: bytesOf(text.sealed),
                copies: text.copies.map(bytesOf),
            })),
        };
        await this.look();
        this.draw(this);
    }

    async look() {
        const { member, served } = this;
        await member.lookAtOwnKey(
            served.members.find(({ uuid }) => uuid === member.uuid)
        );
        Object.assign(this, { people: [], texts: [], said: null, wrong: "" });
        this.ask = { error: "list" };
        this.shared = { error: "list" };
        // of consents from before sealing no text is left, and only the record is shown
        if (!served.uuid || member.closed || !member.trust) {
            return;
        }
        try {
            Object.assign(this, await member.change((list) => this.arrange(list)));
        } catch (error) {
            if (error.code !== "list-outdated") {
                throw error;
            }
            member.closed = error.code;
        }
    }

    /** Open all that is for the owner, by their list. */
    async arrange(list) {
        const { member, served } = this;
        const { uuid, gives, asks, reads, state } = served;
        const known = await takeOwnBefore(list, member.uuid, member.identity.before);
        const met = await meet(known, member.uuid, served);
        let trust = isOver(state) ? noteEnded(met.trust, uuid) : met.trust;
        const found = { people: met.people, texts: [], said: null, wrong: "" };
        if (gives || asks) {
            ({ trust, ask: found.ask } = await readAsk(trust, member.keys, served));
        }
        if (gives) {
            const texts = await readTexts(
                trust,
                member.keys,
                served.roomUuid,
                served.texts
            );
            if (isOlderThanOwn(list, member.uuid, texts.read)) {
                throw new SealError("list-outdated");
            }
            trust = texts.trust;
            found.texts = texts.read.filter(({ body }) => body);
        }
        if (reads && state === "granted") {
            const got = await readShared(trust, member.keys, served);
            ({ trust, said: found.said, shared: found.shared } = got);
        } else if (served.answer && (gives || asks)) {
            const got = await readAnswer(trust, member.keys, served);
            ({ trust, said: found.said, error: found.wrong } = got);
        }
        if (state === "granted" && isEnded(trust, uuid)) {
            found.wrong = "ended";
        }
        return { ...found, trust };
    }

    person(uuid) {
        return this.people.find((each) => each.uuid === uuid);
    }

    get asker() {
        return this.person(this.served.askerUuid);
    }

    get giver() {
        return this.person(this.served.giverUuid);
    }

    get recipient() {
        return this.person(this.served.recipientUuid);
    }

    /** Take a person's key, as the owner said. */
    async take(person, state) {
        await this.member.change(async (list) => ({
            trust: takeIn(list, this.served.uuid, person, state),
        }));
    }

    /** Say yes with a text, or no with none. */
    async answer(text) {
        const { member, served } = this;
        const made = await writeAnswer(
            member.trust,
            member.keys,
            member.uuid,
            served,
            this.ask,
            text
        );
        const { uuid, sealed } = made.answer;
        const values = {
            id: served.id,
            answer: { uuid, sealed: toBase64(sealed) },
        };
        if (text) {
            const { to, ask } = made.given;
            values.given = {
                to,
                text: toBase64(made.given.text),
                ask: ask ? toBase64(ask) : "",
            };
            values.item = { uuid: text.uuid, revision: text.body.revision };
        }
        await this.show(await member.ask(text ? "consent/yes" : "consent/no", values));
    }

    async revoke() {
        const { member, served } = this;
        await this.show(await member.ask("consent/revoke", { id: served.id }));
    }

    /** Fetch and open a file of the note that is shared. */
    openFile = async (entry) => {
        const { member, served, shared } = this;
        const which = { id: served.id, uuid: entry.uuid };
        const sealed = await member.server.askBytes("consent/file", which);
        return openFile(sealed, entry, shared, authorsOf(member.trust));
    };
}
