/**
 * A room, as its reader's browser knows it: its people, and what is written there.
 *
 * The owner's own list judges what the server says about a room. What needs no question
 * is done here; the owner decides about everything else.
 */

import { toHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { open, passOn, seal } from "./seal.js";
import { authorsOf, mayLetIn, noteSeen, personOf } from "./authors.js";
import { judgeRoom } from "./judging.js";
import { leaveRoom, membersOf, pinRoom, readersOf, takeKeys } from "./people.js";
import { isConversation } from "./threads.js";
import { publicHalves } from "./trust.js";

/** The people who are written for without another question. */
const READS = ["self", "known", "without-key"];

/**
 * @typedef {object} Admitted one person of the room
 * @property {string} uuid
 * @property {string} name as the owner said yes to it
 * @property {string} verdict as of `judgeRoom`; `self` for the owner
 * @property {string} state whether their key was compared; "" if not in the list
 * @property {boolean} reads whether a text for the room is for them
 * @property {{recipient: string, signer: string, print: string}} keys as served
 */

/**
 * Look at the people in a room, and accept what needs no question: the people of the
 * first room that the owner enters, first keys of people they know, and keys signed
 * with the previous ones. A list that was begun again accepts no one in this way; nor
 * does a list of which this device cannot tell whether it is the newest.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {{uuid: string, members: import("./judging.js").Served[]}} room as served
 * @param {boolean} wary whether nothing of this list was seen on this device
 * @returns {Promise<{trust: import("./trust.js").Trust, people: Admitted[],
 *     succeeded: string[], isNew: boolean}>} `succeeded`: names of those whose new key
 *     was taken; `isNew`: the room is not in the list, and no one in it is taken
 */
export async function admit(trust, owner, { uuid: room, members }, wary = false) {
    const silent = !trust.careful && !wary;
    let list = trust;
    const isNew = !Object.hasOwn(list.rooms, room);
    if (isNew && silent && !pairRooms(list).length) {
        list = enterRoom(list, owner, { uuid: room, members });
    } else if (isNew) {
        return { trust, people: named(members, owner), succeeded: [], isNew };
    }
    const succeeded = [];
    const judged = await judgeRoom(list, room, members);
    const gone = judged.filter(({ verdict }) => verdict === "gone");
    list = leaveRoom(
        list,
        room,
        gone.map(({ uuid }) => uuid)
    );
    for (const each of judged.filter(({ uuid }) => uuid !== owner)) {
        if (each.verdict === "first" && silent) {
            list = takeKeys(list, room, each, "first");
            each.verdict = "known";
        } else if (each.verdict === "succeeded") {
            list = takeKeys(list, room, each, "first");
            each.verdict = "known";
            succeeded.push(each.name);
        }
    }
    const people = judged.map((each) => {
        const verdict = each.uuid === owner ? "self" : each.verdict;
        const inRoom = membersOf(list, room).includes(each.uuid);
        return {
            ...each,
            verdict,
            state: inRoom ? list.people[each.uuid].state : "",
            reads: READS.includes(verdict),
        };
    });
    return { trust: list, people, succeeded, isNew: false };
}

/** A conversation with the coordinators does not use up the first silence. */
const pairRooms = (list) =>
    Object.keys(list.rooms).filter((room) => !isConversation(list, room));

/**
 * Accept the people of a room, as it is entered; people whose key differs from the one
 * in the list are left for a question.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {{uuid: string, members: import("./judging.js").Served[]}} room as served
 * @returns {import("./trust.js").Trust}
 */
export function enterRoom(trust, owner, { uuid, members }) {
    const self = { uuid: owner, name: trust.people[owner].name };
    const others = members.filter((each) => each.uuid !== owner);
    return pinRoom(trust, uuid, [self, ...others]);
}

const named = (members, owner) =>
    members.map(({ uuid, name }) => ({
        uuid,
        name,
        verdict: uuid === owner ? "self" : "new-room",
        state: "",
        reads: false,
    }));

/**
 * Tell whether the owner wrote a text here with a newer list than the one in hand.
 *
 * @param {import("./trust.js").Trust} trust as it was opened
 * @param {string} owner uuid
 * @param {Array<object>} read as of `readTexts`
 */
export const isOlderThanOwn = (trust, owner, read) =>
    read.some(
        ({ body, author }) =>
            body &&
            author?.uuid === owner &&
            author.isSure &&
            body.trust >= trust.revision
    );

/**
 * Open texts of a room, each with its author's name or the reason why it stays closed.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {string} room
 * @param {Array<{uuid: string, kind: string, sealed: Uint8Array,
 *     copies?: Uint8Array[], given: string[]}>} texts as served; `copies`: what other
 *     readers passed on, of which the first one that opens is taken
 * @returns {Promise<{trust: import("./trust.js").Trust, read: Array<object>}>} `read`:
 *     each with `body`, `hash` and `author` ({uuid, name}), or with `error`, the code of
 *     a `SealError`
 */
export async function readTexts(trust, keys, room, texts) {
    let list = trust;
    const authorOf = authorsOf(trust);
    // the keys of now first, then those that the owner had before
    const all = [keys, ...trust.former.map((age) => ({ age }))];
    const opened = await Promise.all(
        texts.map((text) => readText(text, all, authorOf, room))
    );
    const read = opened.map((each) => {
        if (each.error) {
            return each;
        }
        try {
            list = noteSeen(list, each.body, each.hash);
        } catch (error) {
            return { ...each, body: undefined, error: codeOf(error) };
        }
        return { ...each, author: personOf(trust, each.body.author) };
    });
    return { trust: list, read };
}

/**
 * Return the newest revision of the owner's list that a text of theirs names: it is
 * known by their own keys alone, if the list itself is lost.
 *
 * @param {import("./seal.js").Keys} keys the owner's
 * @param {string} room
 * @param {Array<{uuid: string, kind: string, sealed: Uint8Array}>} texts
 * @returns {Promise<number>} 0 where they wrote nothing here
 */
export async function newestListOf(keys, room, texts) {
    const own = await publicHalves(keys);
    const isOwn = (signer) => (toHex(signer) === own.signer ? own.print : null);
    const read = await Promise.all(
        texts.map((text) => readText(text, [keys], isOwn, room))
    );
    return Math.max(0, ...read.map(({ body }) => body?.trust ?? 0));
}

/**
 * Return who agreed to a version of the agreement: its author, and everyone whose
 * signed word for this exact version opens.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {string} room
 * @param {object} version as of `readTexts`, opened
 * @param {Array<{uuid: string, sealed: Uint8Array}>} given
 * @returns {Promise<string[]>} uuids of members
 */
export async function acceptedBy(trust, keys, room, version, given) {
    const texts = given.map((each) => ({ ...each, kind: "acceptance", given: [] }));
    const { read } = await readTexts(trust, keys, room, texts);
    const said = read.filter(
        ({ body }) =>
            body?.text.agreement === version.uuid &&
            body.text.revision === version.body.revision &&
            body.text.hash === version.hash
    );
    return [version, ...said].map(({ author }) => author?.uuid).filter(Boolean);
}

async function readText(text, keys, authorOf, room) {
    const expected = { uuid: text.uuid, room, kind: text.kind };
    const stored = [text.sealed, ...(text.copies ?? [])];
    let code = "";
    for (const sealed of stored) {
        for (const each of keys) {
            try {
                const opened = await open(sealed, each, authorOf, expected);
                return { ...text, ...opened, from: { sealed, keys: each } };
            } catch (error) {
                code = codeOf(error);
            }
            if (code !== "not-for-me") {
                break;
            }
        }
    }
    return { ...text, error: code };
}

/** Errors of a copy that are final, whatever the owner's list will say. */
const SPOILT = ["damaged", "not-for-me", "forged", "unreadable", "misplaced"];

/**
 * Tell whether a text was passed on to the owner, and nothing of it opens.
 *
 * @param {object} text as of `readTexts`
 */
export const isSpoilt = ({ copies = [], error }) =>
    copies.length > 0 && SPOILT.includes(error);

/**
 * The people who can be let in to texts that were written before they had their present
 * key.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {Admitted[]} people
 * @param {Array<object>} read as of `readTexts`; `given` names who was let in before
 * @returns {Array<{uuid: string, name: string, texts: Array<object>}>}
 */
export function lateReaders(trust, people, read) {
    return people
        .filter(({ verdict }) => verdict === "known")
        .map(({ uuid, name }) => ({
            uuid,
            name,
            texts: read.filter(
                ({ body, given }) =>
                    body && !given.includes(uuid) && mayLetIn(trust, body, uuid)
            ),
        }))
        .filter(({ texts }) => texts.length);
}

/**
 * Seal texts again for a person who is let in; each stays as its author signed it.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {{uuid: string, texts: Array<object>}} late as of `lateReaders`
 * @returns {Promise<Array<{uuid: string, sealed: Uint8Array}>>}
 */
export const letIn = (trust, { uuid, texts }) =>
    Promise.all(
        texts.map(async (text) => ({
            uuid: text.uuid,
            sealed: await passOn(
                text.from.sealed,
                text.from.keys,
                trust.people[uuid].recipient
            ),
        }))
    );

function codeOf(error) {
    if (error instanceof SealError) {
        return error.code;
    }
    throw error;
}

/**
 * Seal a text for people of a room, and note it as seen.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys the author's
 * @param {{uuid: string, room: string, kind: string, text: object, bytes?: Uint8Array,
 *     before?: {revision: number, hash: string}}} written
 * @param {string[]} uuids of the readers; the author is one in any case
 * @param {string} owner the author's uuid
 * @returns {Promise<{sealed: Uint8Array, hash: string, revision: number,
 *     readers: string[], trust: import("./trust.js").Trust}>}
 * @throws {SealError} `not-trusted`
 */
export async function writeText(trust, keys, { before, ...written }, uuids, owner) {
    const all = [...new Set([owner, ...uuids])];
    const { recipients, readers } = readersOf(trust, written.room, all);
    const own = await publicHalves(keys);
    if (trust.people[owner].print !== own.print) {
        throw new SealError("own-key");
    }
    const revision = (before?.revision ?? 0) + 1;
    const body = {
        ...written,
        readers,
        revision,
        previous: before?.hash ?? "",
        // the list as it was kept last
        trust: Math.max(1, trust.revision - 1),
    };
    const { sealed, hash } = await seal(body, keys, recipients);
    return {
        sealed,
        hash,
        revision,
        readers: all,
        trust: noteSeen(trust, body, hash),
    };
}
