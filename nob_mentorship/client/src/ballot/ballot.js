/** A ballot: answers, sealed to the recipient of a paper, in one length. */

import { encrypt } from "../age.js";
import { concat, utf8 } from "../bytes.js";
import { BallotError } from "./errors.js";
import { receiptOf } from "./receipt.js";

const SPACE = 0x20;
const CHUNK = 65_536;
/** The header of one stanza of X25519, and the nonce. */
const HEAD = 168 + 16;
const TAG = 16;

/**
 * @param {{hash: string, recipient: string, length: number}} paper see `openPaper`
 * @param {string} token of the link
 * @param {string} role
 * @param {object} answers see `answers.js`
 * @returns {Promise<{file: Uint8Array, receipt: string}>}
 * @throws {BallotError} `too-much`
 */
export async function sealBallot(paper, token, role, answers) {
    const said = utf8(JSON.stringify({ paper: paper.hash, token, role, answers }));
    if (said.length > paper.length) {
        throw new BallotError("too-much");
    }
    const padding = new Uint8Array(paper.length - said.length).fill(SPACE);
    const file = await encrypt(concat(said, padding), [paper.recipient]);
    if (file.length !== sealedLength(paper.length)) {
        throw new Error("a ballot of another length");
    }
    return { file, receipt: await receiptOf(file) };
}

/** @param {number} length of the content @returns {number} of the file of age */
export const sealedLength = (length) =>
    HEAD + length + TAG * Math.max(1, Math.ceil(length / CHUNK));
