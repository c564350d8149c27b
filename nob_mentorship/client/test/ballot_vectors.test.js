import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as age from "../src/age.js";
import { sealBallot, sealedLength } from "../src/ballot/ballot.js";
import { hashOf } from "../src/ballot/hash.js";
import { openPaper, readLink, tokenHash } from "../src/ballot/paper.js";
import { isIn, readReceipt, receiptOf } from "../src/ballot/receipt.js";
import { checkForm, formHash } from "../src/ballot/form.js";
import { fromHex, fromUtf8 } from "../src/bytes.js";
import { isSigned } from "../src/signing.js";
import { code } from "./people.js";

const { evaluation, numbers, forms, token, papers, ballots, receipts } = JSON.parse(
    readFileSync(new URL("ballot_vectors.json", import.meta.url))
);
const [right] = papers;

test("vector: a link", async () => {
    const link = readLink(token.fragment);
    assert.deepEqual(link, { token: token.token, paper: right.hash });
    assert.equal(await tokenHash(link.token), token.hash);
});

test("vector: the numbers of invitations", async () => {
    for (const { number, hash } of numbers) {
        assert.equal(await hashOf("invitation", fromHex(number)), hash);
    }
});

test("vector: a form in its languages", async () => {
    for (const text of Object.values(forms.texts)) {
        const description = JSON.parse(text);
        assert.ok(forms.hashes.includes(await formHash(description)));
        await checkForm(forms, forms.hashes, description);
    }
    const other = { title: "How are you?" };
    await assert.rejects(checkForm(forms, forms.hashes, other), code("form"));
    const added = [...forms.hashes, await formHash(other)];
    await assert.rejects(checkForm(forms, added, other), code("form"));
});

for (const { name, given, hash, says, invited, wrong } of papers) {
    test(`vector: ${name}`, async () => {
        const link = { token: token.token, paper: hash };
        const opened = openPaper(given, link, evaluation.uuid, isSigned);
        if (wrong) {
            await assert.rejects(opened, code("paper"));
            return;
        }
        const { hash: found, everyone, ...said } = await opened;
        assert.deepEqual(said, says);
        assert.equal(found, hash);
        assert.equal(everyone, invited);
    });
}

test("vector: ballots and their receipts", async () => {
    for (const { file, hash, receipt } of ballots) {
        const bytes = new Uint8Array(Buffer.from(file, "base64"));
        assert.equal(await hashOf("ballot", bytes), hash);
        assert.ok(isIn(await receiptOf(bytes), [receipt]));
    }
});

test("vector: a ballot that is sealed here is like theirs", async () => {
    const [{ file, body }] = ballots;
    const theirs = new Uint8Array(Buffer.from(file, "base64"));
    const { hash, says } = right;
    const { answers, role } = body;
    const made = await sealBallot({ ...says, hash }, token.token, role, answers);
    assert.equal(made.file.length, sealedLength(says.length));
    const content = async (bytes) =>
        fromUtf8(await age.decrypt(bytes, evaluation.secret));
    assert.deepEqual(
        JSON.parse(await content(made.file)),
        JSON.parse(await content(theirs))
    );
    assert.equal((await content(made.file)).length, (await content(theirs)).length);
});

for (const { typed, means } of receipts) {
    test(`vector: a receipt typed as ${JSON.stringify(typed)}`, () => {
        if (means) {
            assert.equal(readReceipt(typed).replaceAll("-", ""), means);
        } else {
            assert.throws(() => readReceipt(typed), code("mistyped"));
        }
    });
}
