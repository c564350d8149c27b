/** Files of age (https://age-encryption.org/v1), and what went wrong with one. */

import {
    Decrypter,
    Encrypter,
    generateX25519Identity,
    identityToRecipient,
} from "age-encryption";
import { bech32 } from "@scure/base";
import { concat, fromHex } from "./bytes.js";
import { SealError } from "./errors.js";

/** The bytes before the scalar in the PKCS #8 form of a key (RFC 8410). */
const PKCS8 = fromHex("302e020100300506032b656e04220420");
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

/** @returns {Promise<string>} a new secret key, `AGE-SECRET-KEY-1…` */
export const makeAgeKey = () => generateX25519Identity();

/** @param {Uint8Array} scalar 32 bytes @returns {string} the secret key they make */
export const ageKeyFrom = (scalar) =>
    bech32.encodeFromBytes("AGE-SECRET-KEY-", scalar).toUpperCase();

/** @param {string} key a secret key @returns {Uint8Array} its 32 bytes */
export const scalarOf = (key) => bech32.decodeToBytes(key.toLowerCase()).bytes;

/** @param {string} key a secret key @returns {Promise<string>} `age1…` */
export const recipientOf = (key) => identityToRecipient(key);

/** Tell whether a text is a recipient of age, of the one kind that we use. */
export const isRecipient = (text) => typeof text === "string" && RECIPIENT.test(text);

/**
 * @param {Uint8Array} bytes
 * @param {string[]} recipients at least one
 * @returns {Promise<Uint8Array>}
 */
export async function encrypt(bytes, recipients) {
    const encrypter = new Encrypter();
    for (const recipient of new Set(recipients)) {
        encrypter.addRecipient(recipient);
    }
    return encrypter.encrypt(bytes);
}

/**
 * Return what opens files with a secret key: for many files it is made once.
 *
 * @param {string} key
 * @returns {Promise<Decrypter>}
 */
export async function openerOf(key) {
    const opener = new Decrypter();
    opener.addIdentity((await imported(key)) ?? key);
    return opener;
}

/**
 * Return the key in the browser's own form, which opens much faster; null if the
 * browser does not know such keys.
 */
async function imported(key) {
    try {
        const raw = concat(PKCS8, scalarOf(key));
        return await crypto.subtle.importKey("pkcs8", raw, "X25519", false, [
            "deriveBits",
        ]);
    } catch {
        return null;
    }
}

/**
 * @param {Uint8Array} file
 * @param {string|Decrypter} key a secret key, or what opens files with it
 * @returns {Promise<Uint8Array>}
 * @throws {SealError} `not-for-me` or `damaged`
 */
export async function decrypt(file, key) {
    const opener = typeof key === "string" ? await openerOf(key) : key;
    try {
        return await opener.decrypt(file);
    } catch (error) {
        const other = /no identity matched/.test(error.message);
        throw new SealError(other ? "not-for-me" : "damaged", { cause: error });
    }
}
