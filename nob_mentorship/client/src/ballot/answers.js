/**
 * Answers as Odoo Surveys' page collects them, in the shape that a ballot holds.
 *
 * `tools/ballot.py` reads the same shape, with the same rules.
 */

import { sealable } from "./text.js";

const PLAIN = ["char_box", "text_box", "numerical_box", "date", "datetime", "scale"];
const CHOICES = ["simple_choice", "multiple_choice"];
const LARGEST = 1e15;
const MOST_DIGITS = 20;
const DATES = {
    date: /^\d{4}-\d{2}-\d{2}$/,
    datetime: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/,
};

/** The error of one answer: `too-long` or `invalid`. */
class Wrong extends Error {}

/**
 * Convert what the page collected into the form of a ballot.
 *
 * @param {object} values by number of the question, as core's script prepares them
 * @param {import("./form.js").Question[]} questions in the order of the form
 * @param {number} limit the most letters of one text
 * @returns {{answers: object, wrong: object}} answers: {number: [value, comment]};
 *     questions that a condition hides are in neither. What is wrong: {number: code}
 */
export function readAnswers(values, questions, limit) {
    const [answers, wrong, chosen] = [{}, {}, new Set()];
    for (const question of questions) {
        if (question.when.length && !question.when.some((one) => chosen.has(one))) {
            continue;
        }
        try {
            const answer = read(values[question.question], question, limit);
            answers[question.question] = answer;
            if (CHOICES.includes(question.kind)) {
                [answer[0] ?? []].flat().forEach((one) => chosen.add(one));
            }
        } catch (error) {
            if (!(error instanceof Wrong)) {
                throw error;
            }
            wrong[question.question] = error.message;
        }
    }
    return { answers, wrong };
}

function read(sent, question, limit) {
    if (question.kind === "matrix") {
        return readMatrix(sent ?? {}, question, limit);
    }
    const pieces = [sent ?? []].flat().filter((piece) => piece !== "");
    const comments = pieces.filter((piece) => typeof piece === "object");
    const said = pieces.filter((piece) => typeof piece !== "object").map(String);
    if (CHOICES.includes(question.kind)) {
        const known = new Set(question.choices.map(([number]) => number));
        const chosen = sorted(said, known);
        if (question.kind === "multiple_choice") {
            return [chosen, comment(comments, question, limit)];
        }
        must(chosen.length < 2);
        return [chosen[0] ?? null, comment(comments, question, limit)];
    }
    must(PLAIN.includes(question.kind) && said.length < 2 && !comments.length);
    return [plain(said[0] ?? "", question, limit) || null, ""];
}

function readMatrix(sent, question, limit) {
    const { comment: written, ...rows } = sent;
    const columns = new Set(question.choices.map(([number]) => number));
    const known = new Set(question.rows.map(([number]) => number));
    const marked = {};
    for (const [row, cells] of Object.entries(rows)) {
        const numbers = sorted(cells.map(String), columns);
        must(known.has(row) && (question.several || numbers.length < 2));
        if (numbers.length) {
            marked[row] = numbers;
        }
    }
    const comments = written === undefined ? [] : [{ comment: written }];
    return [
        Object.keys(marked).length ? marked : null,
        comment(comments, question, limit),
    ];
}

function plain(said, question, limit) {
    const text = clean(said, limit);
    if (!text) {
        return text;
    }
    if (question.kind === "scale") {
        must(question.choices.some(([number]) => number === text));
    } else if (question.kind === "numerical_box") {
        must(text.length <= MOST_DIGITS && Math.abs(Number(text)) <= LARGEST);
    } else if (question.kind in DATES) {
        must(DATES[question.kind].test(text));
    }
    return text;
}

function comment(comments, question, limit) {
    const texts = comments.map((one) => clean(String(one.comment ?? ""), limit));
    const written = texts.filter(Boolean);
    must(written.length < 2 && (!written.length || question.comment !== ""));
    return written[0] ?? "";
}

/** Return numbers without doubles, in ascending order, where all of them are known. */
function sorted(numbers, known) {
    must(numbers.every((number) => known.has(number)));
    return [...new Set(numbers)].sort((one, other) => one - other);
}

function clean(text, limit) {
    const cleaned = sealable(text);
    if ([...cleaned].length > limit) {
        throw new Wrong("too-long");
    }
    return cleaned;
}

function must(holds) {
    if (!holds) {
        throw new Wrong("invalid");
    }
}
