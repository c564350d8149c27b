/** What the server says about the people of a room, judged by the owner's own list. */

import { isBorrowed, membersOf, personAt, printed } from "./people.js";
import { areKeys, predecessors } from "./succession.js";

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
 * Judge what the server says about the people of a room.
 *
 * - `known`: the key is the one in the list
 * - `first`: a person of the room whose first key this is; it may be accepted at once
 * - `new-person`: not in the list of this room, or back in it; ask before anything is
 *   sealed to them
 * - `succeeded`: other keys, to which signed steps lead from those in the list; accept
 *   them, and say so
 * - `changed`: other keys, to which no signed steps lead, or a new person with the name
 *   of one the owner knows; warn, and ask for their number
 * - `without-key`: nothing can be sealed to them yet; `lost-key` if they had one
 * - `borrowed`: a key of another person in the list; nothing is ever sealed to it
 * - `gone`: in the list, and not served
 *
 * @param {import("./trust.js").Trust} trust
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

/**
 * Tell whether a person in the list has this name; a key that is not theirs belongs to
 * no one.
 */
export const isNamesake = (trust, uuid, name) => {
    const plain = (text) =>
        text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
    return Object.entries(trust.people).some(
        ([other, person]) =>
            other !== uuid && person.print && plain(person.name) === plain(name)
    );
};

const NO_KEYS = { recipient: "", signer: "", print: "" };

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

/** Return the public keys that the server names; none if they are not valid keys. */
async function readServed(trust, served, person) {
    if (!areKeys(served)) {
        return NO_KEYS;
    }
    const keys = await printed(served);
    if (keys.print === person?.print) {
        return { ...keys, earlier: [] };
    }
    const steps = await predecessors(served, served.earlier);
    // these came from no other person's keys
    const end = steps.findIndex((each) => isBorrowed(trust, served.uuid, each));
    const own = await Promise.all((end < 0 ? steps : steps.slice(0, end)).map(printed));
    return { ...keys, earlier: own.map(({ signer, print }) => [signer, print]) };
}
