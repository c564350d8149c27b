/**
 * What a member takes along from a room: everything that they can read there, as plain
 * values.
 */

import { filesOf } from "./files.js";
import { membersOf } from "./people.js";

export const FORMAT = "nob-mentorship/export/1";
export const DOCUMENT = "index.html";
export const DATA = "texts.json";
export const FOLDER = "files";

/**
 * @typedef {object} Taken one text, for JSON
 * @property {string} uuid
 * @property {string} kind such as `note`
 * @property {string} written in ISO 8601, by the server's clock
 * @property {object} open what is no secret of it
 * @property {string} [error] why it did not open, the code of a `SealError`; only this
 *     is there then
 * @property {{uuid: string, name: string}|null} [author]
 * @property {"valid"} [signature] what is not signed by its author does not open
 * @property {string} [hash] see `docs/sealed-format.md`
 * @property {import("./seal.js").Body} [body]
 * @property {Array<{uuid: string, name: string}>} [agreed] to a version of the agreement,
 *     by their signatures
 * @property {Array<object>} [files] `uuid`, `name`, `type`, `size`, `hash` and `path` in
 *     the archive, or `error`
 */

/**
 * @param {object} room
 * @param {string} room.made in ISO 8601
 * @param {{uuid: string, edition: string, meetings?: Array<object>}} room.served
 * @param {{uuid: string, name: string}} room.member who takes it along
 * @param {import("./trust.js").Trust|null} room.trust
 * @param {Array<object>} room.read as of `readTexts`; `accepted` beside each version of
 *     the agreement
 * @param {Map<string, Array<object>>} room.files by the uuid of their text
 * @returns {{format: string, made: string, edition: string, room: string, member: object,
 *     people: Array<object>, texts: Taken[]}}
 */
export function takeAlong({ made, served, member, trust, read, files }) {
    const known = trust?.people ?? {};
    const nameOf = (uuid) => ({ uuid, name: known[uuid]?.name ?? "" });
    const texts = read.map((text) => {
        const { acceptances: _sealed, ...open } = text.open ?? {};
        const meeting = served.meetings?.find(({ id }) => id === open.meeting);
        if (meeting) {
            open.start = meeting.start;
        }
        const about = { uuid: text.uuid, kind: text.kind, written: text.written, open };
        if (!text.body) {
            return { ...about, error: text.error };
        }
        return {
            ...about,
            author: text.author ?? null,
            signature: "valid",
            hash: text.hash,
            body: withoutSecrets(text.body),
            ...(text.accepted && { agreed: text.accepted.map(nameOf) }),
            ...(files.has(text.uuid) && { files: files.get(text.uuid) }),
        };
    });
    const people = [...(trust ? membersOf(trust, served.uuid) : []), ...named(texts)];
    return {
        format: FORMAT,
        made,
        edition: served.edition,
        room: served.uuid,
        member: { uuid: member.uuid, name: member.name },
        people: [...new Set(people)]
            .filter((uuid) => Object.hasOwn(known, uuid))
            .map((uuid) => ({ ...nameOf(uuid), fingerprint: known[uuid].print })),
        texts,
    };
}

/** Everyone who wrote or was written for, including those who have left. */
const named = (texts) =>
    texts
        .filter(({ body }) => body)
        .flatMap(({ author, body }) => [
            ...(author ? [author.uuid] : []),
            ...body.readers.map(([uuid]) => uuid),
        ]);

/** The key of a file opens it on the server as well, so it stays here. */
function withoutSecrets(body) {
    const files = filesOf({ body }).map(withoutKey);
    return "files" in body.text ? { ...body, text: { ...body.text, files } } : body;
}

export const withoutKey = ({ key: _key, ...file }) => file;
