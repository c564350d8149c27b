/**
 * The ways that open a member's secret keys: a passkey, a phrase, a recovery code.
 *
 * Each is a secret that becomes a key of age, to which the secret keys are sealed. How
 * a phrase becomes a key is fixed here: the server has no say in how long it takes.
 */

import { hkdf } from "@noble/hashes/hkdf.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import * as age from "./age.js";
import { concat, fromHex, fromUtf8, toHex, utf8 } from "./bytes.js";
import { SealError } from "./errors.js";
import { SEED } from "./signing.js";

export const SALT = 16;
const COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };

/**
 * Return the key of age that a secret becomes.
 *
 * @param {"passkey"|"phrase"|"recovery"} kind
 * @param {Uint8Array} secret what the passkey gives (32 bytes), what the phrase was
 *     stretched to (32), or the code (16)
 * @returns {string} `AGE-SECRET-KEY-1…`
 */
export const keyOfWay = (kind, secret) =>
    age.ageKeyFrom(
        hkdf(sha256, secret, undefined, utf8(`nob-mentorship/way/${kind}/1`), 32)
    );

/**
 * Stretch a phrase. It takes some hundred milliseconds: call it in a worker.
 *
 * @param {string} phrase as it was typed
 * @param {Uint8Array} salt 16 bytes, kept beside what it opens
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export const stretch = (phrase, salt) =>
    scryptAsync(
        utf8(plainPhrase(phrase)),
        concat(utf8("nob-mentorship/phrase/1"), salt),
        COST
    );

/** Return a phrase without what phones and people add: capitals, dots, double blanks. */
export const plainPhrase = (phrase) =>
    phrase
        .normalize("NFKC")
        .toLowerCase()
        .split(/[^\p{L}]+/u)
        .filter(Boolean)
        .join(" ");

/**
 * Seal secret keys for a way to open them.
 *
 * @param {import("./seal.js").Keys} keys
 * @param {string} wayKey what :func:`keyOfWay` returned
 * @returns {Promise<Uint8Array>}
 */
export async function sealKeys({ age: key, seed }, wayKey) {
    const written = JSON.stringify({ age: key, seed: toHex(seed) });
    return age.encrypt(utf8(written), [await age.recipientOf(wayKey)]);
}

/**
 * @param {Uint8Array} sealed
 * @param {string} wayKey
 * @returns {Promise<import("./seal.js").Keys>}
 * @throws {SealError} `not-for-me` if the passkey, phrase or code differs
 */
export async function openKeys(sealed, wayKey) {
    const written = await age.decrypt(sealed, wayKey);
    try {
        const { age: key, seed } = JSON.parse(fromUtf8(written));
        const keys = { age: key, seed: fromHex(seed) };
        await age.recipientOf(key);
        if (keys.seed.length === SEED) {
            return keys;
        }
    } catch (error) {
        throw new SealError("unreadable", { cause: error });
    }
    throw new SealError("unreadable");
}
