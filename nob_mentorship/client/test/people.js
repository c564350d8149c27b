/** People for the tests, each with their keys. */

import * as age from "../src/age.js";
import { makeSeed } from "../src/signing.js";
import { publicHalves } from "../src/trust.js";

export const ROOM = "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d";

/** @returns {Promise<{uuid, name, keys, recipient, signer, print}>} */
export async function person(name) {
    const keys = { age: await age.makeAgeKey(), seed: makeSeed() };
    return { uuid: crypto.randomUUID(), name, keys, ...(await publicHalves(keys)) };
}

/** What the server says about a person. */
export const served = ({ uuid, name, recipient, signer }, more = {}) => ({
    uuid,
    name,
    recipient,
    signer,
    ...more,
});

export const code = (expected) => (error) => error.code === expected;
