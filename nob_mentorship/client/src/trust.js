/**
 * Whom a member trusts: their own list, which no server writes.
 *
 * The list names the people of each room, the keys that its owner takes for theirs, and
 * the newest version of each text that was seen. It is a plain value: each function
 * returns a new one. `sealTrust` makes a text of it that its owner alone opens.
 *
 * Two rules hold everywhere. A browser seals nothing to someone whom the owner did not
 * say yes to; and what is missing is no proof that nothing was there.
 */

import { fromHex, toHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { fingerprintOf } from "./fingerprint.js";
import { open, seal, UUID } from "./seal.js";
import * as age from "./age.js";
import { publicKeyOf } from "./signing.js";
import { areKeys, predecessors } from "./succession.js";

/**
 * @typedef {object} Person one whom the owner knows
 * @property {string} name as the owner said yes to it
 * @property {string} recipient `age1…`, or "" while the person has no key
 * @property {string} signer hexadecimal, or ""
 * @property {string} print fingerprint, or ""
 * @property {"none"|"first"|"compared"|"accepted"} state `first`: the first key seen,
 *     which nobody compared; `accepted`: asked about, and taken without comparing
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
 * @property {boolean} careful whether everybody is asked about, also whose key would be
 *     taken at once: the list took the place of one that was lost
 */

/**
 * @typedef {object} Served what the server says of a member of a room
 * @property {string} uuid
 * @property {string} name
 * @property {string} recipient or ""
 * @property {string} signer hexadecimal, or ""
 * @property {string} [succession] signatures of the step from the keys before,
 *     hexadecimal
 * @property {Array<{recipient: string, signer: string, succession: string}>} [earlier]
 *     keys before these, newest first
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
 * Begin a list anew, because the one there was is lost or was put back: nobody of it is
 * taken without a question.
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
 * Return a person with other keys; those before are kept, to read what they signed.
 *
 * @param {Person} person
 * @param {{recipient: string, signer: string, print: string,
 *     earlier?: Array<[string, string]>}} keys `earlier`: as of `judgeRoom`
 */
function withKeys(person, { earlier = [], ...keys }, state) {
    const had = person.print && person.print !== keys.print;
    const tie = person.state === "compared" ? "compared" : "steps";
    let before = had ? [...person.old, [person.signer, person.print, tie]] : person.old;
    if (had && !earlier.some(([, print]) => print === person.print)) {
        before = detached(before);
    }
    const old = new Map(before.map((each) => [each[0], each]));
    for (const [signer, print] of earlier) {
        const known = ["compared", "sure"].includes(old.get(signer)?.[2]);
        old.set(signer, [signer, print, known ? "compared" : "steps"]);
    }
    old.delete(keys.signer);
    return { ...person, ...keys, state, old: [...old.values()] };
}

/** Judge earlier keys for good, once no signed steps lead on from them. */
function detached(old) {
    const fate = old.some(([, , tie]) => tie === "compared") ? "sure" : "unsure";
    return old.map(([signer, print, tie]) => [
        signer,
        print,
        ["compared", "steps"].includes(tie) ? fate : tie,
    ]);
}

/**
 * Say yes to the people of a room, as an offer names them. No key is taken yet.
 *
 * @param {Trust} trust
 * @param {string} room
 * @param {Array<{uuid: string, name: string}>} people
 * @returns {Trust}
 */
export function pinRoom(trust, room, people) {
    const known = { ...trust.people };
    for (const { uuid, name } of people) {
        if (!UUID.test(uuid)) {
            throw new SealError("unreadable");
        }
        known[uuid] ??= {
            name,
            recipient: "",
            signer: "",
            print: "",
            state: "none",
            old: [],
        };
    }
    if (!UUID.test(room)) {
        throw new SealError("unreadable");
    }
    const members = new Set(membersOf(trust, room));
    people.forEach(({ uuid }) => members.add(uuid));
    return { ...trust, people: known, rooms: { ...trust.rooms, [room]: [...members] } };
}

/**
 * Judge what the server says of the people of a room.
 *
 * - `known`: the key that the list has
 * - `first`: a person of the room whose first key this is; it may be taken at once
 * - `new-person`: not in the list of this room, or back in it; ask before anything is
 *   sealed to them
 * - `succeeded`: other keys, to which signed steps lead from those in the list; take
 *   them, and say so
 * - `changed`: other keys, to which no signed steps lead, or somebody new with the name of
 *   a person whom the owner knows; warn, and ask for their number
 * - `without-key`: nothing can be sealed to them yet; `lost-key` where they had one
 * - `borrowed`: a key of somebody else in the list; nothing is ever sealed to it
 * - `gone`: in the list, and not served
 *
 * @param {Trust} trust
 * @param {string} room
 * @param {Served[]} served
 * @returns {Promise<Array<{uuid: string, name: string, verdict: string,
 *     keys: {recipient: string, signer: string, print: string,
 *     earlier?: Array<[string, string]>}}>>} `earlier`: [signer, fingerprint] of the keys
 *     from which signed steps lead to these
 */
export async function judgeRoom(trust, room, served) {
    const members = new Set(membersOf(trust, room));
    const judged = await Promise.all(
        served.map(async (each) => {
            const person = personAt(trust, each.uuid);
            const keys = await readServed(trust, each, person);
            const name = person?.name ?? each.name;
            let verdict = "borrowed";
            if (!isBorrowed(trust, each.uuid, keys)) {
                verdict = judgeKeys(person, keys);
                const unseen = ["new-person", "first"].includes(verdict);
                if (unseen && keys.print && isNamesake(trust, each.uuid, name)) {
                    verdict = "changed";
                } else if (!members.has(each.uuid) && verdict !== "changed") {
                    verdict = "new-person";
                }
            }
            return { uuid: each.uuid, name, verdict, keys };
        })
    );
    const there = new Set(served.map((each) => each.uuid));
    const gone = [...members]
        .filter((uuid) => !there.has(uuid))
        .map((uuid) => ({
            uuid,
            name: trust.people[uuid].name,
            verdict: "gone",
            keys: NO_KEYS,
        }));
    return [...judged, ...gone];
}

/** @returns {string[]} the uuids of a room's members; none where it is not in the list */
export const membersOf = (trust, room) =>
    Object.hasOwn(trust.rooms, room) ? trust.rooms[room] : [];

/** @returns {Person|null} */
const personAt = (trust, uuid) =>
    Object.hasOwn(trust.people, uuid) ? trust.people[uuid] : null;

/** Tell whether somebody in the list has this name; whose key is not theirs is nobody's. */
const isNamesake = (trust, uuid, name) => {
    const plain = (text) =>
        text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
    return Object.entries(trust.people).some(
        ([other, person]) =>
            other !== uuid && person.print && plain(person.name) === plain(name)
    );
};

/**
 * Take those off the list of a room who are not served as its members any more: who
 * comes back is asked about.
 *
 * @param {Trust} trust
 * @param {string} room
 * @param {string[]} gone uuids
 * @returns {Trust}
 */
export function leaveRoom(trust, room, gone) {
    if (!gone.length) {
        return trust;
    }
    const left = membersOf(trust, room).filter((uuid) => !gone.includes(uuid));
    return { ...trust, rooms: { ...trust.rooms, [room]: left } };
}

const NO_KEYS = { recipient: "", signer: "", print: "" };

/** Tell whether one of two keys is of another person, now or before. */
const isBorrowed = (trust, uuid, { recipient, signer }) =>
    Object.entries(trust.people).some(
        ([other, person]) =>
            other !== uuid &&
            recipient &&
            (person.recipient === recipient ||
                person.signer === signer ||
                person.old.some(([earlier]) => earlier === signer))
    );

function judgeKeys(person, keys) {
    if (!person) {
        return "new-person";
    }
    if (!keys.print) {
        return person.print ? "lost-key" : "without-key";
    }
    if (!person.print) {
        return "first";
    }
    if (person.print === keys.print) {
        return "known";
    }
    const isBack = person.old.some(([signer]) => signer === keys.signer);
    const isLed = keys.earlier.some(([, print]) => print === person.print);
    return isLed && !isBack ? "succeeded" : "changed";
}

/** Return the public keys that the server names; none where they are no keys. */
async function readServed(trust, served, person) {
    if (!areKeys(served)) {
        return NO_KEYS;
    }
    const keys = await printed(served);
    if (keys.print === person?.print) {
        return { ...keys, earlier: [] };
    }
    const steps = await predecessors(served, served.earlier);
    // nobody came from keys of another one
    const end = steps.findIndex((each) => isBorrowed(trust, served.uuid, each));
    const own = await Promise.all((end < 0 ? steps : steps.slice(0, end)).map(printed));
    return { ...keys, earlier: own.map(({ signer, print }) => [signer, print]) };
}

const printed = async ({ recipient, signer }) => ({
    recipient,
    signer,
    print: await fingerprintOf(recipient, fromHex(signer)),
});

/**
 * Take a key as a person's.
 *
 * @param {Trust} trust
 * @param {string} room in which the person is, or is taken in
 * @param {{uuid: string, name: string,
 *     keys: {recipient: string, signer: string, print: string,
 *     earlier?: Array<[string, string]>}}} judged
 * @param {"first"|"compared"|"accepted"} state
 * @returns {Trust}
 * @throws {SealError} `not-trusted` for the key of somebody else, or none
 */
export function takeKeys(trust, room, { uuid, name, keys }, state) {
    if (!keys.print || isBorrowed(trust, uuid, keys)) {
        throw new SealError("not-trusted");
    }
    const pinned = pinRoom(trust, room, [{ uuid, name }]);
    const person = pinned.people[uuid];
    const taken = withKeys(person, keys, state);
    return { ...pinned, people: { ...pinned.people, [uuid]: taken } };
}

/**
 * Return to whom a text is sealed: those in the room whose key the owner took.
 *
 * @param {Trust} trust
 * @param {string} room
 * @param {string[]} uuids of the readers wished for
 * @returns {{recipients: string[], readers: Array<[string, string]>, names: string[]}}
 *     `readers` names those without a key as well, with ""
 * @throws {SealError} `not-trusted` where somebody is not in the owner's list
 */
export function readersOf(trust, room, uuids) {
    const members = new Set(membersOf(trust, room));
    const people = uuids.map((uuid) => {
        if (!members.has(uuid) || !Object.hasOwn(trust.people, uuid)) {
            throw new SealError("not-trusted");
        }
        return [uuid, trust.people[uuid]];
    });
    return {
        recipients: people.map(([, { recipient }]) => recipient).filter(Boolean),
        readers: people.map(([uuid, { print }]) => [uuid, print]),
        names: people.map(([, { name }]) => name),
    };
}

/**
 * Take earlier keys of the owner, by the server's word alone: what is signed with them
 * is shown as theirs, with a doubt.
 *
 * @param {Trust} trust
 * @param {string} owner uuid
 * @param {Array<{recipient: string, signer: string}>} before as served
 * @returns {Promise<Trust>} the same one where nothing is new
 */
export async function takeOwnBefore(trust, owner, before) {
    const self = trust.people[owner];
    const known = [self.signer, ...self.old.map(([signer]) => signer)];
    const isOwn = (keys) =>
        areKeys(keys) &&
        !known.includes(keys.signer) &&
        !isBorrowed(trust, owner, keys);
    const taken = await Promise.all(before.filter(isOwn).map(printed));
    if (!taken.length) {
        return trust;
    }
    const old = taken.map(({ signer, print }) => [signer, print, "unsure"]);
    const whole = { ...self, old: [...self.old, ...old] };
    return { ...trust, people: { ...trust.people, [owner]: whole } };
}

/**
 * Return the function that looks an author up, for `open`: also by earlier keys, with
 * which older texts are signed.
 *
 * @param {Trust} trust
 * @returns {(signer: Uint8Array) => string|null}
 */
export function authorsOf(trust) {
    const prints = new Map();
    for (const { signer, print, old } of Object.values(trust.people)) {
        [...old, [signer, print]].forEach(
            ([key, value]) => key && prints.set(key, value)
        );
    }
    return (signer) => prints.get(toHex(signer)) ?? null;
}

/**
 * Return the person whose key an author's fingerprint is of.
 *
 * @param {Trust} trust
 * @param {string} print
 * @returns {{uuid: string, name: string, isSure: boolean, isCurrent: boolean}|null}
 *     `isSure`: false for earlier keys that nobody compared, and that no signed step ties
 *     to the person: they can have been those of a person who posed as them. `isCurrent`:
 *     false for all earlier keys: whoever got hold of them can still sign with them
 */
export function personOf(trust, print) {
    for (const [uuid, person] of Object.entries(trust.people)) {
        const old = person.old.find(([, earlier]) => earlier === print);
        if (print && (old || person.print === print)) {
            const isCurrent = person.print === print;
            const isSure = isCurrent || old[2] !== "unsure";
            return { uuid, name: person.name, isSure, isCurrent };
        }
    }
    return null;
}

/**
 * Note the version of a text that is shown.
 *
 * @param {Trust} trust
 * @param {{uuid: string, revision: number, previous: string}} body
 * @param {string} hash
 * @returns {Trust} the same one where nothing is new
 * @throws {SealError} `outdated` where a newer one was seen, or another one in its place
 */
export function noteSeen(trust, { uuid, revision }, hash) {
    const [newest, known] = trust.texts[uuid] ?? [0, ""];
    if (revision < newest || (revision === newest && hash !== known)) {
        throw new SealError("outdated");
    }
    if (revision === newest) {
        return trust;
    }
    return { ...trust, texts: { ...trust.texts, [uuid]: [revision, hash] } };
}

/**
 * Tell whether somebody can be let in to a text that was written before they had a key:
 * they stand among its readers, as signed, without one, or with one that they lost.
 *
 * @param {Trust} trust
 * @param {import("./seal.js").Body} body
 * @param {string} uuid the member's
 * @returns {boolean}
 */
export function mayLetIn(trust, body, uuid) {
    const lost = (trust.people[uuid]?.old ?? []).map(([, print]) => print);
    return body.readers.some(
        ([reader, print]) => reader === uuid && (print === "" || lost.includes(print))
    );
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

/** Return both public keys of a person, and their fingerprint. */
export async function publicHalves(keys) {
    const recipient = await age.recipientOf(keys.age);
    const signer = publicKeyOf(keys.seed);
    return {
        recipient,
        signer: toHex(signer),
        print: await fingerprintOf(recipient, signer),
    };
}
