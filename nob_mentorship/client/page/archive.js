/** All that a member reads in a room, fetched, opened, and put into one archive. */

import { utf8 } from "../src/bytes.js";
import { SealError } from "../src/errors.js";
import { filesOf } from "../src/files.js";
import { safeNames } from "../src/file_names.js";
import { readAll } from "../src/pages.js";
import { DATA, DOCUMENT, FOLDER, takeAlong, withoutKey } from "../src/take_along.js";
import { zip } from "../src/zip.js";
import { later } from "./later.js";
import { Room } from "./room.js";
import { fetchJson, ServerError } from "./server.js";
import { currentLanguage, day, hasText, listed, moment, t, useMore } from "./texts.js";

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {number} number of the pairing
 * @param {(sentence: string) => void} told how far it is
 * @returns {Promise<{archive: Uint8Array[], closed: number, succeeded: string[]}>}
 *     `closed`: how many texts and files did not open; the document says why;
 *     `succeeded`: names of those whose new keys were taken on the way
 */
export async function archiveOf(member, number, told) {
    const { report } = await later("report");
    await useMore("lookback", fetchJson);
    const { room, succeeded } = await readRoom(member, number, (count) =>
        told(t("export.busy", { count }))
    );
    const now = new Date();
    const files = await readFiles(room, told);
    const taken = takeAlong({
        made: now.toISOString(),
        served: room.served,
        member: member.member,
        trust: member.trust,
        read: room.read,
        files: files.told,
    });
    const words = { language: currentLanguage(), t, hasText, listed, moment, day };
    const archive = zip(
        [
            { name: DOCUMENT, bytes: utf8(report(taken, words)) },
            { name: DATA, bytes: utf8(JSON.stringify(taken, null, 2)) },
            ...files.stored,
        ],
        now
    );
    const closed = room.read.filter(({ error }) => error).length + files.closed;
    return { archive, closed, succeeded };
}

/** @throws {ServerError} `changed` where notes come and go all the time */
async function readRoom(member, number, told) {
    const room = new Room(member, () => {});
    const succeeded = new Set();
    const read = async (offset) => {
        room.take(await member.server.ask("room", { room: number, offset }));
        await room.look();
        room.succeeded.forEach((name) => succeeded.add(name));
        if (room.isNew) {
            // no one in it is known yet, so nothing would open
            throw new SealError("new-room");
        }
        return { found: room.of("note"), more: room.served.more };
    };
    const notes = await readAll(read, told);
    if (!notes) {
        throw new ServerError("changed");
    }
    room.read = [...room.read.filter(({ kind }) => kind !== "note"), ...notes];
    await room.lookAtAcceptances();
    return { room, succeeded: [...succeeded] };
}

/**
 * Fetch and open the files of all texts.
 *
 * @returns {Promise<{told: Map<string, Array<object>>, stored: Array<object>,
 *     closed: number}>} what is said of them, by their text's uuid; and the files
 */
async function readFiles(room, told) {
    const all = room.read
        .filter(({ body }) => body)
        .flatMap((text) => filesOf(text).map((file) => ({ uuid: text.uuid, file })));
    const names = safeNames(all.map(({ file }) => file.name));
    const result = { told: new Map(), stored: [], closed: 0 };
    for (const [at, { uuid, file }] of all.entries()) {
        told(t("export.busy-files", { number: at + 1, count: all.length }));
        const path = `${FOLDER}/${names[at]}`;
        const about = withoutKey(file);
        try {
            result.stored.push({ name: path, bytes: await room.openFile(file) });
            about.path = path;
        } catch (error) {
            about.error = reasonOf(error);
            result.closed++;
        }
        result.told.set(uuid, [...(result.told.get(uuid) ?? []), about]);
    }
    return result;
}

/**
 * Why a file is not there. Nothing that an author wrote of one stops all the rest.
 *
 * @throws {ServerError} where it can be had another time
 */
function reasonOf(error) {
    if (error instanceof ServerError && error.code !== "gone") {
        throw error;
    }
    if (error instanceof SealError || error instanceof ServerError) {
        return error.code;
    }
    console.error(error);
    return "unreadable";
}
