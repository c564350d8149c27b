/** From the answers on the page to a ballot in the box. */

import { readAnswers } from "../src/ballot/answers.js";
import { sealBallot } from "../src/ballot/ballot.js";
import { checkForm, describe, questionsOf } from "../src/ballot/form.js";
import { isIn } from "../src/ballot/receipt.js";

/** @typedef {{receipt: ?string, earlier: boolean}} Sent receipt null where another
 *     browser used the link; earlier where a first attempt had arrived */

/**
 * @param {import("./server.js").Server} server
 * @param {import("./kept.js").Kept} kept
 * @returns {Promise<?string>} receipt of that ballot of this browser that is in the box
 */
export async function inBox(server, kept) {
    const list = await server.receipts();
    return kept.receipts().find((one) => isIn(one, list)) ?? null;
}

export class Sending {
    /**
     * @param {object} opened
     * @param {object} opened.paper see `openPaper`
     * @param {string[]} opened.forms
     * @param {string} opened.token
     * @param {string} opened.hash of the token
     * @param {string} opened.role
     * @param {import("./server.js").Server} server
     * @param {import("./kept.js").Kept} kept
     * @param {number} limit the most letters of one text
     */
    constructor(opened, server, kept, limit) {
        Object.assign(this, opened, { server, kept, limit });
        this.last = null;
    }

    /**
     * Seal what the page collected, and send it.
     *
     * @param {Element} root of Odoo's page
     * @param {object} values as core's script prepares them
     * @returns {Promise<{wrong: object}|{code: string}|Sent>}
     */
    async send(root, values) {
        const description = describe(root);
        await checkForm(this.paper, this.forms, description);
        const questions = questionsOf(description);
        const { answers, wrong } = readAnswers(values, questions, this.limit);
        if (Object.keys(wrong).length) {
            return { wrong };
        }
        const { file, receipt } = await this.sealed(answers);
        this.kept.keepReceipt(receipt);
        const code = await this.server.cast(this.hash, file);
        if (code === "in_box") {
            return { receipt, earlier: false };
        }
        if (code !== "answered") {
            return { code };
        }
        const found = await inBox(this.server, this.kept);
        return { receipt: found, earlier: found !== null && found !== receipt };
    }

    /** Seal answers; the same ones once, so that a second attempt sends the same file. */
    async sealed(answers) {
        const said = JSON.stringify(answers);
        if (this.last?.said !== said) {
            const made = await sealBallot(this.paper, this.token, this.role, answers);
            this.last = { said, ...made };
        }
        return this.last;
    }
}
