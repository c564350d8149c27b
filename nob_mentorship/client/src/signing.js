/** Ed25519 (RFC 8032), by the browser if it knows it, otherwise by noble-curves. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromHex, randomBytes, toHex } from "./bytes.js";

export const SEED = 32;
export const PUBLIC_KEY = 32;
export const SIGNATURE = 64;

const NAME = "Ed25519";
/** The bytes before the seed in the PKCS #8 form of a key (RFC 8410). */
const PKCS8 = fromHex("302e020100300506032b657004220420");

/** @returns {Uint8Array} a new secret key */
export const makeSeed = () => randomBytes(SEED);

/** @param {Uint8Array} seed @returns {Uint8Array} 32 bytes */
export const publicKeyOf = (seed) => ed25519.getPublicKey(seed);

/**
 * @param {Uint8Array} seed
 * @param {Uint8Array} message
 * @returns {Promise<Uint8Array>} 64 bytes
 */
export async function sign(seed, message) {
    const key = await imported("pkcs8", concat(PKCS8, seed), "sign");
    return key
        ? new Uint8Array(await crypto.subtle.sign(NAME, key, message))
        : ed25519.sign(message, seed);
}

/**
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 * @returns {Promise<boolean>} false as well for what is no key or signature at all
 */
export async function isSigned(publicKey, signature, message) {
    if (publicKey.length !== PUBLIC_KEY || signature.length !== SIGNATURE) {
        return false;
    }
    const key = await verifierOf(publicKey);
    if (key) {
        return crypto.subtle.verify(NAME, key, signature, message);
    }
    try {
        // as the browsers do, and not as blockchains: one message, one verdict
        return ed25519.verify(signature, message, publicKey, { zip215: false });
    } catch {
        return false;
    }
}

/** Public keys of authors, as the browser has them: few, and each is asked for often. */
const verifiers = new Map();

function verifierOf(publicKey) {
    const name = toHex(publicKey);
    if (!verifiers.has(name)) {
        verifiers.set(name, imported("raw", publicKey, "verify"));
    }
    return verifiers.get(name);
}

/** Return the key, or null if this browser does not know Ed25519. */
async function imported(format, bytes, usage) {
    try {
        return await crypto.subtle.importKey(format, bytes, NAME, false, [usage]);
    } catch {
        return null;
    }
}
