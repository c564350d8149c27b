/**
 * A sealed conversation with the coordinators: a room of its own, whose author no server
 * knows.
 *
 * The author's list keeps the handle by which they find it; a reader's list notes that the
 * room is a conversation, so that a pair's first room is still the first one.
 */

import { toHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { isNamesake, judgeRoom } from "./judging.js";
import {
    isBorrowed,
    membersOf,
    personAt,
    pinRoom,
    printed,
    takeKeys,
} from "./people.js";
import { readTexts } from "./room.js";
import { areKeys } from "./succession.js";
import { isConversation, threadsOf } from "./threads.js";

export { isConversation, threadsOf };

/** People who can be written for at once, by the names on the screen. */
const READY = ["known", "first", "succeeded"];

/**
 * Judge the possible readers of a conversation, before anything is sealed: each is
 * named, and chosen by the owner.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room uuid of the conversation
 * @param {import("./judging.js").Served[]} served
 * @param {boolean} wary whether nothing of this list was seen on this device
 * @returns {Promise<Array<object>>} as in `judgeRoom`; `isReady`: false if a number has
 *     to be typed for the person first, or nothing can be sealed to them; `isTicked`:
 *     whether they are a reader by default
 */
export async function judgeReaders(trust, room, served, wary = false) {
    const asked = pinRoom(withoutRoom(trust, room), room, served);
    return readyOnes(trust, await judgeRoom(asked, room, served), wary);
}

/** A first key is asked about if the list may be an older one, or was begun again. */
const readyOnes = (trust, judged, wary) =>
    judged.map((each) => {
        const isReady = READY.includes(each.verdict);
        const isUnsure = each.verdict === "first" && (wary || Boolean(trust.careful));
        return { ...each, isReady, isTicked: isReady && !isUnsure };
    });

/**
 * Judge the readers when an author continues: those who read an earlier text of theirs.
 * People who were chosen for a text that was never sent, or who came later, are not
 * among them.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {string} room
 * @param {Array<object>} read as of `readOwn`
 * @param {import("./judging.js").Served[]} served
 * @param {boolean} wary as of `judgeReaders`
 * @returns {Promise<Array<object>>} as of `judgeReaders`
 */
export async function judgeFollowers(trust, owner, room, read, served, wary = false) {
    const named = readersNamed(read, owner);
    const inside = membersOf(trust, room);
    if (!inside.length) {
        // the list was begun again: each reader is chosen once more
        const possible = served.filter(({ uuid }) => uuid !== owner && named.has(uuid));
        return judgeReaders(trust, room, possible, wary);
    }
    const judged = (await judgeRoom(trust, room, served)).filter(
        ({ uuid }) => uuid !== owner && inside.includes(uuid) && named.has(uuid)
    );
    return readyOnes(trust, judged, wary);
}

const withoutRoom = (trust, room) => ({
    ...trust,
    rooms: Object.fromEntries(
        Object.entries(trust.rooms).filter(([uuid]) => uuid !== room)
    ),
});

/**
 * Take the people the owner chose as readers of a conversation.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {{uuid: string, name: string}} owner
 * @param {string} room
 * @param {Array<object>} chosen as of `judgeReaders`; `compared`: whether their number was
 *     typed
 * @returns {import("./trust.js").Trust}
 * @throws {SealError} `not-trusted` if a number has to be typed, and was not
 */
export function takeReaders(trust, owner, room, chosen) {
    let list = pinRoom(trust, room, [owner]);
    for (const each of chosen) {
        if (!each.compared && !READY.includes(each.verdict)) {
            throw new SealError("not-trusted");
        }
        if (each.verdict === "known" && !each.compared) {
            list = pinRoom(list, room, [each]);
        } else {
            const first = trust.careful ? "accepted" : "first";
            list = takeKeys(list, room, each, each.compared ? "compared" : first);
        }
    }
    return list;
}

/**
 * Note that a room is a conversation.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room
 * @param {number} programme
 * @param {string} [handle] by which its author finds it; "" for a reader
 * @returns {import("./trust.js").Trust} the same one where nothing is new
 */
export function noteThread(trust, room, programme, handle = "") {
    if (isConversation(trust, room)) {
        return trust;
    }
    return {
        ...trust,
        threads: { ...trust.threads, [room]: [programme, handle] },
    };
}

/** Forget a conversation that its author took back. */
export function dropThread(trust, room) {
    const { [room]: _gone, ...threads } = trust.threads ?? {};
    return { ...withoutRoom(trust, room), threads };
}

/**
 * Read a conversation as its author: by the own list alone. Only people it was written
 * for can answer. Others are not coordinators, whatever the server calls them.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {import("./seal.js").Keys} keys
 * @param {string} room
 * @param {Array<object>} texts as of `readTexts`
 * @returns {Promise<{trust: import("./trust.js").Trust, read: Array<object>}>}
 */
export async function readOwn(trust, owner, keys, room, texts) {
    const inside = [owner, ...membersOf(trust, room)];
    const { trust: seen, read } = await readTexts(trust, keys, room, texts);
    const shown = read.map((text) =>
        text.error || inside.includes(text.author.uuid)
            ? text
            : { ...text, body: undefined, author: undefined, error: "unknown-author" }
    );
    return { trust: seen, read: shown };
}

/**
 * Read a conversation as one of its readers. The author is looked up in the own list,
 * or else among all participants, as the server names them: the server is not asked
 * about it.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {string} room
 * @param {Array<object>} texts as of `readTexts`
 * @param {Array<import("./judging.js").Served & {before?: Array<{recipient: string,
 *     signer: string}>}>} served who may have written
 * @returns {Promise<{trust: import("./trust.js").Trust, read: Array<object>}>} an
 *     author with `isNamesake` has the name of another person the owner knows
 */
export async function readConversation(trust, keys, room, texts, served) {
    const known = await withStrangers(trust, served);
    const { trust: seen, read } = await readTexts(known, keys, room, texts);
    const isNew = seen.texts !== trust.texts;
    const shown = read.map((text) => {
        const { author } = text;
        const isOther = author && !personAt(trust, author.uuid)?.print;
        return isOther && isNamesake(trust, author.uuid, author.name)
            ? { ...text, author: { ...author, isNamesake: true } }
            : text;
    });
    return { trust: isNew ? { ...trust, texts: seen.texts } : trust, read: shown };
}

/**
 * Return a list for reading only, which also has the people the owner does not know.
 */
async function withStrangers(trust, served) {
    const people = { ...trust.people };
    for (const each of served) {
        const { uuid, name, before = [] } = each;
        if (personAt(trust, uuid)?.print) {
            continue;
        }
        const own = (keys) =>
            areKeys(keys) && !isBorrowed({ ...trust, people }, uuid, keys);
        const old = await Promise.all(before.filter(own).map(printed));
        const now = own(each) ? await printed(each) : null;
        if (now) {
            people[uuid] = {
                name,
                ...now,
                state: "none",
                old: old.map(({ signer, print }) => [signer, print, "unsure"]),
            };
        }
    }
    return { ...trust, people };
}

/**
 * Return who began a conversation: the author of the first text that opened and is not
 * an answer.
 *
 * @param {Array<object>} read
 * @returns {string} uuid, "" if no one is known
 */
export const authorOf = (read) =>
    read.find(({ author, staff }) => author && !staff)?.author.uuid ?? "";

/**
 * Return who reads a conversation as its author signed it: no one else gets an answer,
 * even if the server names more.
 *
 * @param {Array<object>} read
 * @param {string} author uuid; who began it
 * @returns {Set<string>} uuids, the author's among them
 */
export function readersNamed(read, author = authorOf(read)) {
    const own = read.filter((text) => author && text.author?.uuid === author);
    return new Set(own.flatMap(({ body }) => body.readers.map(([uuid]) => uuid)));
}

/** @returns {string} what an author finds a conversation by, drawn here */
export const newHandle = () => toHex(crypto.getRandomValues(new Uint8Array(32)));
