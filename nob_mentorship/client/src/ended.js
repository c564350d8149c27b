/** Which consents the owner of a list saw were over: put back, they open nothing. */

/**
 * Note that a consent is over: if it is put back, it opens nothing.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {string} consent uuid
 * @returns {import("./trust.js").Trust}
 */
export const noteEnded = (trust, consent) =>
    isEnded(trust, consent)
        ? trust
        : { ...trust, ended: [...(trust.ended ?? []), consent] };

/**
 * Note everything that is over in the server's list, without opening it.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {Array<{uuid: string, state: string}>} consents as served
 * @returns {import("./trust.js").Trust}
 */
export const noteAllEnded = (trust, consents) =>
    consents
        .filter(({ uuid, state }) => uuid && isOver(state))
        .reduce((list, { uuid }) => noteEnded(list, uuid), trust);

/** @returns {boolean} whether nothing opens any longer in this state */
export const isOver = (state) => ["refused", "revoked"].includes(state);

/** @returns {boolean} whether the owner saw that a consent was over */
export const isEnded = (trust, consent) => (trust.ended ?? []).includes(consent);
