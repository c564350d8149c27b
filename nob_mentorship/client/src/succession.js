/** A new key that the one before says is of the same person. */

import { concat, fromHex, toHex, utf8 } from "./bytes.js";
import { isSigned, sign } from "./signing.js";

const CONTEXT = utf8("nob-mentorship/succession/1\0");
const SIGNATURE = /^[0-9a-f]{128}$/;

const statement = ({ recipient, signer }) =>
    concat(CONTEXT, utf8(recipient), fromHex(signer));

/**
 * @param {Uint8Array} seed of the signing key before
 * @param {{recipient: string, signer: string}} keys the new public ones
 * @returns {Promise<string>} hexadecimal
 */
export const signSuccession = async (seed, keys) =>
    toHex(await sign(seed, statement(keys)));

/**
 * @param {string} signer the public signing key before, hexadecimal
 * @param {{recipient: string, signer: string}} keys the new public ones
 * @param {string} succession
 * @returns {Promise<boolean>}
 */
export const isSuccession = async (signer, keys, succession) =>
    SIGNATURE.test(succession) &&
    isSigned(fromHex(signer), fromHex(succession), statement(keys));
