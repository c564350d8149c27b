/**
 * What is shared outside a room: a signed question, a signed answer, and a copy that
 * keeps its author's signature.
 *
 * A consent has its own uuid and its own people: the asker, the giver (who decides) and
 * the recipient. They are in the owner's list apart from the rooms, so that the people
 * of a consent are never taken for people in a room, or the other way round. What the
 * server says about a consent does not count: each person reads the signatures.
 */

import { isEnded } from "./ended.js";
import { SealError } from "./errors.js";
import { judgeRoom } from "./judging.js";
import { personAt, pinRoom, takeKeys } from "./people.js";
import { readTexts, writeText } from "./room.js";
import { passOn } from "./seal.js";

const ASK = "consent-ask";
const ANSWER = "consent-answer";

/** A list with the consents in the place of the rooms. */
const inside = (trust) => ({ ...trust, rooms: trust.consents ?? {} });

/** The list again, with what changed among the consents; the same one without a change. */
function outside(trust, view, changed) {
    if (changed === view) {
        return trust;
    }
    return { ...changed, rooms: trust.rooms, consents: changed.rooms };
}

/**
 * Look at the people of a consent. People the owner knows are accepted; the owner
 * decides about the others.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {{uuid: string, members: import("./judging.js").Served[]}} consent as served
 * @returns {Promise<{trust: import("./trust.js").Trust, people: Array<{uuid: string,
 *     name: string, verdict: string, state: string, keys: object}>}>} `verdict`: `self`,
 *     `known`, `first` for a key not seen before, or as of `judgeRoom`
 */
export async function meet(trust, owner, { uuid: consent, members }) {
    const view = inside(trust);
    // judged as if they were in it: only whether their keys are known counts
    const tried = pinRoom(view, consent, members);
    const judged = await judgeRoom(tried, consent, members);
    const self = { uuid: owner, name: trust.people[owner].name };
    let list = isIn(view, consent, owner) ? view : pinRoom(view, consent, [self]);
    const people = judged
        .filter(({ verdict }) => verdict !== "gone")
        .map((each) => {
            if (each.uuid === owner) {
                return { ...each, verdict: "self", state: "compared" };
            }
            let { verdict } = each;
            if (verdict === "succeeded") {
                list = takeKeys(list, consent, each, "first");
                verdict = "known";
            } else if (verdict === "known" && !isIn(list, consent, each.uuid)) {
                list = pinRoom(list, consent, [each]);
            }
            const state = verdict === "known" ? list.people[each.uuid].state : "";
            return { ...each, verdict, state };
        });
    return { trust: outside(trust, view, list), people };
}

const isIn = (view, consent, uuid) =>
    Object.hasOwn(view.rooms, consent) && view.rooms[consent].includes(uuid);

/**
 * Take a person's key for a consent, as the owner said.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} consent uuid
 * @param {object} person as of `meet`
 * @param {"compared"|"accepted"} state whether their number was compared
 * @returns {import("./trust.js").Trust}
 */
export function takeIn(trust, consent, person, state) {
    const view = inside(trust);
    return outside(trust, view, takeKeys(view, consent, person, state));
}

/**
 * Seal a question for the giver.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys of the asker
 * @param {string} owner uuid of the asker
 * @param {{uuid: string, giver: string, text: {kind: string, about: string,
 *     purpose: string, recipient: {uuid: string, name: string, address: string},
 *     item: {uuid: string, revision: number, hash: string}|null}}} asked `uuid`: of the
 *     consent, drawn here; `item`: the asker's own text that is offered
 */
export const writeAsk = (trust, keys, owner, { uuid, giver, text }) =>
    write(trust, keys, owner, { uuid, room: uuid, kind: ASK, text }, [giver]);

async function write(trust, keys, owner, written, readers) {
    const view = inside(trust);
    const made = await writeText(view, keys, written, readers, owner);
    return { ...made, trust: outside(trust, view, made.trust) };
}

/**
 * Return the name of a person of a consent: by the owner's list, or else by the server;
 * never by the asker.
 *
 * @param {import("./trust.js").Trust|null} trust
 * @param {string} uuid
 * @param {string} served name
 */
export const nameIn = (trust, uuid, served) =>
    (trust && personAt(trust, uuid)?.name) || served;

/**
 * Open a question. The asker wrote a name for the recipient: if it is not the one in
 * the owner's list or of the server, the question counts as forged.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {{uuid: string, askerUuid: string, recipientUuid: string, kind: string,
 *     members: import("./judging.js").Served[], ask: Uint8Array}} consent as served
 * @returns {Promise<{trust: import("./trust.js").Trust, ask: object}>} `ask`: as of
 *     `readTexts`, with `error` where it does not open or says something else than the
 *     record
 */
export async function readAsk(trust, keys, consent) {
    const found = await readQuestion(trust, keys, consent);
    const { recipientUuid: uuid, members } = consent;
    const served = members.find((each) => each.uuid === uuid)?.name;
    // the list may have an earlier name
    const names = [served, nameIn(trust, uuid, served)];
    const isNamed = names.includes(found.ask.body?.text.recipient.name);
    return found.ask.body && !isNamed
        ? { ...found, ask: { error: "misplaced" } }
        : found;
}

