/** From the address to a form that can be sealed: everything that is checked first. */

import { checkForm, describe } from "../src/ballot/form.js";
import {
    checkDay,
    openPaper,
    readLink,
    roleIn,
    tokenHash,
} from "../src/ballot/paper.js";
import { isSigned } from "./verifying.js";

/** A link that opens no form: the server says `answered`, `closed`, `unknown`, or
 *  `other` where another member is logged in. */
export class Standing extends Error {
    constructor(code) {
        super(code);
        this.name = "Standing";
        this.code = code;
    }
}

const STANDINGS = ["answered", "closed", "other"];

/**
 * @param {string} fragment of the address
 * @returns {Promise<object>} the link, with the `hash` of its token
 * @throws {BallotError} `link`
 */
export async function linkOf(fragment) {
    const link = readLink(fragment);
    return { ...link, hash: await tokenHash(link.token) };
}

/**
 * @param {HTMLFormElement} form
 * @param {object} link as `linkOf` returns it
 * @param {import("./server.js").Server} server
 * @returns {Promise<object>} see `Sending`; `lang` is the member's
 * @throws {BallotError|ServerError|Standing}
 */
export async function open(form, link, server) {
    const { hash } = link;
    const served = JSON.parse(
        form.ownerDocument.getElementById("mentorship-paper")?.textContent ?? "null"
    );
    const paper = await openPaper(
        served,
        link,
        form.dataset.ballotEvaluation,
        isSigned
    );
    const { standing, role, lang } = await server.standing(hash);
    if (standing !== "open") {
        const code = STANDINGS.includes(standing) ? standing : "unknown";
        throw new Standing(code);
    }
    checkDay(paper, new Date());
    await checkForm(paper, served.forms, describe(form.closest(".o_survey_form")));
    return {
        paper,
        forms: served.forms,
        token: link.token,
        hash,
        role: roleIn(paper, role),
        lang,
    };
}
