/**
 * New keys, with the word of the previous ones that they belong to the same person.
 *
 * Both sign the step: the old keys name their successors, and the new ones their
 * predecessors, so that no one can pass another person's keys off as their own.
 */

import { isRecipient } from "./age.js";
import { concat, fromHex, toHex, utf8 } from "./bytes.js";
import { isSigned, sign } from "./signing.js";

const CONTEXT = utf8("nob-mentorship/succession/1\0");
const SIGNATURES = /^[0-9a-f]{256}$/;
const SIGNER = /^[0-9a-f]{64}$/;
/** Steps that are followed: more than a member takes in years. */
export const MOST_STEPS = 30;

/**
 * @typedef {object} Public the public keys of a person
 * @property {string} recipient
 * @property {string} signer hexadecimal
 */

const bytesOf = ({ recipient, signer }) => concat(utf8(recipient), fromHex(signer));

const statement = (before, after) => concat(CONTEXT, bytesOf(before), bytesOf(after));

/** Tell whether something has both public keys, each in its form. */
export const areKeys = (each) =>
    isRecipient(each?.recipient) &&
    typeof each.signer === "string" &&
    SIGNER.test(each.signer);

/**
 * @param {Public & {seed: Uint8Array}} before
 * @param {Public & {seed: Uint8Array}} after
 * @returns {Promise<string>} both signatures, hexadecimal
 */
export async function signSuccession(before, after) {
    const said = statement(before, after);
    const signatures = [await sign(before.seed, said), await sign(after.seed, said)];
    return toHex(concat(...signatures));
}

/**
 * @param {Public} before
 * @param {Public} after
 * @param {string} succession
 * @returns {Promise<boolean>}
 */
export async function isSuccession(before, after, succession) {
    if (typeof succession !== "string" || !SIGNATURES.test(succession)) {
        return false;
    }
    const said = statement(before, after);
    const signatures = fromHex(succession);
    return (
        (await isSigned(fromHex(before.signer), signatures.subarray(0, 64), said)) &&
        (await isSigned(fromHex(after.signer), signatures.subarray(64), said))
    );
}

/**
 * Follow a person's keys back, as far as each step is signed.
 *
 * @param {Public & {succession?: string}} current
 * @param {Array<Public & {succession?: string}>} earlier as served, newest first
 * @returns {Promise<Public[]>} newest first; none of a chain that comes back to keys that
 *     it had
 */
export async function predecessors(current, earlier) {
    const found = [];
    const seen = new Set([current.recipient, current.signer]);
    let after = current;
    for (const before of Array.isArray(earlier) ? earlier.slice(0, MOST_STEPS) : []) {
        if (
            !areKeys(before) ||
            !(await isSuccession(before, after, after.succession))
        ) {
            break;
        }
        if (seen.has(before.recipient) || seen.has(before.signer)) {
            return [];
        }
        seen.add(before.recipient).add(before.signer);
        found.push({ recipient: before.recipient, signer: before.signer });
        after = before;
    }
    return found;
}
