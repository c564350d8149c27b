import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, PARTS, setOut } from "../src/looking_back.js";

const agreement = (state, goals) => ({
    kind: "agreement",
    open: { state },
    body: { text: { goals, privacy: "Blijft hier" } },
});
const goal = (state, specific, more = {}) => ({
    kind: "goal",
    open: { state, progress: 0, done: "", ...more },
    body: { text: { specific } },
});

test("what they set out to do is what they agreed, and the goals they kept", () => {
    const read = [
        { kind: "note", open: { about: "note" }, body: { text: { text: "Dag" } } },
        agreement("asked", "Nog niet afgesproken"),
        agreement("agreed", "Leren delegeren"),
        agreement("replaced", "Vroeger"),
        goal("done", "Een team leiden", { progress: 100, done: "2030-05-01" }),
        goal("dropped", "Iets anders"),
        goal("open", "Beter luisteren", { progress: 50 }),
    ];
    assert.deepEqual(setOut(read), {
        agreed: "Leren delegeren",
        goals: [
            {
                text: "Een team leiden",
                state: "done",
                done: "2030-05-01",
                progress: 100,
            },
            { text: "Beter luisteren", state: "open", done: "", progress: 50 },
        ],
    });
});

test("what does not open is left out, and nothing is nothing", () => {
    const closed = { ...goal("open", ""), body: undefined, error: "damaged" };
    const noGoals = { ...agreement("agreed"), body: { text: {} } };
    assert.deepEqual(setOut([closed, noGoals]), { agreed: "", goals: [] });
    assert.deepEqual(setOut([]), { agreed: "", goals: [] });
});

test("only the answers that were given are shown, in the order of the questions", () => {
    const text = {
        onward: "Vragen stellen",
        aims: "Delegeren",
        outcome: "",
        more: "x",
    };
    assert.deepEqual(answers({ text }), [
        ["aims", "Delegeren"],
        ["onward", "Vragen stellen"],
    ]);
    assert.deepEqual(answers(undefined), []);
    assert.equal(PARTS.length, 3);
});
