/**
 * The people in a member's list: who is in which room, and whose key is whose.
 *
 * Each function takes a list and returns a new one; see `trust.js`.
 */

import { fromHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { fingerprintOf } from "./fingerprint.js";
import { UUID } from "./uuid.js";

/**
 * Say yes to the people of a room, as an offer names them. No key is taken yet.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room
 * @param {Array<{uuid: string, name: string}>} people
 * @returns {import("./trust.js").Trust}
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
 * Remove from the list of a room the people who are no longer served as its members: if
 * they come back, they are asked about.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room
 * @param {string[]} gone uuids
 * @returns {import("./trust.js").Trust}
 */
export function leaveRoom(trust, room, gone) {
    if (!gone.length) {
        return trust;
    }
    const left = membersOf(trust, room).filter((uuid) => !gone.includes(uuid));
    return { ...trust, rooms: { ...trust.rooms, [room]: left } };
}

/** @returns {string[]} the uuids of a room's members; none where it is not in the list */
export const membersOf = (trust, room) =>
    Object.hasOwn(trust.rooms, room) ? trust.rooms[room] : [];

/**
 * @returns {import("./trust.js").Person|null} a person of the list, null for any other
 */
export const personAt = (trust, uuid) =>
    Object.hasOwn(trust.people, uuid) ? trust.people[uuid] : null;

/**
 * Take a key as a person's.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room in which the person is, or is taken in
 * @param {{uuid: string, name: string,
 *     keys: {recipient: string, signer: string, print: string,
 *     earlier?: Array<[string, string]>}}} judged
 * @param {"first"|"compared"|"accepted"} state
 * @returns {import("./trust.js").Trust}
 * @throws {SealError} `not-trusted` for the key of another person, or none
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
 * Return a person with other keys; the previous keys are kept, to read what they
 * signed.
 *
 * @param {import("./trust.js").Person} person
 * @param {{recipient: string, signer: string, print: string,
 *     earlier?: Array<[string, string]>}} keys `earlier`: as of `judgeRoom`
 */
export function withKeys(person, { earlier = [], ...keys }, state) {
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

/** Judge earlier keys finally, once no signed steps lead on from them. */
function detached(old) {
    const fate = old.some(([, , tie]) => tie === "compared") ? "sure" : "unsure";
    return old.map(([signer, print, tie]) => [
        signer,
        print,
        ["compared", "steps"].includes(tie) ? fate : tie,
    ]);
}

/** Tell whether one of two keys is of another person, now or before. */
export const isBorrowed = (trust, uuid, { recipient, signer }) =>
    Object.entries(trust.people).some(
        ([other, person]) =>
            other !== uuid &&
            recipient &&
            (person.recipient === recipient ||
                person.signer === signer ||
                person.old.some(([earlier]) => earlier === signer))
    );

/** Return public keys with their fingerprint. */
export const printed = async ({ recipient, signer }) => ({
    recipient,
    signer,
    print: await fingerprintOf(recipient, fromHex(signer)),
});

/**
 * Return the readers a text is sealed to: the people in the room whose key the owner
 * took.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} room
 * @param {string[]} uuids of the readers wished for
 * @returns {{recipients: string[], readers: Array<[string, string]>, names: string[]}}
 *     `readers` names those without a key as well, with ""
 * @throws {SealError} `not-trusted` if a reader is not in the owner's list
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
