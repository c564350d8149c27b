/** Whose texts are whose, by a member's list, and which version of each was seen. */

import { toHex } from "./bytes.js";
import { SealError } from "./errors.js";
import { isBorrowed, printed } from "./people.js";
import { areKeys } from "./succession.js";

/**
 * Take earlier keys of the owner, by the server's word alone: texts signed with them
 * are shown as theirs, with a doubt.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} owner uuid
 * @param {Array<{recipient: string, signer: string}>} before as served
 * @returns {Promise<import("./trust.js").Trust>} the same one where nothing is new
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
 * @param {import("./trust.js").Trust} trust
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
 * Return the person to whose key an author's fingerprint belongs.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} print
 * @returns {{uuid: string, name: string, isSure: boolean, isCurrent: boolean}|null}
 *     `isSure`: false for earlier keys never compared, and that no signed step ties
 *     to the person: they can have been those of a person who posed as them. `isCurrent`:
 *     false for all earlier keys: a thief of these can still sign with them
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
 * @param {import("./trust.js").Trust} trust
 * @param {{uuid: string, revision: number, previous: string}} body
 * @param {string} hash
 * @returns {import("./trust.js").Trust} the same one where nothing is new
 * @throws {SealError} `outdated` if a newer one was seen, or another in its place
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
 * Tell whether a person can be let in to a text that was written before they had a key:
 * they are among its signed readers, without a key, or with one that they lost.
 *
 * @param {import("./trust.js").Trust} trust
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
