/**
 * The people a member trusts: their own list, which no server writes.
 *
 * The list names the people of each room, the keys that its owner takes for theirs, and
 * the newest version of each text that was seen. It is a plain value: each function
 * returns a new one. `sealTrust` makes a text of it that its owner alone can open.
 *
 * Two rules apply everywhere. A browser seals nothing to a person the owner did not
 * accept; and a missing record does not prove that there never was one.
 */

import * as age from "./age.js";
import { toHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { fingerprintOf } from "./fingerprint.js";
import { withKeys } from "./people.js";
import { open, seal } from "./seal.js";
import { publicKeyOf } from "./signing.js";

/**
 * @typedef {object} Person a person the owner knows
 * @property {string} name as the owner said yes to it
 * @property {string} recipient `age1…`, or "" while the person has no key
 * @property {string} signer hexadecimal, or ""
 * @property {string} print fingerprint, or ""
 * @property {"none"|"first"|"compared"|"accepted"} state `first`: the first key seen,
 *     which was not compared; `accepted`: asked about, and taken without comparing
 * @property {Array<[string, string, string]>} old [signer, fingerprint, what ties them to
 *     the person] of earlier keys: `steps`, signed ones that lead from them to the current
 *     keys; `compared`, those as well, and their number was compared; of keys to which no
 *     steps led on, `sure` where their number or that of keys joined to them was compared,
 *     and else `unsure`
 */

/**
 * @typedef {object} Trust
 * @property {number} revision from 1
 * @property {string} previous hash of the revision before, "" of the first
 * @property {Object<string, Person>} people by the member's uuid
 * @property {Object<string, string[]>} rooms the members' uuids, by the room's uuid
 * @property {Object<string, [number, string]>} texts [revision, hash], by the text's uuid
 * @property {string[]} former secret keys of age that the owner had before, which still
 *     open what was sealed to them
 * @property {string[]} [ended] uuids of consents that the owner saw were over
 * @property {Object<string, [number, string]>} [threads] [programme, handle] of
 *     conversations with the coordinators, by the room's uuid; a handle of "" is of one
 *     that the owner reads, and did not begin. Lists of before have none
 * @property {boolean} careful whether to ask about every person, also about those whose
 *     key would otherwise be taken at once, because the list replaces one that was lost
 */

/**
 * Make the list that comes with a new identity; its owner knows themselves.
 *
 * @param {{uuid: string, name: string}} owner
 * @param {import("./seal.js").Keys} keys
 * @param {{careful?: boolean, former?: string[]}} [how]
 * @returns {Promise<Trust>}
 */
export async function newTrust(owner, keys, { careful = false, former = [] } = {}) {
    const own = await publicHalves(keys);
    return {
        revision: 1,
        previous: "",
        people: {
            [owner.uuid]: { name: owner.name, ...own, state: "compared", old: [] },
        },
        rooms: {},
        texts: {},
        former,
        careful,
    };
}

/**
 * Begin a list again, because the previous one is lost or was put back: no one from it
 * is accepted without a question.
 *
 * @param {{uuid: string, name: string}} owner
 * @param {import("./seal.js").Keys} keys
 * @param {number} known the newest revision that there was
 * @returns {Promise<Trust>}
 */
export async function restartTrust(owner, keys, known) {
    return { ...(await newTrust(owner, keys, { careful: true })), revision: known + 1 };
}

/**
 * Go on with a list after its owner made new keys.
 *
 * @param {Trust} trust
 * @param {{uuid: string, name: string}} owner
 * @param {import("./seal.js").Keys} keys the new ones
 * @param {import("./seal.js").Keys} before the ones they had
 * @returns {Promise<Trust>}
 */
export async function renewTrust(trust, { uuid }, keys, before) {
    const self = withKeys(trust.people[uuid], await publicHalves(keys), "compared");
    return {
        ...trust,
        people: { ...trust.people, [uuid]: self },
        former: [...trust.former, before.age],
    };
}

/**
 * Seal the next revision of a list, for its owner alone.
 *
 * @param {Trust} trust as it is to be kept
 * @param {{uuid: string, owner: string}} place uuids of the list, and of its owner
 * @param {import("./seal.js").Keys} keys
 * @returns {Promise<{sealed: Uint8Array, trust: Trust}>} the list with the hash that its
 *     next revision names
 */
export async function sealTrust(trust, { uuid, owner }, keys) {
    const { revision, previous, ...text } = trust;
    const { sealed, hash } = await seal(
        {
            uuid,
            room: owner,
            kind: "trust",
            readers: [],
            revision,
            previous,
            trust: revision,
            text,
        },
        keys,
        [await age.recipientOf(keys.age)]
    );
    return { sealed, trust: { ...trust, revision: revision + 1, previous: hash } };
}

/**
 * Open one's own list.
 *
 * @param {Uint8Array|null} sealed what the server has
 * @param {{uuid: string, owner: string}} place
 * @param {import("./seal.js").Keys} keys
 * @param {number} least the newest revision known here: of this device, and of one's own
 *     texts, which name the one they were written with
 * @returns {Promise<Trust>} with the revision that is kept next
 * @throws {SealError} `list-missing`, `list-outdated`, or as of any text
 */
export async function openTrust(sealed, { uuid, owner }, keys, least) {
    if (!sealed) {
        throw new SealError("list-missing");
    }
    const own = await publicHalves(keys);
    const isOwn = (signer) => (toHex(signer) === own.signer ? own.print : null);
    const expected = { uuid, room: owner, kind: "trust" };
    const { body, hash } = await open(sealed, keys, isOwn, expected);
    if (body.revision < least) {
        throw new SealError("list-outdated");
    }
    return { ...body.text, revision: body.revision + 1, previous: hash };
}

/** Public halves, by the keys that they belong to. */
const halves = new WeakMap();

/**
 * Return both public keys of a person, and their fingerprint.
 *
 * @param {import("./seal.js").Keys} keys
 * @returns {Promise<{recipient: string, signer: string, print: string}>}
 */
export function publicHalves(keys) {
    if (!halves.has(keys)) {
        halves.set(keys, computeHalves(keys));
    }
    return halves.get(keys);
}

async function computeHalves(keys) {
    const recipient = await age.recipientOf(keys.age);
    const signer = publicKeyOf(keys.seed);
    return {
        recipient,
        signer: toHex(signer),
        print: await fingerprintOf(recipient, signer),
    };
}

/**
 * Bring into a list that was begun again what needs no trust: earlier keys of the
 * owner, the data that finds their messages, and what was over.
 *
 * @param {Trust} fresh
 * @param {Trust|null} before null where it does not open
 * @returns {Trust}
 */
export function keepPast(fresh, before) {
    const { former = [], threads = {}, ended = [] } = before ?? {};
    return { ...fresh, former, threads, ended };
}
