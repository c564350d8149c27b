/**
 * The link that was mailed, and the opening paper that it names.
 *
 * Everything that a ballot is sealed by follows from the hash in the link: the server
 * passes on the paper, and cannot replace it by another.
 */

import { isRecipient } from "../age.js";
import { concat, fromHex, utf8 } from "../bytes.js";
import { UUID } from "../uuid.js";
import { BallotError } from "./errors.js";
import { contextOf, DIGEST, hashOf } from "./hash.js";

export const ROLES = ["mentor", "mentee", "peer"];

const FRAGMENT = /^#?([0-9a-f]{32})\.([0-9a-f]{64})$/;
const SIGNATURE = /^[0-9a-f]{128}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOST_SUPPLEMENTS = 999;
const DAY_MS = 86_400_000;

const fits = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const isOneOf = (values) => (value) => values.includes(value);
const isWhole = (least, most) => (value) =>
    Number.isSafeInteger(value) && value >= least && value <= most;
const startOf = (day) => new Date(`${day}T00:00:00Z`);
const isDay = (value) =>
    fits(DAY)(value) &&
    !isNaN(startOf(value)) &&
    startOf(value).toISOString().startsWith(value);

const PAPER = {
    format: isOneOf(["nob-mentorship/paper/1"]),
    evaluation: fits(UUID),
    signer: fits(DIGEST),
    recipient: isRecipient,
    form: fits(DIGEST),
    minimum: isWhole(3, 10_000),
    audience: isOneOf([...ROLES, "all"]),
    length: (value) => isWhole(1024, 131_072)(value) && value % 256 === 0,
    closes: isDay,
    invited: isWhole(0, 10_000),
    invitations: fits(DIGEST),
};
const SUPPLEMENT = {
    format: isOneOf(["nob-mentorship/supplement/1"]),
    paper: fits(DIGEST),
    number: isWhole(1, MOST_SUPPLEMENTS),
    previous: fits(DIGEST),
    invited: isWhole(1, 10_000),
    invitations: fits(DIGEST),
};

/**
 * @typedef {object} Link
 * @property {string} token 32 hexadecimal digits
 * @property {string} paper hash of the paper
 */

/**
 * @param {string} fragment of the address, with or without its `#`
 * @returns {Link}
 * @throws {BallotError} `link`
 */
export function readLink(fragment) {
    const found = FRAGMENT.exec(fragment);
    if (!found) {
        throw new BallotError("link");
    }
    return { token: found[1], paper: found[2] };
}

/** @param {string} token of a link @returns {Promise<string>} what the server knows it by */
export const tokenHash = (token) => hashOf("token", fromHex(token));

/**
 * Check an opening paper and its supplements.
 *
 * @param {{paper: string, signature: string,
 *     supplements: Array<{supplement: string, signature: string}>}} served
 * @param {Link} link
 * @param {string} evaluation uuid that the page is of
 * @param {(signer: Uint8Array, signature: Uint8Array, message: Uint8Array) =>
 *     Promise<boolean>} isSigned
 * @returns {Promise<object>} the paper, with its `hash` and `everyone`: how many people
 *     are invited, by the supplements too
 * @throws {BallotError} `paper`
 */
export async function openPaper(served, link, evaluation, isSigned) {
    const { paper: text, supplements } = served ?? {};
    const hash = typeof text === "string" && (await hashOf("paper", utf8(text)));
    if (hash !== link.paper) {
        throw new BallotError("paper");
    }
    const paper = parsed(text, PAPER);
    const verify = async (what, text, signature) => {
        if (
            !fits(SIGNATURE)(signature) ||
            !(await isSigned(
                fromHex(paper.signer),
                fromHex(signature),
                concat(contextOf(what), utf8(text))
            ))
        ) {
            throw new BallotError("paper");
        }
    };
    await verify("paper", text, served.signature);
    if (
        paper.evaluation !== evaluation ||
        !Array.isArray(supplements) ||
        supplements.length > MOST_SUPPLEMENTS
    ) {
        throw new BallotError("paper");
    }
    let [previous, everyone] = [hash, paper.invited];
    for (const [at, one] of supplements.entries()) {
        const supplement = parsed(one?.supplement, SUPPLEMENT);
        await verify("supplement", one.supplement, one.signature);
        const { paper: of, number } = supplement;
        if (of !== hash || number !== at + 1 || supplement.previous !== previous) {
            throw new BallotError("paper");
        }
        previous = await hashOf("supplement", utf8(one.supplement));
        everyone += supplement.invited;
    }
    return { ...paper, hash, everyone };
}

/**
 * Check that the closing day is not past; a day more is left for all time zones.
 *
 * @param {{closes: string}} paper
 * @param {Date} now
 * @throws {BallotError} `over`
 */
export function checkDay(paper, now) {
    const end = startOf(paper.closes).getTime() + 2 * DAY_MS;
    if (now.getTime() >= end) {
        throw new BallotError("over");
    }
}

/**
 * @param {{audience: string}} paper
 * @param {string} [served] the server's word, where the paper is for all
 * @returns {string} one of ROLES
 * @throws {BallotError} `role`
 */
export function roleIn({ audience }, served) {
    const role = audience === "all" ? served : audience;
    if (!ROLES.includes(role)) {
        throw new BallotError("role");
    }
    return role;
}

/** Return the contents of a text, if it has the names of a form and no others. */
function parsed(text, form) {
    let said = null;
    try {
        said = JSON.parse(text);
    } catch (error) {
        throw new BallotError("paper", { cause: error });
    }
    const names = Object.keys(form);
    if (
        said === null ||
        typeof said !== "object" ||
        Object.keys(said).length !== names.length ||
        !names.every((name) => Object.hasOwn(said, name) && form[name](said[name]))
    ) {
        throw new BallotError("paper");
    }
    return said;
}
