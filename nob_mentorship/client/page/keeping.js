/**
 * "Keep open on this device": the secret keys, kept in this browser so that nothing has
 * to be typed for a while.
 *
 * They open with two halves: a key in this browser, which scripts can use but not read,
 * and one that Odoo keeps with the login. Logging out drops the second, and then what
 * is kept here can no longer be opened.
 */

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ageKeyFrom, scalarOf } from "../src/age.js";
import { concat, randomBytes, utf8 } from "../src/bytes.js";
import { publicHalves } from "../src/trust.js";

const DAYS = 30;
const DATABASE = "nob-mentorship";
const STORE = "kept";
const AES = { name: "AES-GCM" };
/** The only kind of raw bytes that every browser unwraps. */
const RAW = { name: "HMAC", hash: "SHA-256" };

/**
 * @param {string} member uuid
 * @param {import("../src/seal.js").Keys} keys
 * @param {Uint8Array} half of the login, 32 bytes
 * @returns {Promise<boolean>} false where this browser keeps nothing
 */
export async function keep(member, keys, half) {
    try {
        const raw = randomBytes(32);
        const iv = randomBytes(12);
        const wrapping = await importKey(raw, "wrapKey");
        const secret = mask(concat(scalarOf(keys.age), keys.seed), half);
        const carrier = await crypto.subtle.importKey("raw", secret, RAW, true, [
            "sign",
        ]);
        const algorithm = { ...AES, iv };
        const wrapped = await crypto.subtle.wrapKey(
            "raw",
            carrier,
            wrapping,
            algorithm
        );
        const key = await importKey(raw, "unwrapKey");
        const { print } = await publicHalves(keys);
        const until = Date.now() + DAYS * 86_400_000;
        await inStore("readwrite", (store) =>
            store.put({ key, iv, wrapped, print, until }, member)
        );
        return Boolean(await read(member, half));
    } catch {
        return false;
    }
}

/**
 * @returns {Promise<import("../src/seal.js").Keys|null>} null where nothing is kept, it
 *     is too old, or it belongs to another login
 */
export async function read(member, half) {
    try {
        const kept = await inStore("readonly", (store) => store.get(member));
        if (!kept || kept.until < Date.now()) {
            return null;
        }
        const carrier = await crypto.subtle.unwrapKey(
            "raw",
            kept.wrapped,
            kept.key,
            { ...AES, iv: kept.iv },
            RAW,
            true,
            ["sign"]
        );
        const masked = await crypto.subtle.exportKey("raw", carrier);
        const secret = mask(new Uint8Array(masked), half);
        const keys = { age: ageKeyFrom(secret.slice(0, 32)), seed: secret.slice(32) };
        return (await publicHalves(keys)).print === kept.print ? keys : null;
    } catch {
        return null;
    }
}

/** Stop keeping. */
export async function forget(member) {
    try {
        await inStore("readwrite", (store) => store.delete(member));
    } catch {
        // a browser that refuses to keep anything has nothing to forget
    }
}

const importKey = (raw, use) => crypto.subtle.importKey("raw", raw, AES, false, [use]);

/** Mix the half of the login in, or out again. */
function mask(secret, half) {
    const stream = hkdf(sha256, half, undefined, utf8("nob-mentorship/kept/1"), 64);
    return secret.map((byte, at) => byte ^ stream[at]);
}

async function inStore(mode, use) {
    const database = await opened();
    try {
        const request = use(database.transaction(STORE, mode).objectStore(STORE));
        return await done(request);
    } finally {
        database.close();
    }
}

function opened() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return done(request);
}

const done = (request) =>
    new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("blocked"));
    });
