/** Bytes, and the texts they encode. */

import { SealError } from "./errors.js";

/** @param {string} text @returns {Uint8Array} */
export const utf8 = (text) => new TextEncoder().encode(text);

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {TypeError} where these are no UTF-8
 */
export const fromUtf8 = (bytes) =>
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function concat(...parts) {
    const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        joined.set(part, at);
        at += part.length;
    }
    return joined;
}

/** @param {Uint8Array} bytes @returns {string} lower case */
export const toHex = (bytes) =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} hex @returns {Uint8Array} @throws {TypeError} */
export function fromHex(hex) {
    if (!/^([0-9a-f]{2})*$/.test(hex)) {
        throw new TypeError("no hexadecimal digits");
    }
    return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} one @param {Uint8Array} other @returns {boolean} */
export const sameBytes = (one, other) =>
    one.length === other.length && one.every((byte, at) => byte === other[at]);

/** @param {number} size @returns {Uint8Array} */
export const randomBytes = (size) => crypto.getRandomValues(new Uint8Array(size));

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} 32 bytes */
export const sha256 = async (bytes) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** @param {Uint8Array} bytes @returns {string} as JSON carries them */
export function toBase64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(text);
}

/** @param {string} text @returns {Uint8Array} @throws {SealError} `damaged` */
export function fromBase64(text) {
    try {
        return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    } catch (error) {
        throw new SealError("damaged", { cause: error });
    }
}
