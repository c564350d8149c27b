import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswers } from "../src/ballot/answers.js";

const asked = (question, kind, more = {}) => ({
    question,
    kind,
    title: "",
    about: "",
    required: false,
    hint: "",
    comment: "",
    label: "",
    several: false,
    choices: [],
    rows: [],
    labels: [],
    when: [],
    ...more,
});
const choices = (...numbers) => numbers.map((number) => [number, "…", false]);
const rows = (...numbers) => numbers.map((number) => [number, "…"]);

const read = (values, ...questions) => readAnswers(values, questions, 20);
const one = (value, question) => {
    const { answers, wrong } = read({ [question.question]: value }, question);
    return wrong[question.question] ?? answers[question.question];
};

test("texts are kept as they were typed, without what no text has", () => {
    for (const kind of ["char_box", "text_box"]) {
        const text = asked("1", kind);
        assert.deepEqual(one(" a\r\nb\t\u0000\u0007 ", text), ["a\nb", ""]);
        assert.deepEqual(one("half \ud83d", text), ["half \ufffd", ""]);
        assert.deepEqual(one("😀".repeat(20), text), ["😀".repeat(20), ""]);
        assert.equal(one("😀".repeat(21), text), "too-long");
        for (const nothing of ["", "  ", undefined, null]) {
            assert.deepEqual(one(nothing, text), [null, ""]);
        }
    }
});

test("numbers and moments are texts of their own form", () => {
    const number = asked("1", "numerical_box");
    for (const said of ["0", "-3.5", "1e3", "12345678901234"]) {
        assert.deepEqual(one(said, number), [said, ""]);
    }
    for (const said of ["x", "1e16", "Infinity", "NaN", "1".repeat(21)]) {
        assert.match(one(said, number), /invalid|too-long/);
    }
    assert.deepEqual(one("2027-05-31", asked("1", "date")), ["2027-05-31", ""]);
    assert.equal(one("31-05-2027", asked("1", "date")), "invalid");
    const moment = asked("1", "datetime");
    assert.deepEqual(one("2027-05-31 12:30:00", moment), ["2027-05-31 12:30:00", ""]);
    assert.equal(one("2027-05-31", moment), "invalid");
});

test("a scale is one of its values", () => {
    const scale = asked("1", "scale", { choices: choices("0", "1", "2") });
    assert.deepEqual(one("0", scale), ["0", ""]);
    assert.deepEqual(one(undefined, scale), [null, ""]);
    assert.equal(one("3", scale), "invalid");
    assert.equal(one(["1", "2"], scale), "invalid");
});

test("one choice is one, with a comment where one is taken", () => {
    const plain = asked("1", "simple_choice", { choices: choices("4", "5") });
    const open = { ...plain, comment: "instead" };
    assert.deepEqual(one("4", plain), ["4", ""]);
    assert.deepEqual(one(undefined, plain), [null, ""]);
    assert.equal(one("6", plain), "invalid");
    assert.equal(one(["4", "5"], plain), "invalid");
    assert.equal(one({ comment: "x" }, plain), "invalid");
    assert.deepEqual(one({ comment: " x " }, open), [null, "x"]);
    assert.deepEqual(one(["4", { comment: "x" }], open), ["4", "x"]);
    assert.equal(one({ comment: "x".repeat(21) }, open), "too-long");
});

test("several choices are in one order, without doubles", () => {
    const many = asked("1", "multiple_choice", {
        choices: choices("9", "10", "4"),
        comment: "beside",
    });
    assert.deepEqual(one("9", many), [["9"], ""]);
    assert.deepEqual(one(["10", "9", "9", "4"], many), [["4", "9", "10"], ""]);
    assert.deepEqual(one(undefined, many), [[], ""]);
    assert.deepEqual(one(["9", { comment: "x" }], many), [["9"], "x"]);
    assert.equal(one([{ comment: "x" }, { comment: "y" }], many), "invalid");
    assert.equal(one(["9", "11"], many), "invalid");
});

test("a matrix has the columns of each row", () => {
    const matrix = asked("1", "matrix", {
        choices: choices("7", "8"),
        rows: rows("20", "21"),
        comment: "beside",
    });
    const several = { ...matrix, several: true };
    assert.deepEqual(one({ 21: ["8"], 20: ["7"] }, matrix), [
        { 20: ["7"], 21: ["8"] },
        "",
    ]);
    assert.deepEqual(one(undefined, matrix), [null, ""]);
    assert.deepEqual(one({ comment: " x" }, matrix), [null, "x"]);
    assert.equal(one({ 20: ["7", "8"] }, matrix), "invalid");
    assert.deepEqual(one({ 20: ["8", "7", "8"] }, several), [{ 20: ["7", "8"] }, ""]);
    assert.equal(one({ 22: ["7"] }, matrix), "invalid");
    assert.equal(one({ 20: ["9"] }, matrix), "invalid");
    assert.equal(one({ comment: "x" }, { ...matrix, comment: "" }), "invalid");
});

test("a question that a condition hides is left out, and those that hang on it", () => {
    const form = [
        asked("1", "simple_choice", { choices: choices("4", "5") }),
        asked("2", "multiple_choice", { choices: choices("6", "7"), when: ["4"] }),
        asked("3", "text_box", { when: ["5", "7"] }),
    ];
    const values = (first) => ({ 1: first, 2: ["6", "7"], 3: "tekst" });
    assert.deepEqual(read(values("4"), ...form).answers, {
        1: ["4", ""],
        2: [["6", "7"], ""],
        3: ["tekst", ""],
    });
    assert.deepEqual(read(values("5"), ...form).answers, {
        1: ["5", ""],
        3: ["tekst", ""],
    });
    assert.deepEqual(read(values(undefined), ...form).answers, { 1: [null, ""] });
    const long = { ...values(undefined), 3: "x".repeat(21) };
    assert.deepEqual(read(long, ...form).wrong, {});
});

test("what belongs to no question is left out; each wrong one is named", () => {
    const [first, second] = [asked("1", "char_box"), asked("2", "date")];
    const values = {
        1: "x".repeat(21),
        2: "soon",
        3: "x",
        csrf_token: "y",
        token: "z",
    };
    assert.deepEqual(read(values, first, second), {
        answers: {},
        wrong: { 1: "too-long", 2: "invalid" },
    });
});

test("a kind that is not known is refused", () => {
    assert.equal(one("x", asked("1", "signature")), "invalid");
});

test("the same answers are the same bytes, however they were given", () => {
    const form = [asked("2", "char_box"), asked("10", "char_box")];
    const json = (values) => JSON.stringify(read(values, ...form).answers);
    assert.equal(json({ 10: "b", 2: "a" }), json({ 2: "a", 10: "b" }));
});
