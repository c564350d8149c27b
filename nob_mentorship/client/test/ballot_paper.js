/** Papers for the tests, signed as the program apart signs them. */

import * as age from "../src/age.js";
import { contextOf, hashOf } from "../src/ballot/hash.js";
import { concat, randomBytes, toHex, utf8 } from "../src/bytes.js";
import { makeSeed, publicKeyOf, sign } from "../src/signing.js";

export const EVALUATION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const DIGEST = "ab".repeat(32);

/** A box key and an evaluation's key, and what is signed with them. */
export class Office {
    static async make() {
        const office = new Office();
        office.seed = makeSeed();
        office.key = await age.makeAgeKey();
        office.recipient = await age.recipientOf(office.key);
        office.signer = toHex(publicKeyOf(office.seed));
        return office;
    }

    /** @param {object} [more] in the place of what a paper says; undefined leaves out */
    async paper(more = {}) {
        const said = {
            format: "nob-mentorship/paper/1",
            evaluation: EVALUATION,
            signer: this.signer,
            recipient: this.recipient,
            form: DIGEST,
            minimum: 5,
            audience: "all",
            length: 2048,
            closes: "2030-05-31",
            invited: 12,
            invitations: DIGEST,
            ...more,
        };
        const text = JSON.stringify(said);
        const token = toHex(randomBytes(16));
        return {
            served: {
                paper: text,
                signature: await this.signature("paper", text),
                supplements: [],
            },
            link: { token, paper: await hashOf("paper", utf8(text)) },
        };
    }

    /** Add a supplement to the server's answer. */
    async supplement(served, more = {}) {
        const before = served.supplements.at(-1);
        const paper = await hashOf("paper", utf8(served.paper));
        const text = JSON.stringify({
            format: "nob-mentorship/supplement/1",
            paper,
            number: served.supplements.length + 1,
            previous: before
                ? await hashOf("supplement", utf8(before.supplement))
                : paper,
            invited: 2,
            invitations: DIGEST,
            ...more,
        });
        const signature = await this.signature("supplement", text);
        served.supplements.push({ supplement: text, signature });
    }

    async signature(what, text) {
        return toHex(await sign(this.seed, concat(contextOf(what), utf8(text))));
    }
}
