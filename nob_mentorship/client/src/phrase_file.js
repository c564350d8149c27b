/** A file of age that a phrase opens, also by the command `age -d`. */

import { Encrypter, Stanza } from "age-encryption";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { base64nopad } from "@scure/base";
import { concat, randomBytes, utf8 } from "./bytes.js";

const LABEL = utf8("age-encryption.org/v1/scrypt");
const SALT = 16;
/** The base-2 logarithm of what each try costs. The phrase is drawn, and long. */
const WORK = 15;

/** @returns {Promise<Uint8Array>} what a phrase becomes; slow */
export const keyOfPhrase = (phrase, salt) =>
    scryptAsync(utf8(phrase), concat(LABEL, salt), {
        N: 2 ** WORK,
        r: 8,
        p: 1,
        dkLen: 32,
    });

/**
 * @param {Uint8Array} bytes
 * @param {string} phrase
 * @param {typeof keyOfPhrase} [stretch] the same, worked out elsewhere
 * @returns {Promise<Uint8Array>}
 */
export async function sealWithPhrase(bytes, phrase, stretch = keyOfPhrase) {
    const encrypter = new Encrypter();
    // age's own would calculate it here, and block the page
    encrypter.addRecipient({
        async wrapFileKey(fileKey) {
            const salt = randomBytes(SALT);
            const key = await stretch(phrase, salt);
            const body = chacha20poly1305(key, new Uint8Array(12)).encrypt(fileKey);
            return [new Stanza(["scrypt", base64nopad.encode(salt), `${WORK}`], body)];
        },
    });
    return encrypter.encrypt(bytes);
}
