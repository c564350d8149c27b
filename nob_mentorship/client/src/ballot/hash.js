/** Hashes of `docs/ballot-format.md`: of a context, a zero byte and the bytes. */

import { concat, sha256, toHex, utf8 } from "../bytes.js";

export const DIGEST = /^[0-9a-f]{64}$/;

/** @param {string} what such as `paper` @returns {Uint8Array} */
export const contextOf = (what) => utf8(`nob-mentorship/${what}/1\0`);

/**
 * @param {string} what such as `paper`
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export const hashBytes = (what, bytes) => sha256(concat(contextOf(what), bytes));

/** @see hashBytes @returns {Promise<string>} 64 hexadecimal digits */
export const hashOf = async (what, bytes) => toHex(await hashBytes(what, bytes));
