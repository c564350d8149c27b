/**
 * Answers the requests of the tests in Python on the command line: a JSON line in, one
 * out.
 *
 * Bytes are base64. An error is answered by its code.
 */

import { createInterface } from "node:readline";
import { fromHex } from "../src/bytes.js";
import { controlNumberOf } from "../src/fingerprint.js";
import { readCode, writeCode } from "../src/recovery_code.js";
import { open, seal } from "../src/seal.js";
import { openTrust, publicHalves, sealTrust } from "../src/trust.js";
import { keyOfWay, openKeys, plainPhrase, sealKeys, stretch } from "../src/ways.js";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (each) => Buffer.from(each).toString("base64");
const keysOf = ({ age, seed }) => ({ age, seed: fromHex(seed) });
const withBytes = ({ bytes: file, ...body }) =>
    file === undefined ? body : { ...body, bytes: bytes(file) };

const asked = {
    async seal({ body, keys, recipients }) {
        const { sealed, hash } = await seal(withBytes(body), keysOf(keys), recipients);
        return { sealed: base64(sealed), hash };
    },
    async open({ sealed, keys, author, expected }) {
        const authorOf = () => author;
        const read = await open(bytes(sealed), keysOf(keys), authorOf, expected);
        const { bytes: file, ...body } = read.body;
        return {
            body: file ? { ...body, bytes: base64(file) } : body,
            hash: read.hash,
        };
    },
    async halves({ keys }) {
        const halves = await publicHalves(keysOf(keys));
        const signer = fromHex(halves.signer);
        return { ...halves, number: await controlNumberOf(halves.recipient, signer) };
    },
    async sealKeys({ keys, kind, secret }) {
        const sealed = await sealKeys(keysOf(keys), keyOfWay(kind, bytes(secret)));
        return { sealed: base64(sealed) };
    },
    async openKeys({ sealed, kind, secret }) {
        const { age, seed } = await openKeys(
            bytes(sealed),
            keyOfWay(kind, bytes(secret))
        );
        return { age, seed: Buffer.from(seed).toString("hex") };
    },
    async stretch({ phrase, salt }) {
        const secret = base64(await stretch(phrase, bytes(salt)));
        return { plain: plainPhrase(phrase), secret };
    },
    async sealTrust({ trust, owner, keys }) {
        const place = { uuid: owner, owner };
        const { sealed, trust: next } = await sealTrust(trust, place, keysOf(keys));
        return { sealed: base64(sealed), trust: next };
    },
    async openTrust({ sealed, owner, keys, least }) {
        const place = { uuid: owner, owner };
        return openTrust(sealed && bytes(sealed), place, keysOf(keys), least);
    },
    async readCode({ typed }) {
        return { code: base64(readCode(typed)) };
    },
    async code({ code }) {
        const written = writeCode(bytes(code));
        return { written, code: base64(readCode(written)) };
    },
};

for await (const line of createInterface({ input: process.stdin })) {
    const { does, ...values } = JSON.parse(line);
    let answer = null;
    try {
        answer = await asked[does](values);
    } catch (error) {
        answer = { error: error.code ?? String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
