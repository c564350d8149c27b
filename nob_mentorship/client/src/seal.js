/**
 * A sealed text: signed by its author, and sealed to its readers.
 *
 * `docs/sealed-format.md` describes the format. Inside age: the author's public signing
 * key, the signature, and the body. The body is JSON, padded with spaces; of a file,
 * the JSON, a zero byte and the bytes, padded with zeros. The body is signed exactly as
 * it is there: it is verified before it is parsed, and never written again.
 */

import * as age from "./age.js";
import { concat, fromUtf8, sha256, toHex, utf8 } from "./bytes.js";
import { SealError } from "./errors.js";
import { fingerprintOf } from "./fingerprint.js";
import { isSigned, PUBLIC_KEY, publicKeyOf, sign, SIGNATURE } from "./signing.js";
import { UUID } from "./uuid.js";

const CONTEXT = utf8("nob-mentorship/text/1\0");
const HEAD = PUBLIC_KEY + SIGNATURE;
const LEAST = 256;
const SPACE = 0x20;

const DIGEST = /^[0-9a-f]{64}$/;
const isText = (value) => typeof value === "string";
const isUuid = (value) => isText(value) && UUID.test(value);
const isDigest = (value) => isText(value) && DIGEST.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value > 0;
const isReader = (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    isUuid(value[0]) &&
    (value[1] === "" || isDigest(value[1]));

/** The fields of a body, and how each is recognised; none may be missing. */
const FORM = {
    uuid: isUuid,
    room: isUuid,
    kind: isText,
    author: isDigest,
    readers: (value) => Array.isArray(value) && value.every(isReader),
    revision: isCount,
    previous: (value) => value === "" || isDigest(value),
    trust: isCount,
    text: (value) =>
        value !== null && typeof value === "object" && !Array.isArray(value),
};

/**
 * @typedef {object} Body
 * @property {string} uuid of the text, drawn by the browser
 * @property {string} room uuid of the room
 * @property {string} kind such as `note`
 * @property {string} author fingerprint
 * @property {Array<[string, string]>} readers [member's uuid, fingerprint or ""]
 * @property {number} revision from 1
 * @property {string} previous hash of the revision before, "" of the first one
 * @property {number} trust revision of the author's trust list
 * @property {object} text what was written, by the names of the form's fields
 * @property {Uint8Array} [bytes] of a file
 */

/**
 * @typedef {object} Keys the secret keys of a person
 * @property {string} age `AGE-SECRET-KEY-1…`
 * @property {Uint8Array} seed of the signing key
 */

/**
 * Seal a text.
 *
 * @param {Omit<Body, "author">} body
 * @param {Keys} keys the author's
 * @param {string[]} recipients of the readers; the author is one only if named
 * @returns {Promise<{sealed: Uint8Array, hash: string}>} `hash` is the next revision's
 *     `previous`
 */
export async function seal(body, keys, recipients) {
    const signer = publicKeyOf(keys.seed);
    const author = await fingerprintOf(await age.recipientOf(keys.age), signer);
    const written = write({ ...body, author });
    const signature = await sign(keys.seed, concat(CONTEXT, written));
    const whole = concat(signer, signature, written);
    return {
        sealed: await age.encrypt(whole, recipients),
        hash: await hashOf(written),
    };
}

/**
 * Open a text.
 *
 * @param {Uint8Array} sealed
 * @param {Keys} keys the reader's
 * @param {(signer: Uint8Array) => string|null} authorOf looks a signing key up in the
 *     reader's own trust list; returns the fingerprint of whose it is
 * @param {{author?: string, room: string, uuid: string, kind: string}} expected
 * @returns {Promise<{body: Body, hash: string}>}
 * @throws {SealError}
 */
export async function open(sealed, keys, authorOf, expected) {
    const whole = await age.decrypt(sealed, await openerOf(keys));
    if (whole.length < HEAD) {
        throw new SealError("unreadable");
    }
    const signer = whole.subarray(0, PUBLIC_KEY);
    const signature = whole.subarray(PUBLIC_KEY, HEAD);
    const written = whole.subarray(HEAD);
    const author = authorOf(signer);
    if (!author) {
        throw new SealError("unknown-author");
    }
    if (!(await isSigned(signer, signature, concat(CONTEXT, written)))) {
        throw new SealError("forged");
    }
    const body = read(written);
    for (const [name, value] of Object.entries({ author, ...expected })) {
        if (body[name] !== value) {
            throw new SealError("misplaced");
        }
    }
    return { body, hash: await hashOf(written) };
}

/**
 * Seal a text that a reader got for one more person, as it is: the author's signature
 * stays.
 *
 * @param {Uint8Array} sealed
 * @param {Keys} keys of the reader who passes it on
 * @param {string} recipient of the one more
 * @returns {Promise<Uint8Array>}
 * @throws {SealError} `damaged` or `not-for-me`
 */
export const passOn = async (sealed, keys, recipient) =>
    age.encrypt(await age.decrypt(sealed, keys.age), [recipient]);

/** Decrypters, by the keys they were made of: dropped when the keys are. */
const openers = new WeakMap();

function openerOf(keys) {
    if (!openers.has(keys)) {
        openers.set(keys, age.openerOf(keys.age));
    }
    return openers.get(keys);
}

const hashOf = async (written) => toHex(await sha256(concat(CONTEXT, written)));

/** Return a body as it is signed. */
function write({ bytes, ...body }) {
    check(body);
    if (!bytes) {
        return padded(utf8(JSON.stringify(body)), SPACE);
    }
    const head = utf8(JSON.stringify({ ...body, size: bytes.length }));
    return padded(concat(head, Uint8Array.of(0), bytes), 0);
}

/** Return the contents of a signed body. */
function read(written) {
    const zero = written.indexOf(0);
    let body = null;
    try {
        body = JSON.parse(fromUtf8(zero < 0 ? written : written.subarray(0, zero)));
    } catch (error) {
        throw new SealError("unreadable", { cause: error });
    }
    check(body);
    if (zero < 0) {
        return body;
    }
    const { size, ...rest } = body;
    const bytes = written.subarray(zero + 1, zero + 1 + size);
    if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== size) {
        throw new SealError("unreadable");
    }
    return { ...rest, bytes: bytes.slice() };
}

function check(body) {
    const fits = ([name, holds]) => Object.hasOwn(body, name) && holds(body[name]);
    if (
        body === null ||
        typeof body !== "object" ||
        !Object.entries(FORM).every(fits)
    ) {
        throw new SealError("unreadable");
    }
}

/** Return bytes filled up to 256, or to the next power of two. */
function padded(bytes, filler) {
    let size = LEAST;
    while (size < bytes.length) {
        size *= 2;
    }
    const full = new Uint8Array(size).fill(filler);
    full.set(bytes);
    return full;
}
