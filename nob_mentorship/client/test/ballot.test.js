import assert from "node:assert/strict";
import { test } from "node:test";
import * as age from "../src/age.js";
import { sealBallot, sealedLength } from "../src/ballot/ballot.js";
import { openPaper } from "../src/ballot/paper.js";
import { isIn, readReceipt, receiptOf } from "../src/ballot/receipt.js";
import { fromUtf8 } from "../src/bytes.js";
import { isSigned } from "../src/signing.js";
import { EVALUATION, Office } from "./ballot_paper.js";
import { code } from "./people.js";

const office = await Office.make();
const made = await office.paper();
const paper = await openPaper(made.served, made.link, EVALUATION, isSigned);
const { token } = made.link;
const ANSWERS = { 7: ["4", ""], 12: [["31", "40"], "Een béétje 😀"] };

test("a ballot opens with the evaluation's key, and says what was answered", async () => {
    const { file } = await sealBallot(paper, token, "mentee", ANSWERS);
    const bytes = await age.decrypt(file, office.key);
    assert.equal(bytes.length, 2048);
    const content = fromUtf8(bytes);
    assert.deepEqual(JSON.parse(content), {
        paper: paper.hash,
        token,
        role: "mentee",
        answers: ANSWERS,
    });
    assert.match(content, /\} +$/);
});

test("all ballots of a paper have one length, whatever they say", async () => {
    const long = { 7: ["x".repeat(1700), ""] };
    for (const answers of [{}, ANSWERS, long, ANSWERS]) {
        const sealed = sealBallot(paper, token, "peer", answers);
        await assert.doesNotReject(sealed);
        const { file } = await sealed;
        assert.equal(file.length, sealedLength(2048));
    }
    for (const length of [1024, 65_536, 65_792, 131_072]) {
        const { file } = await sealBallot({ ...paper, length }, token, "peer", {});
        assert.equal(file.length, sealedLength(length));
        assert.equal((await age.decrypt(file, office.key)).length, length);
    }
});

test("answers that fit to the last byte are sealed, one byte more is refused", async () => {
    const frame = JSON.stringify({
        paper: paper.hash,
        token,
        role: "peer",
        answers: { 7: ["", ""] },
    }).length;
    const text = (size) => ({ 7: ["x".repeat(size), ""] });
    const { file } = await sealBallot(paper, token, "peer", text(2048 - frame));
    assert.equal((await age.decrypt(file, office.key)).at(-1), "}".charCodeAt(0));
    await assert.rejects(
        sealBallot(paper, token, "peer", text(2049 - frame)),
        code("too-much")
    );
});

test("the same answer is another file each time, with another receipt", async () => {
    const one = await sealBallot(paper, token, "mentor", ANSWERS);
    const other = await sealBallot(paper, token, "mentor", ANSWERS);
    assert.notDeepEqual(one.file, other.file);
    assert.notEqual(one.receipt, other.receipt);
    assert.equal(one.receipt, await receiptOf(one.file));
});

test("a receipt is read as it is typed", async () => {
    const { receipt } = await sealBallot(paper, token, "mentor", ANSWERS);
    assert.match(receipt, /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
    const plain = receipt.replaceAll("-", "");
    for (const typed of [
        receipt,
        plain,
        ` ${receipt.toLowerCase()}\n`,
        plain.replace(/(..)/g, "$1 "),
        receipt.replaceAll("-", "–"),
        plain.replaceAll("0", "o").replaceAll("1", "l"),
    ]) {
        assert.equal(readReceipt(typed), receipt);
    }
    for (const typed of ["", plain.slice(1), `${plain}7`, `${plain.slice(1)}U`, "é"]) {
        assert.throws(() => readReceipt(typed), code("mistyped"), typed);
    }
});

test("a receipt is in a list, however the list is written, or it is not", async () => {
    const { receipt } = await sealBallot(paper, token, "mentor", ANSWERS);
    const other = "0000-0000-0000";
    assert.ok(isIn(receipt, [other, receipt]));
    assert.ok(isIn(receipt, [receipt.replaceAll("-", "")]));
    assert.ok(!isIn(receipt, [other]));
    assert.ok(!isIn(receipt, []));
});
