/**
 * Receipts: the first 60 bits of a ballot's hash, in twelve of Crockford's letters.
 *
 * A receipt tells whether a ballot is among those of a box, and nothing about its
 * contents.
 */

import { BallotError } from "./errors.js";
import { hashBytes } from "./hash.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RECEIPT = /^[0-9A-HJKMNP-TV-Z]{12}$/;

/**
 * @param {Uint8Array} file a ballot
 * @returns {Promise<string>} such as `7K2M-Q0ZD-1H8W`
 */
export async function receiptOf(file) {
    const hash = await hashBytes("ballot", file);
    let number = hash.slice(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    number >>= 4n;
    let letters = "";
    for (let at = 0; at < 12; at++, number >>= 5n) {
        letters = LETTERS[Number(number & 31n)] + letters;
    }
    return grouped(letters);
}

/**
 * @param {string} typed in any case, with or without characters between the groups
 * @returns {string} as `receiptOf` writes it
 * @throws {BallotError} `mistyped`
 */
export function readReceipt(typed) {
    const plain = typed
        .normalize("NFKC")
        .toUpperCase()
        .replace(/[\s\p{Pd}.]+/gu, "")
        .replace(/O/g, "0")
        .replace(/[IL]/g, "1");
    if (!RECEIPT.test(plain)) {
        throw new BallotError("mistyped");
    }
    return grouped(plain);
}

/**
 * @param {string} receipt as `readReceipt` returns it
 * @param {string[]} list with or without the lines between the groups
 * @returns {boolean}
 */
export const isIn = (receipt, list) =>
    list.some((one) => one.replaceAll("-", "") === receipt.replaceAll("-", ""));

const grouped = (letters) => letters.match(/.{4}/g).join("-");
