/** What identifies a person: their two public keys together. */

import { scryptAsync } from "@noble/hashes/scrypt.js";
import { concat, sha256, toHex, utf8 } from "./bytes.js";

const SALT = utf8("nob-mentorship/number/1");
const DIGITS = 16n;

/** Both public keys as bytes: the recipient as text, then the signer's key. */
const both = (recipient, signer) => concat(utf8(recipient), signer);

/**
 * @param {string} recipient `age1…`
 * @param {Uint8Array} signer 32 bytes
 * @returns {Promise<string>} 64 hexadecimal digits
 */
export const fingerprintOf = async (recipient, signer) =>
    toHex(await sha256(both(recipient, signer)));

/**
 * The number that two people compare when they meet. Each try at making another key
 * with the same number costs one scrypt.
 *
 * @param {string} recipient `age1…`
 * @param {Uint8Array} signer 32 bytes
 * @returns {Promise<string>} 16 digits
 */
export async function controlNumberOf(recipient, signer) {
    const cost = { N: 2 ** 15, r: 8, p: 1, dkLen: 16 };
    const hash = await scryptAsync(both(recipient, signer), SALT, cost);
    return (BigInt(`0x${toHex(hash)}`) % 10n ** DIGITS).toString().padStart(16, "0");
}

/** @param {string} number @returns {string} in groups of four, as on a bank card */
export const inGroups = (number) => number.match(/.{4}/g).join(" ");
