/** Which rooms of a list are conversations with the coordinators. */

/** @returns {boolean} */
export const isConversation = (trust, room) => Object.hasOwn(trust.threads ?? {}, room);

/**
 * Return the conversations that the owner began.
 *
 * @param {import("./trust.js").Trust} trust lists of before have none
 * @param {number} programme
 * @returns {Array<{room: string, handle: string}>}
 */
export const threadsOf = (trust, programme) =>
    Object.entries(trust.threads ?? {})
        .filter(([, [where, handle]]) => where === programme && handle)
        .map(([room, [, handle]]) => ({ room, handle }));
