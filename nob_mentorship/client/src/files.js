/**
 * Files of a note: each sealed to a key of its own, which is in the note.
 *
 * Every reader of the note can open its files, including late readers, and nothing is
 * sealed again. The note names the hash of what its author signed, so that no other
 * file can take the place of one.
 */

import * as age from "./age.js";
import { SealError } from "./errors.js";
import { safeName } from "./file_names.js";
import { open, seal } from "./seal.js";
import { UUID } from "./uuid.js";
import { readersOf } from "./people.js";

export const LARGEST = 20 * 1024 * 1024;
export const MOST = 10;

const PROGRAMS = new Set(
    (
        "apk app appx bat bin cmd com cpl deb dll dmg exe gadget hta img inf ins iso jar " +
        "js jse lnk mjs msc msi msix msp pif pkg ps1 psm1 py reg rpm scf scr sh sys url " +
        "vb vbe vbs vhd wsc wsf wsh"
    ).split(" ")
);
/** How programs begin: those of Windows, Linux and a Mac, and scripts. */
const BEGINS = [
    [0x4d, 0x5a],
    [0x7f, 0x45, 0x4c, 0x46],
    [0xfe, 0xed, 0xfa, 0xce],
    [0xfe, 0xed, 0xfa, 0xcf],
    [0xce, 0xfa, 0xed, 0xfe],
    [0xcf, 0xfa, 0xed, 0xfe],
    [0xca, 0xfe, 0xba, 0xbe],
    [0x23, 0x21],
];
/**
 * @typedef {object} Entry what a note says of a file
 * @property {string} uuid of the file
 * @property {string} name
 * @property {string} type such as `image/heic`; "" where the browser does not know
 * @property {number} size in bytes
 * @property {string} hash of what its author signed
 * @property {string} key that opens it
 */

/**
 * Say why a file cannot go along.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {string} `empty`, `too-large` or `program`; "" for one that can
 */
export function refusalOf(name, bytes) {
    if (!bytes.length) {
        return "empty";
    }
    if (bytes.length > LARGEST) {
        return "too-large";
    }
    const ending = safeName(name).toLowerCase().split(".").slice(1).pop();
    const begins = BEGINS.some((start) =>
        start.every((byte, at) => bytes[at] === byte)
    );
    return begins || PROGRAMS.has(ending) ? "program" : "";
}

/**
 * Seal a file that goes with a note.
 *
 * @param {import("./trust.js").Trust} trust
 * @param {import("./seal.js").Keys} keys the author's
 * @param {{room: string, name: string, type: string, bytes: Uint8Array}} file
 * @param {string[]} uuids of the readers of the note
 * @returns {Promise<{entry: Entry, sealed: Uint8Array}>}
 */
export async function sealFile(trust, keys, { room, name, type, bytes }, uuids) {
    const key = await age.makeAgeKey();
    const uuid = crypto.randomUUID();
    const { readers } = readersOf(trust, room, uuids);
    const body = {
        uuid,
        room,
        kind: "file",
        readers,
        revision: 1,
        previous: "",
        trust: Math.max(1, trust.revision - 1),
        text: { name: safeName(name), type },
        bytes,
    };
    const { sealed, hash } = await seal(body, keys, [await age.recipientOf(key)]);
    const entry = { uuid, name: safeName(name), type, size: bytes.length, hash, key };
    return { entry, sealed };
}

/**
 * Open a file.
 *
 * @param {Uint8Array} sealed
 * @param {Entry} entry as the note has it
 * @param {{body: import("./seal.js").Body}} note that names it
 * @param {(signer: Uint8Array) => string|null} authorOf as of `seal.js`
 * @returns {Promise<Uint8Array>}
 * @throws {SealError}
 */
export async function openFile(sealed, entry, { body }, authorOf) {
    // whose it is, is bound by its hash: a note outlives the keys its author had
    const expected = { uuid: entry.uuid, room: body.room, kind: "file" };
    const opened = await open(sealed, { age: entry.key }, authorOf, expected);
    if (opened.hash !== entry.hash || !opened.body.bytes) {
        throw new SealError("misplaced");
    }
    return opened.body.bytes;
}

/** @returns {Entry[]} the files that a note names; invalid entries are left out */
export const filesOf = (note) =>
    (Array.isArray(note.body?.text.files) ? note.body.text.files : []).filter(isEntry);

/** The name of a file when it is shown and saved, whatever its author called it. */
export const nameOf = ({ name }) => safeName(name);

const isEntry = (entry) =>
    entry !== null &&
    typeof entry === "object" &&
    ["name", "type", "hash", "key"].every((each) => typeof entry[each] === "string") &&
    UUID.test(entry.uuid) &&
    Number.isSafeInteger(entry.size);