/** Open a question, whatever it calls the recipient. */
async function readQuestion(trust, keys, consent) {
    const { uuid, ask: sealed } = consent;
    const [read, list] = await readOne(trust, keys, uuid, { uuid, kind: ASK, sealed });
    const { body, author } = read;
    const fits =
        body &&
        author?.uuid === consent.askerUuid &&
        body.text.recipient?.uuid === consent.recipientUuid &&
        body.text.kind === consent.kind;
    return { trust: list, ask: body && !fits ? { error: "misplaced" } : read };
}

async function readOne(trust, keys, room, text) {
    const view = inside(trust);
    const found = await readTexts(view, keys, room, [{ given: [], ...text }]);
    return [found.read[0], outside(trust, view, found.trust)];
}

/**
 * Sign an answer; with a yes, make the copy for the recipient.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys of the giver
 * @param {string} owner uuid of the giver
 * @param {{uuid: string, askerUuid: string, recipientUuid: string}} consent as served
 * @param {object} ask as of `readAsk`
 * @param {object|null} text the one that is shared, as of `readTexts`; null for a no
 * @returns {Promise<{answer: {uuid: string, sealed: Uint8Array}, given: {to: string,
 *     text: Uint8Array, ask: Uint8Array|null}|null,
 *     trust: import("./trust.js").Trust}>}
 * @throws {SealError} `not-trusted` where the recipient was not taken; `misplaced` where
 *     another text was offered
 */
export async function writeAnswer(trust, keys, owner, consent, ask, text) {
    const { uuid: room, askerUuid, recipientUuid } = consent;
    const recipient = personAt(trust, recipientUuid);
    const offered = ask.body.text.item;
    if (text && (!recipient?.recipient || !isIn(inside(trust), room, recipientUuid))) {
        throw new SealError("not-trusted");
    }
    if (text && offered && offered.hash !== text.hash) {
        throw new SealError("misplaced");
    }
    const uuid = crypto.randomUUID();
    const said = {
        consent: room,
        answer: text ? "yes" : "no",
        recipient: recipientUuid,
        purpose: ask.body.text.purpose,
        compared: Boolean(text) && recipient.state === "compared",
        item: text && {
            uuid: text.uuid,
            kind: text.kind,
            room: text.body.room,
            revision: text.body.revision,
            hash: text.hash,
        },
    };
    // a no is between the two
    const readers = text ? [askerUuid, recipientUuid] : [askerUuid];
    const made = await write(
        trust,
        keys,
        owner,
        { uuid, room, kind: ANSWER, text: said },
        readers
    );
    const pass = ({ from }) => passOn(from.sealed, from.keys, recipient.recipient);
    const byOther = text && text.author.uuid !== owner;
    return {
        answer: { uuid, sealed: made.sealed },
        given: text && {
            to: recipient.recipient,
            text: await pass(text),
            // the author's own yes goes along
            ask: byOther ? await pass(ask) : null,
        },
        trust: made.trust,
    };
}

/**
 * Open an answer.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {{uuid: string, giverUuid: string, recipientUuid: string,
 *     answer: {uuid: string, sealed: Uint8Array}|null}} consent as served
 * @returns {Promise<{trust: import("./trust.js").Trust, said: object|null,
 *     error: string}>} `said`: what was answered, null where nothing opens that belongs
 *     here
 */
export async function readAnswer(trust, keys, consent) {
    const { uuid: room, answer, giverUuid, recipientUuid } = consent;
    if (!answer) {
        return { trust, said: null, error: "no-yes" };
    }
    const text = { ...answer, kind: ANSWER };
    const [{ body, author, error }, list] = await readOne(trust, keys, room, text);
    if (error) {
        return { trust: list, said: null, error };
    }
    const said = body.text;
    const fits =
        author?.uuid === giverUuid &&
        said.consent === room &&
        said.recipient === recipientUuid;
    return { trust: list, said: fits ? said : null, error: fits ? "" : "no-yes" };
}

/**
 * Open a text that is shared with the owner: only with a signed yes that names this
 * exact text.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys
 * @param {object} consent as served, with `given`: {text, ask}
 * @returns {Promise<{trust: import("./trust.js").Trust, said: object|null,
 *     shared: object}>} `shared`: as of `readTexts`, with `error` where it stays closed
 */
export async function readShared(trust, keys, consent) {
    const closed = (error, list = trust, said = null) => ({
        trust: list,
        said,
        shared: { error },
    });
    const { uuid: room, given, giverUuid } = consent;
    if (isEnded(trust, room)) {
        return closed("ended");
    }
    const { said, error, trust: list } = await readAnswer(trust, keys, consent);
    if (!said || said.answer !== "yes" || !said.item || !given) {
        return closed(error || "no-yes", list);
    }
    const { item } = said;
    const text = { uuid: item.uuid, kind: item.kind, sealed: given.text };
    const [shared, seen] = await readOne(list, keys, item.room, text);
    if (shared.error) {
        return closed(shared.error, seen, said);
    }
    if (shared.hash !== item.hash || shared.body.revision !== item.revision) {
        return closed("no-yes", list, said);
    }
    if (shared.author?.uuid !== giverUuid) {
        const sealed = given.ask ?? new Uint8Array();
        const { ask } = await readQuestion(seen, keys, { ...consent, ask: sealed });
        const own = ask.body && ask.author.uuid === shared.author?.uuid;
        if (!own || ask.body.text.item?.hash !== item.hash) {
            return closed("no-yes", list, said);
        }
    }
    return { trust: seen, said, shared };
}
