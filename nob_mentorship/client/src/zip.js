/** A ZIP archive whose files are stored as they are: nothing is compressed. */

import { utf8 } from "./bytes.js";

const MOST_FILES = 0xfffe;
const LONGEST_NAME = 0xffff;
/** The largest archive without the extensions for more (ZIP64), in bytes. */
const LARGEST = 0xfffffffe;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const LOCAL = 30;
const CENTRAL = 46;
const END = 22;

const TABLE = Uint32Array.from({ length: 256 }, (_none, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
        value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    }
    return value;
});

/** @param {Uint8Array} bytes @returns {number} CRC-32, as ZIP and PNG have it */
export function crc32(bytes) {
    let value = 0xffffffff;
    for (const byte of bytes) {
        value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
    }
    return (value ^ 0xffffffff) >>> 0;
}

/** What does not fit into an archive that every program opens. */
export class TooLarge extends RangeError {
    constructor() {
        super("too much for a ZIP archive");
        this.code = "archive-large";
    }
}

/**
 * Make an archive.
 *
 * @param {Array<{name: string, bytes: Uint8Array}>} files names with `/` between folders,
 *     none of them twice
 * @param {Date} when they were made; an archive has it on the local clock
 * @returns {Uint8Array[]} parts of the archive, one after the other; the bytes given are
 *     among them, not copied
 * @throws {TooLarge} from 4 GB or 65,535 files on
 */
export function zip(files, when) {
    const named = files.map(({ name, bytes }) => ({ name: utf8(name), bytes }));
    const size = named.reduce(
        (sum, { name, bytes }) =>
            sum + LOCAL + CENTRAL + 2 * name.length + bytes.length,
        END
    );
    const fit = named.every(({ name }) => name.length <= LONGEST_NAME);
    if (size > LARGEST || named.length > MOST_FILES || !fit) {
        throw new TooLarge();
    }
    const [time, day] = moment(when);
    const [parts, index] = [[], []];
    let at = 0;
    for (const { name, bytes } of named) {
        const about = [
            ...[2, VERSION, 2, FLAGS, 2, 0, 2, time, 2, day],
            ...[4, crc32(bytes), 4, bytes.length, 4, bytes.length],
            ...[2, name.length, 2, 0],
        ];
        parts.push(fields(4, 0x04034b50, ...about), name, bytes);
        index.push(
            // neither comments nor disks, and no attributes
            fields(
                ...[4, 0x02014b50, 2, VERSION, ...about],
                ...[2, 0, 2, 0, 2, 0, 4, 0, 4, at]
            ),
            name
        );
        at += LOCAL + name.length + bytes.length;
    }
    const count = named.length;
    const indexed = index.reduce((sum, part) => sum + part.length, 0);
    const end = [2, 0, 2, 0, 2, count, 2, count, 4, indexed, 4, at, 2, 0];
    return [...parts, ...index, fields(4, 0x06054b50, ...end)];
}

/**
 * Return numbers as bytes, the least significant first: each is preceded by its size.
 */
function fields(...pairs) {
    const bytes = [];
    for (let at = 0; at < pairs.length; at += 2) {
        for (let byte = 0; byte < pairs[at]; byte++) {
            bytes.push((pairs[at + 1] >>> (8 * byte)) & 0xff);
        }
    }
    return Uint8Array.from(bytes);
}

/** Return time and day as MS-DOS had them, from 1980 on and in steps of two seconds. */
function moment(when) {
    const year = Math.min(Math.max(when.getFullYear() - 1980, 0), 127);
    return [
        (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1),
        (year << 9) | ((when.getMonth() + 1) << 5) | when.getDate(),
    ];
}
