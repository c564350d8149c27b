/** What this browser keeps in plain: drafts' places, and the newest revision of a list. */

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

/** @returns {boolean} whether a member had keys in this browser before */
export function knows(member) {
    const storage = reach("localStorage");
    const names = Array.from({ length: storage.length }, (_, at) => storage.key(at));
    return names.some((name) => name.startsWith(listsOf(member)));
}

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
