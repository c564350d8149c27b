import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "../src/age.js";
import { concat } from "../src/bytes.js";
import { fingerprintOf } from "../src/fingerprint.js";
import { open, seal } from "../src/seal.js";
import { makeSeed, publicKeyOf } from "../src/signing.js";

const UUID = "0b7c1a52-3f2e-4c1b-9d4a-5e6f70819203";
const ROOM = "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d";
const EXPECTED = { uuid: UUID, room: ROOM, kind: "note" };

async function person() {
    const keys = { age: await age.makeAgeKey(), seed: makeSeed() };
    const recipient = await age.recipientOf(keys.age);
    const signer = publicKeyOf(keys.seed);
    return { keys, recipient, signer, print: await fingerprintOf(recipient, signer) };
}

const knows =
    (...people) =>
    (signer) =>
        people.find((each) => String(each.signer) === String(signer))?.print ?? null;

const body = (values = {}) => ({
    uuid: UUID,
    room: ROOM,
    kind: "note",
    readers: [],
    revision: 1,
    previous: "",
    trust: 1,
    text: { text: "Wat ik wil bespreken: é 🙂" },
    ...values,
});

const code = (expected) => (error) => error.code === expected;

test("a reader reads what the author wrote", async () => {
    const [author, reader] = [await person(), await person()];
    const { sealed, hash } = await seal(body(), author.keys, [reader.recipient]);
    const read = await open(sealed, reader.keys, knows(author), EXPECTED);
    assert.deepEqual(read.body.text, body().text);
    assert.equal(read.body.author, author.print);
    assert.equal(read.hash, hash);
});

test("a file comes out as it went in, whatever its bytes", async () => {
    const author = await person();
    for (const size of [0, 1, 255, 256, 70000]) {
        const bytes = Uint8Array.from({ length: size }, (_, at) => at % 7);
        const { sealed } = await seal(body({ bytes }), author.keys, [author.recipient]);
        const read = await open(sealed, author.keys, knows(author), EXPECTED);
        assert.deepEqual(read.body.bytes, bytes);
    }
});

test("no one else opens it", async () => {
    const [author, thief] = [await person(), await person()];
    const { sealed } = await seal(body(), author.keys, [author.recipient]);
    await assert.rejects(
        open(sealed, thief.keys, knows(author), EXPECTED),
        code("not-for-me")
    );
});

test("a text by an unknown author is not shown", async () => {
    const [author, reader] = [await person(), await person()];
    const { sealed } = await seal(body(), author.keys, [reader.recipient]);
    await assert.rejects(
        open(sealed, reader.keys, knows(reader), EXPECTED),
        code("unknown-author")
    );
});

test("a text under the name of another one is not shown", async () => {
    const [author, reader, forger] = [await person(), await person(), await person()];
    const { sealed } = await seal(body(), forger.keys, [reader.recipient]);
    const whole = await age.decrypt(sealed, reader.keys.age);
    const forged = concat(author.signer, whole.subarray(32));
    await assert.rejects(
        open(
            await age.encrypt(forged, [reader.recipient]),
            reader.keys,
            knows(author),
            EXPECTED
        ),
        code("forged")
    );
});

test("a known person cannot sign as another person", async () => {
    const [author, other] = [await person(), await person()];
    const { sealed } = await seal(body(), author.keys, [author.recipient]);
    const mistaken = () => other.print;
    await assert.rejects(
        open(sealed, author.keys, mistaken, EXPECTED),
        code("misplaced")
    );
});

test("a text of another room, kind or place is not shown", async () => {
    const author = await person();
    const { sealed } = await seal(body(), author.keys, [author.recipient]);
    for (const [name, value] of Object.entries({
        uuid: ROOM,
        room: UUID,
        kind: "goal",
    })) {
        await assert.rejects(
            open(sealed, author.keys, knows(author), { ...EXPECTED, [name]: value }),
            code("misplaced"),
            name
        );
    }
});

test("what was cut or changed is not shown", async () => {
    const author = await person();
    const { sealed } = await seal(body(), author.keys, [author.recipient]);
    const known = knows(author);
    for (let at = 0; at < sealed.length; at += 7) {
        const changed = sealed.slice();
        changed[at] ^= 1;
        await assert.rejects(open(changed, author.keys, known, EXPECTED), String(at));
        await assert.rejects(open(sealed.slice(0, at), author.keys, known, EXPECTED));
    }
});

test("a signed body that is no text is not shown", async () => {
    const author = await person();
    for (const wrong of [
        { revision: 0 },
        { revision: "1" },
        { readers: [["x", ""]] },
        { previous: "abc" },
        { text: null },
        { text: "flat" },
        { trust: 1.5 },
        { uuid: UUID.toUpperCase() },
    ]) {
        await assert.rejects(
            seal(body(wrong), author.keys, [author.recipient]),
            code("unreadable"),
            JSON.stringify(wrong)
        );
    }
});

test("lengths tell little", async () => {
    const author = await person();
    const sizes = new Set();
    for (const length of [20, 60, 200]) {
        const text = { text: "a".repeat(length) };
        const { sealed } = await seal(body({ text }), author.keys, [author.recipient]);
        sizes.add(sealed.length);
    }
    assert.equal(sizes.size, 1);
    const long = { text: "a".repeat(5000) };
    const { sealed } = await seal(body({ text: long }), author.keys, [
        author.recipient,
    ]);
    assert.equal(sealed.length - [...sizes][0], 8192 - 512);
});
