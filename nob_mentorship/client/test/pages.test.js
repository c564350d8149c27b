import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll } from "../src/pages.js";

const PAGE = 50;
const listOf = (count) => Array.from({ length: count }, (_, at) => ({ uuid: `${at}` }));
const pageOf = (list, offset) => ({
    found: list.slice(offset, offset + PAGE),
    more: list.length > offset + PAGE,
});

test("all pages are read, each once", async () => {
    for (const count of [0, 1, 49, 50, 51, 98, 99, 100, 101, 500]) {
        const list = listOf(count);
        const told = [];
        const read = async (offset) => pageOf(list, offset);
        assert.deepEqual(await readAll(read, (n) => told.push(n)), list);
        assert.equal(told.at(-1), count);
    }
});

test("an entry that goes or comes meanwhile hides no other one", async () => {
    for (const change of [
        (list) => list.shift(),
        (list) => list.splice(20, 1),
        (list) => list.splice(49, 1),
        (list) => list.unshift({ uuid: "new" }),
    ]) {
        const list = listOf(120);
        let changed = false;
        const read = async (offset) => {
            if (offset && !changed) {
                change(list);
                changed = true;
            }
            return pageOf(list, offset);
        };
        assert.deepEqual(await readAll(read), list);
    }
});

test("a list without an end ends", async () => {
    let asked = 0;
    const read = async () => ({ found: [{ uuid: `${++asked}` }], more: true });
    assert.equal(await readAll(read), null);
    assert.ok(asked < 50);
    const same = async () => ({ found: [{ uuid: "a" }], more: true });
    assert.equal(await readAll(same), null);
    const none = async () => ({ found: [], more: true });
    assert.deepEqual(await readAll(none), []);
});
