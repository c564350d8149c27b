import assert from "node:assert/strict";
import { test } from "node:test";
import { hasLine, withLine } from "../src/suggestions.js";

const LINE = "We spreken elkaar elke zes weken.";

test("a suggestion becomes a line of its own, after what was written", () => {
    assert.equal(withLine("", LINE), LINE);
    assert.equal(withLine("  \n", LINE), LINE);
    assert.equal(withLine("Bas belt.", LINE), `Bas belt.\n${LINE}`);
    assert.equal(withLine("Bas belt.\n\n ", LINE), `Bas belt.\n${LINE}`);
});

test("a suggestion that is there is not put in again", () => {
    const text = `Bas belt.\n${LINE}\nEn verder niets.`;
    assert.equal(withLine(text, LINE), text);
    assert.equal(withLine(withLine("", LINE), LINE), LINE);
    for (const same of [
        "- we spreken elkaar elke zes weken",
        "  We  spreken elkaar elke zes weken. ",
    ]) {
        assert.ok(hasLine(same, LINE), same);
        assert.equal(withLine(same, LINE), same);
    }
});

test("a line that only contains a suggestion is another line", () => {
    const own = `${LINE} In de aangiftetijd bellen we.`;
    assert.ok(!hasLine(own, LINE));
    assert.equal(withLine(own, LINE), `${own}\n${LINE}`);
});
