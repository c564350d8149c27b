/**
 * What this browser keeps in plain text: drafts' places, and a list's newest revision.
 */

import { sha256, toHex, utf8 } from "../src/bytes.js";

const NOTHING = {
    length: 0,
    key: () => null,
    getItem: () => null,
    setItem: () => {
        throw new Error("nothing is kept here");
    },
    removeItem: () => {},
};

/** @returns {Storage} one that keeps nothing, where this browser refuses */
function reach(name) {
    try {
        return globalThis[name] ?? NOTHING;
    } catch {
        return NOTHING;
    }
}

/** @returns {{lasting: Storage, passing: Storage}} */
export const both = () => ({
    lasting: reach("localStorage"),
    passing: reach("sessionStorage"),
});

const listsOf = (member) => `nob-mentorship-list/1/${member}/`;
const nameOf = (member, print) => listsOf(member) + print;

const loginOf = async (login) =>
    `nob-mentorship-login/1/${toHex(await sha256(utf8(login.trim().toLowerCase())))}`;

/**
 * Note which keys a login had in this browser last: its uuid is the server's word.
 *
 * @param {string} login
 * @param {{recipient: string, signer: string}} own public halves
 */
export async function noteLogin(login, own) {
    try {
        reach("localStorage").setItem(await loginOf(login), halvesOf(own));
    } catch {
        // this browser keeps nothing
    }
}

/** @returns {Promise<string|null>} what `halvesOf` makes of the keys that a login had in
 *     this browser last; null where it had none */
export const keysOfLogin = async (login) =>
    reach("localStorage").getItem(await loginOf(login));

export const halvesOf = ({ recipient, signer }) => `${recipient} ${signer}`;

/** @returns {number} the newest revision of a member's list that this browser saw, or 0 */
export function revisionOf(member, print) {
    const kept = Number(reach("localStorage").getItem(nameOf(member, print)));
    return Number.isSafeInteger(kept) && kept > 0 ? kept : 0;
}

/** Note the newest revision of a member's list; it never goes back. */
export function noteRevision(member, print, revision) {
    try {
        const newest = Math.max(revision, revisionOf(member, print));
        reach("localStorage").setItem(nameOf(member, print), String(newest));
    } catch {
        // this browser keeps nothing: the revisions in one's own texts remain
    }
}

const waryOf = (member, print) => `nob-mentorship-wary/1/${member}/${print}`;

/** Note that this browser cannot tell yet whether a member's list is the newest. */
export function beWary(member, print) {
    try {
        reach("localStorage").setItem(waryOf(member, print), "1");
    } catch {
        // this browser keeps nothing, and is wary each time
    }
}

export const stopBeingWary = (member, print) =>
    reach("localStorage").removeItem(waryOf(member, print));

/** @returns {boolean} */
export const isWary = (member, print) =>
    reach("localStorage").getItem(waryOf(member, print)) !== null;
