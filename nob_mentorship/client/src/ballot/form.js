/**
 * A form of Odoo Surveys as it is on the screen, in one canonical description.
 *
 * The server makes the same description from its records when the evaluation opens; the
 * paper names the hashes. So a question that was added, changed or left out is found
 * before anything is sealed.
 */

import { concat, fromHex, utf8 } from "../bytes.js";
import { BallotError } from "./errors.js";
import { DIGEST, hashOf } from "./hash.js";

const SPACE =
    /[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
const KINDS = { simple_choice_radio: "simple_choice" };
const PART = ".js_section_wrapper, .js_question-wrapper";
const OTHER = "-1";
const MOST_FORMS = 100;

/**
 * @typedef {object} Question
 * @property {string} question its number
 * @property {string} kind as Odoo Surveys names it, such as `simple_choice`
 * @property {string} title
 * @property {string} about
 * @property {boolean} required
 * @property {string} hint in an empty field
 * @property {""|"beside"|"instead"} comment whether one is taken, and as an answer
 * @property {string} label of the comment
 * @property {boolean} several in a row of a matrix
 * @property {Array<[string, string, boolean]>} choices [number, text, with a picture]
 * @property {Array<[string, string]>} rows of a matrix
 * @property {string[]} labels of a scale
 * @property {string[]} when numbers of choices, one of which asks this question
 */

/**
 * @param {Element} root of Odoo's page, `.o_survey_form`
 * @returns {{title: string, about: string, parts: Array<object>}} sections and questions
 */
export function describe(root) {
    const { triggeringAnswersByQuestion } = root.querySelector("form").dataset;
    const conditions = JSON.parse(triggeringAnswersByQuestion || "{}");
    return {
        title: textOf(root.querySelector(".o_survey_main_title_fade")),
        about: textOf(root.querySelector(".o_mentorship_about")),
        parts: [...root.querySelectorAll(PART)].map((part) =>
            part.matches(".js_section_wrapper")
                ? section(part)
                : question(part, conditions)
        ),
    };
}

/** @returns {Question[]} of a description */
export const questionsOf = ({ parts }) => parts.filter((part) => "question" in part);

/** @returns {Promise<string>} hash of a description */
export const formHash = (description) =>
    hashOf("form", utf8(JSON.stringify(description)));

/**
 * Check that the form on the screen is the one that the paper names, in one of its
 * languages.
 *
 * @param {{form: string}} paper
 * @param {string[]} forms hash of each language
 * @param {object} description
 * @throws {BallotError} `form`
 */
export async function checkForm(paper, forms, description) {
    if (
        !Array.isArray(forms) ||
        forms.length > MOST_FORMS ||
        !forms.every((hash) => typeof hash === "string" && DIGEST.test(hash))
    ) {
        throw new BallotError("form");
    }
    const sorted = [...new Set(forms)].sort();
    if (
        (await hashOf("forms", concat(...sorted.map(fromHex)))) !== paper.form ||
        !sorted.includes(await formHash(description))
    ) {
        throw new BallotError("form");
    }
}

/** @param {string} text @returns {string} each run of white space as one space */
export const clean = (text) => text.replace(SPACE, " ").trim();

const textOf = (element) => clean(element?.textContent ?? "");

function section(part) {
    return {
        section: textOf(part.querySelector(":scope > .o_survey_title")),
        about: textOf(part.querySelector(":scope > .o_survey_description")),
    };
}

function question(part, conditions) {
    const field = part.querySelector("[data-question-type]");
    const kind = KINDS[field?.dataset.questionType] ?? field?.dataset.questionType;
    const head = part.querySelector(":scope > .mb-4");
    const asked = {
        question: part.id,
        kind: kind ?? "",
        title: textOf(head?.querySelector(":scope > h3 > .text-break")),
        about: textOf(head?.querySelector(":scope > div")),
        required: part.hasAttribute("data-required"),
        hint: "",
        comment: "",
        label: "",
        several: false,
        choices: [],
        rows: [],
        labels: [],
        when: (conditions[part.id] ?? [])
            .map(Number)
            .sort((one, other) => one - other)
            .map(String),
    };
    if (kind === "matrix") {
        return { ...asked, ...matrix(part, field) };
    }
    if (kind === "scale") {
        return { ...asked, ...scale(field) };
    }
    if (kind === "simple_choice" || kind === "multiple_choice") {
        return { ...asked, ...choice(field) };
    }
    return { ...asked, hint: clean(field?.getAttribute("placeholder") ?? "") };
}

function choice(field) {
    const labels = [...field.querySelectorAll("label")];
    const numberOf = (label) => label.querySelector("input").value;
    const said = (label) => textOf(label.querySelector(":scope > span"));
    const other = labels.find((label) => numberOf(label) === OTHER);
    const beside = field.querySelector("textarea.o_survey_comment");
    return {
        ...commentOf(beside),
        ...(other && { comment: "instead", label: said(other) }),
        choices: labels
            .filter((label) => label !== other)
            .map((label) => [
                numberOf(label),
                said(label),
                label.querySelector("img") !== null,
            ]),
    };
}

function scale(field) {
    const labels = [...field.querySelectorAll(":scope > .text-primary > div")];
    return {
        choices: [...field.querySelectorAll("input")].map(({ value }) => [
            value,
            textOf(
                field.querySelector(`input[value="${value}"]`).closest("label")
                    .firstElementChild
            ),
            false,
        ]),
        labels: labels.map(textOf),
    };
}

function matrix(part, field) {
    const heads = [...field.querySelectorAll("thead th")].slice(1);
    const rows = [...field.querySelectorAll("tbody tr")];
    const columns = [...(rows[0]?.querySelectorAll("input") ?? [])];
    return {
        ...commentOf(part.querySelector("textarea.o_survey_comment")),
        several: columns.some(({ type }) => type === "checkbox"),
        choices: heads.map((head, at) => [
            columns[at]?.value ?? "",
            textOf(head),
            false,
        ]),
        rows: rows.map((row) => [row.id, textOf(row.querySelector("th"))]),
    };
}

function commentOf(beside) {
    const label = clean(beside?.getAttribute("placeholder") ?? "");
    return beside ? { comment: "beside", label } : {};
}
