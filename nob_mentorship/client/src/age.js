/** Files of age (https://age-encryption.org/v1), and what went wrong with one. */

import {
    Decrypter,
    Encrypter,
    generateX25519Identity,
    identityToRecipient,
} from "age-encryption";
import { bech32 } from "@scure/base";
import { SealError } from "./errors.js";

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
 * @param {Uint8Array} file
 * @param {string} key a secret key
 * @returns {Promise<Uint8Array>}
 * @throws {SealError} `not-for-me` or `damaged`
 */
export async function decrypt(file, key) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    try {
        return await decrypter.decrypt(file);
    } catch (error) {
        const other = /no identity matched/.test(error.message);
        throw new SealError(other ? "not-for-me" : "damaged", { cause: error });
    }
}
