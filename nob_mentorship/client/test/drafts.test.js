import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../src/drafts.js";
import { person } from "./people.js";

/** What a browser keeps, in memory. */
class Kept {
    constructor() {
        this.all = new Map();
    }
    get length() {
        return this.all.size;
    }
    key(at) {
        return [...this.all.keys()][at];
    }
    getItem(name) {
        return this.all.get(name) ?? null;
    }
    setItem(name, text) {
        this.all.set(name, text);
    }
    removeItem(name) {
        this.all.delete(name);
    }
}

const storage = () => ({ lasting: new Kept(), passing: new Kept() });
const TEXT = "Wat ik nog wil zeggen 🙂";

test("a draft outlives the browser sealed, and no one else reads it", async () => {
    const [ursula, fatima] = [await person("Ursula"), await person("Fatima")];
    const kept = storage();
    const drafts = new Drafts(ursula.uuid, kept, ursula.keys);
    assert.equal(await drafts.keep("note", TEXT), true);
    assert.equal(await drafts.read("note"), TEXT);
    assert.ok(!JSON.stringify([...kept.lasting.all]).includes("zeggen"));
    assert.equal(kept.passing.length, 0);
    assert.equal(await new Drafts(fatima.uuid, kept, fatima.keys).read("note"), "");
    assert.equal(await new Drafts(ursula.uuid, kept, fatima.keys).read("note"), "");
    assert.equal(await new Drafts(ursula.uuid, kept, null).read("note"), "");
});

test("while the keys are closed a draft lasts as long as the tab", async () => {
    const ursula = await person("Ursula");
    const kept = storage();
    await new Drafts(ursula.uuid, kept, null).keep("note", TEXT);
    assert.equal(kept.lasting.length, 0);
    const open = new Drafts(ursula.uuid, kept, ursula.keys);
    assert.equal(await open.read("note"), TEXT);
    await open.keep("note", `${TEXT}!`);
    assert.equal(kept.passing.length, 0);
    assert.equal(await open.read("note"), `${TEXT}!`);
});

test("it is gone after sending, when emptied, and at logout", async () => {
    const ursula = await person("Ursula");
    const kept = storage();
    kept.lasting.setItem("something else", "stays");
    const drafts = new Drafts(ursula.uuid, kept, ursula.keys);
    await drafts.keep("note", TEXT);
    await drafts.drop("note");
    assert.equal(await drafts.read("note"), "");
    await drafts.keep("note", TEXT);
    await drafts.keep("note", "");
    assert.equal(kept.lasting.length, 1);
    await drafts.keep("note", TEXT);
    await new Drafts(ursula.uuid, kept, null).keep("goal", TEXT);
    Drafts.forget(kept);
    assert.deepEqual([kept.lasting.length, kept.passing.length], [1, 0]);
});

test("a draft outlives new keys, and is sealed to them from then on", async () => {
    const [ursula, anew] = [await person("Ursula"), await person("Ursula")];
    const kept = storage();
    await new Drafts(ursula.uuid, kept, ursula.keys).keep("note", TEXT);
    const before = kept.lasting.getItem(kept.lasting.key(0));
    const alone = new Drafts(ursula.uuid, kept, anew.keys);
    assert.equal(await alone.read("note"), "");
    assert.equal(kept.lasting.getItem(kept.lasting.key(0)), before);
    const later = new Drafts(ursula.uuid, kept, anew.keys, [ursula.keys.age]);
    assert.equal(await later.read("note"), TEXT);
    assert.equal(await alone.read("note"), TEXT);
    assert.equal(await new Drafts(ursula.uuid, kept, ursula.keys).read("note"), "");
});

test("a browser that keeps nothing says so, and breaks nothing", async () => {
    const refused = new Proxy(
        {},
        {
            get: () => () => {
                throw new Error("refused");
            },
        }
    );
    const ursula = await person("Ursula");
    const kept = { lasting: refused, passing: refused };
    for (const keys of [ursula.keys, null]) {
        const drafts = new Drafts(ursula.uuid, kept, keys);
        assert.equal(await drafts.keep("note", TEXT), false);
        assert.equal(await drafts.read("note"), "");
    }
});

test("what is kept does not say where it was written", async () => {
    const ursula = await person("Ursula");
    const kept = storage();
    const place = "message/past/7";
    const drafts = new Drafts(ursula.uuid, kept, ursula.keys);
    await drafts.keep(place, TEXT);
    const [name] = kept.lasting.all.keys();
    assert.doesNotMatch(name, /message|past/);
    // nor can a guess be tried without the key
    const guess = new Drafts(ursula.uuid, kept, (await person("Fatima")).keys);
    assert.equal((await guess.names(place)).includes(name), false);
    // an earlier one is found, and has another name from then on
    kept.lasting.all.set(drafts.name(place), kept.lasting.getItem(name));
    kept.lasting.removeItem(name);
    assert.equal(await drafts.read(place), TEXT);
    assert.deepEqual([...kept.lasting.all.keys()], [name]);
    assert.equal(await drafts.read(place), TEXT);
    await drafts.drop(place);
    assert.equal(kept.lasting.length, 0);
});
