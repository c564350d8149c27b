import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromHex, toHex } from "../src/bytes.js";
import { controlNumberOf } from "../src/fingerprint.js";
import { open } from "../src/seal.js";
import { code } from "./people.js";

const { author, reader, texts } = JSON.parse(
    readFileSync(new URL("vectors.json", import.meta.url))
);
const keys = { age: reader.age, seed: fromHex(reader.seed) };
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const known = (signer) => (toHex(signer) === author.signer ? author.print : null);

test("the author has the control number of the vectors", async () => {
    const number = await controlNumberOf(author.recipient, fromHex(author.signer));
    assert.equal(number, author.number);
});

for (const { name, sealed, expected, body, hash, error } of texts) {
    test(`vector: ${name}`, async () => {
        const opened = open(bytes(sealed), keys, known, expected);
        if (error) {
            await assert.rejects(opened, code(error));
            return;
        }
        const read = await opened;
        const { bytes: file, ...rest } = body;
        assert.deepEqual(
            read.body,
            file === undefined ? rest : { ...rest, bytes: bytes(file) }
        );
        assert.equal(read.hash, hash);
    });
}
