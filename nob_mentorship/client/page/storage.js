/** What this browser keeps in plain: drafts' places, and the newest revision of a list. */

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

/** Note that a login had keys in this browser: its uuid is the server's word. */
export async function noteLogin(login) {
    try {
        reach("localStorage").setItem(await loginOf(login), "1");
    } catch {
        // this browser keeps nothing
    }
}

/** @returns {Promise<boolean>} whether a login had keys in this browser before */
export const knowsLogin = async (login) =>
    reach("localStorage").getItem(await loginOf(login)) !== null;

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
