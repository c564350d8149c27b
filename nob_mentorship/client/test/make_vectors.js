/**
 * Rewrites `vectors.json`, after a change of the format: `node test/make_vectors.js`.
 */

import { writeFileSync } from "node:fs";
import * as age from "../src/age.js";
import { concat, toHex } from "../src/bytes.js";
import { controlNumberOf } from "../src/fingerprint.js";
import { open, seal } from "../src/seal.js";
import { makeSeed, publicKeyOf } from "../src/signing.js";
import { publicHalves } from "../src/trust.js";

const ROOM = "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d";
const PLACE = {
    uuid: "0b7c1a52-3f2e-4c1b-9d4a-5e6f70819203",
    room: ROOM,
    kind: "note",
};
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

const person = async () => {
    const keys = { age: await age.makeAgeKey(), seed: makeSeed() };
    const halves = await publicHalves(keys);
    const number = await controlNumberOf(halves.recipient, publicKeyOf(keys.seed));
    return { keys, ...halves, number };
};

const [author, reader, stranger] = await Promise.all([person(), person(), person()]);
const body = (more = {}) => ({
    ...PLACE,
    readers: [
        ["5f0f7d6a-1111-4222-8333-944445555666", reader.print],
        ["6a1e8c7b-2222-4333-9444-a55556666777", ""],
    ],
    revision: 2,
    previous: "ab".repeat(32),
    trust: 3,
    text: { text: 'Wat ik wil leren: één ding tegelijk. 🙂\n\u0000\u2028"' },
    ...more,
});

const texts = [];
async function right(name, values) {
    const { sealed, hash } = await seal(values, author.keys, [reader.recipient]);
    const known = () => author.print;
    const read = await open(sealed, reader.keys, known, PLACE);
    const { bytes, ...rest } = read.body;
    texts.push({
        name,
        sealed: base64(sealed),
        expected: PLACE,
        body: bytes ? { ...rest, bytes: base64(bytes) } : rest,
        hash,
    });
    return sealed;
}
const wrong = (name, error, sealed, expected = PLACE) =>
    texts.push({ name, error, sealed: base64(sealed), expected });

const note = await right("a note", body());
await right("a long text", body({ text: { text: "lang ".repeat(300) } }));
await right("an empty file", body({ bytes: new Uint8Array(0) }));
await right(
    "a file",
    body({ bytes: Uint8Array.from({ length: 300 }, (_, at) => at % 256) })
);

const whole = await age.decrypt(note, reader.keys.age);
const sealedAgain = (bytes) => age.encrypt(bytes, [reader.recipient]);
const flipped = (bytes, at) => bytes.with(at, bytes[at] ^ 1);
wrong("cut", "damaged", note.subarray(0, -1));
wrong("changed", "damaged", flipped(note, note.length - 5));
wrong("for another one", "not-for-me", await age.encrypt(whole, [stranger.recipient]));
wrong("a changed body", "forged", await sealedAgain(flipped(whole, 120)));
wrong("a changed signature", "forged", await sealedAgain(flipped(whole, 40)));
wrong("without a body", "unreadable", await sealedAgain(whole.subarray(0, 50)));
const byStranger = await seal(body(), stranger.keys, [reader.recipient]);
wrong("of a stranger", "unknown-author", byStranger.sealed);
const stolen = await age.decrypt(byStranger.sealed, reader.keys.age);
const renamed = concat(publicKeyOf(author.keys.seed), stolen.subarray(32));
wrong("under another name", "forged", await sealedAgain(renamed));
for (const [name, value] of Object.entries({
    uuid: ROOM,
    room: PLACE.uuid,
    kind: "goal",
})) {
    wrong(`another ${name}`, "misplaced", note, { ...PLACE, [name]: value });
}

const secrets = ({ keys }) => ({ age: keys.age, seed: toHex(keys.seed) });
const { keys: _keys, ...open_ } = author;
const vectors = { author: open_, reader: secrets(reader), texts };
writeFileSync(
    new URL("vectors.json", import.meta.url),
    `${JSON.stringify(vectors, null, 4)}\n`
);
