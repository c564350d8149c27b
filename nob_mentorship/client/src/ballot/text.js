/** Texts as a ballot holds them. */

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;
const LONE = /\p{Surrogate}/gu;

/**
 * @param {string} text as it was typed
 * @returns {string} without what no text has: control characters but tab and line break,
 *     halves of characters, and white space around it
 */
export const sealable = (text) =>
    text.replaceAll("\r\n", "\n").replace(CONTROL, "").replace(LONE, "\ufffd").trim();
