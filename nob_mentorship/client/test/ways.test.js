import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "../src/age.js";
import { randomBytes } from "../src/bytes.js";
import { controlNumberOf, inGroups } from "../src/fingerprint.js";
import { makeCode, readCode, writeCode } from "../src/recovery_code.js";
import { isSigned, makeSeed, publicKeyOf, sign } from "../src/signing.js";
import { keyOfWay, openKeys, plainPhrase, sealKeys, stretch } from "../src/ways.js";

const makeKeys = async () => ({ age: await age.makeAgeKey(), seed: makeSeed() });

test("each way opens the keys, and no other one does", async () => {
    const keys = await makeKeys();
    const secret = randomBytes(32);
    const kinds = ["passkey", "phrase", "recovery"];
    for (const kind of kinds) {
        const sealed = await sealKeys(keys, keyOfWay(kind, secret));
        assert.deepEqual(await openKeys(sealed, keyOfWay(kind, secret)), keys);
        for (const other of kinds.filter((each) => each !== kind)) {
            await assert.rejects(
                openKeys(sealed, keyOfWay(other, secret)),
                (error) => error.code === "not-for-me"
            );
        }
    }
});

test("a phrase is read as people and phones write it", async () => {
    const salt = randomBytes(16);
    const [one, other, wrong] = await Promise.all(
        [
            "Appel  boom, fiets. water lamp",
            "appel boom fiets water lamp ",
            "appel boom",
        ].map((phrase) => stretch(phrase, salt))
    );
    assert.deepEqual(one, other);
    assert.notDeepEqual(one, wrong);
    assert.equal(plainPhrase("\u00a0Één-TWEE "), "één twee");
});

test("a recovery code is read in any writing", () => {
    for (let n = 0; n < 50; n++) {
        const code = makeCode();
        const written = writeCode(code);
        assert.match(written, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
        const lower = ` ${written.toLowerCase().replace(/-/g, " – ")}.`;
        const mistaken = written.replace(/0/g, "O").replace(/1/g, "l");
        for (const typed of [written, lower, mistaken]) {
            assert.deepEqual(readCode(typed), code);
        }
    }
});

test("every wrong letter and every swap in a code is found", () => {
    const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const plain = writeCode(makeCode()).replace(/-/g, "");
    const refused = (typed) =>
        assert.throws(
            () => readCode(typed),
            (error) => error.code === "mistyped",
            typed
        );
    for (let at = 0; at < plain.length; at++) {
        for (const letter of letters.replace(plain[at], "")) {
            refused(plain.slice(0, at) + letter + plain.slice(at + 1));
        }
        refused(plain.slice(0, at) + plain.slice(at + 1));
        if (at && plain[at] !== plain[at - 1]) {
            const swapped = plain[at] + plain[at - 1];
            refused(plain.slice(0, at - 1) + swapped + plain.slice(at + 1));
        }
    }
    refused("");
});

test("a control number has sixteen digits, and is of both keys", async () => {
    const recipient = await age.recipientOf(await age.makeAgeKey());
    const signer = publicKeyOf(makeSeed());
    const number = await controlNumberOf(recipient, signer);
    assert.match(number, /^\d{16}$/);
    assert.match(inGroups(number), /^\d{4} \d{4} \d{4} \d{4}$/);
    assert.notEqual(number, await controlNumberOf(recipient, publicKeyOf(makeSeed())));
});

test("a browser without Ed25519 signs and verifies the same", async () => {
    const [seed, message] = [makeSeed(), randomBytes(100)];
    const key = publicKeyOf(seed);
    const signed = await sign(seed, message);
    const known = crypto.subtle.importKey;
    crypto.subtle.importKey = () => Promise.reject(new Error("unknown"));
    try {
        assert.deepEqual(await sign(seed, message), signed);
        assert.equal(await isSigned(key, signed, message), true);
        const other = signed.with(0, signed[0] ^ 1);
        assert.equal(await isSigned(key, other, message), false);
        assert.equal(await isSigned(key, signed.subarray(1), message), false);
        assert.equal(
            await isSigned(new Uint8Array(32).fill(255), signed, message),
            false
        );
    } finally {
        crypto.subtle.importKey = known;
    }
});
