/**
 * The recovery code: 128 bits, in seven groups of four, with check characters.
 *
 * The letters are Crockford's: none is mistaken for another. 26 of them hold the bits,
 * the last two a check that finds each wrong letter and each swap of two.
 */

import { randomBytes } from "./bytes.js";
import { SealError } from "./errors.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS = 128n;
const PLACES = 26;
/** A prime below 32²: a remainder fits in two letters. */
const PRIME = 1021n;

/** @returns {Uint8Array} 16 bytes */
export const makeCode = () => randomBytes(16);

/** @param {Uint8Array} code 16 bytes @returns {string} such as `7K2M-…` */
export function writeCode(code) {
    const number = code.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const letters = digits(number, PLACES) + digits(number % PRIME, 2);
    return letters.match(/.{4}/g).join("-");
}

/**
 * @param {string} typed in any case, with or without the lines between the groups
 * @returns {Uint8Array} 16 bytes
 * @throws {SealError} `mistyped`
 */
export function readCode(typed) {
    const plain = typed
        .normalize("NFKC")
        .toUpperCase()
        .replace(/[\s\p{Pd}.]+/gu, "")
        .replace(/O/g, "0")
        .replace(/[IL]/g, "1");
    const values = [...plain].map((letter) => LETTERS.indexOf(letter));
    if (plain.length !== PLACES + 2 || values.includes(-1)) {
        throw new SealError("mistyped");
    }
    const read = (part) => part.reduce((sum, value) => sum * 32n + BigInt(value), 0n);
    const number = read(values.slice(0, PLACES));
    if (number >> BITS || number % PRIME !== read(values.slice(PLACES))) {
        throw new SealError("mistyped");
    }
    return Uint8Array.from({ length: 16 }, (_, at) =>
        Number((number >> BigInt(8 * (15 - at))) & 255n)
    );
}

function digits(number, places) {
    let letters = "";
    for (let left = number, at = 0; at < places; at++, left >>= 5n) {
        letters = LETTERS[Number(left & 31n)] + letters;
    }
    return letters;
}
