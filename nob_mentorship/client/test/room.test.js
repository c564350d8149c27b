import assert from "node:assert/strict";
import { test } from "node:test";
import { admit, lateReaders, letIn, readTexts, writeText } from "../src/room.js";
import { signSuccession } from "../src/succession.js";
import { newTrust, pinRoom, renewTrust, takeKeys } from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const room = (...members) => ({ uuid: ROOM, members });
const of = (people, { uuid }) => people.find((each) => each.uuid === uuid);

/** Two who have both entered the room that they share. */
async function pair() {
    const [ana, bo] = [await person("Ana"), await person("Bo")];
    const members = [served(ana), served(bo)];
    const enter = async (one) =>
        (await admit(await newTrust(one, one.keys), one.uuid, room(...members))).trust;
    return { ana, bo, members, lists: { ana: await enter(ana), bo: await enter(bo) } };
}

const note = (text, more = {}) => ({
    uuid: crypto.randomUUID(),
    room: ROOM,
    kind: "note",
    text: { text },
    ...more,
});

test("who enters a room for the first time is asked nothing", async () => {
    const { bo, lists } = await pair();
    assert.deepEqual(lists.ana.people[bo.uuid].state, "first");
});

test("a pair writes and reads", async () => {
    const { ana, bo, lists } = await pair();
    const written = note("Dag Bo");
    const made = await writeText(lists.ana, ana.keys, written, [bo.uuid], ana.uuid);
    assert.deepEqual(made.readers, [ana.uuid, bo.uuid]);
    const given = [{ ...written, sealed: made.sealed }];
    const { read, trust } = await readTexts(lists.bo, bo.keys, ROOM, given);
    assert.equal(read[0].body.text.text, "Dag Bo");
    assert.deepEqual(read[0].author, { uuid: ana.uuid, name: "Ana" });
    assert.deepEqual(trust.texts[written.uuid], [1, made.hash]);
});

test("an older revision is not shown once a newer one was", async () => {
    const { ana, bo, lists } = await pair();
    const written = note("een");
    const one = await writeText(lists.ana, ana.keys, written, [bo.uuid], ana.uuid);
    const again = { ...written, text: { text: "twee" }, before: one };
    const two = await writeText(one.trust, ana.keys, again, [bo.uuid], ana.uuid);
    const given = (made) => [{ ...written, sealed: made.sealed }];
    const newer = await readTexts(lists.bo, bo.keys, ROOM, given(two));
    assert.equal(newer.read[0].body.previous, one.hash);
    const older = await readTexts(newer.trust, bo.keys, ROOM, given(one));
    assert.equal(older.read[0].error, "outdated");
    assert.equal(older.read[0].body, undefined);
});

test("somebody who was added is asked about, and gets nothing before a yes", async () => {
    const { ana, bo, members, lists } = await pair();
    const thief = await person("Fatima");
    const { people, trust } = await admit(
        lists.ana,
        ana.uuid,
        room(...members, served(thief))
    );
    assert.equal(of(people, thief).verdict, "new-person");
    assert.equal(of(people, thief).reads, false);
    assert.equal(of(people, bo).reads, true);
    await assert.rejects(
        writeText(trust, ana.keys, note("x"), [thief.uuid], ana.uuid),
        code("not-trusted")
    );
});

test("a key that was swapped reads nothing, and one that was signed does", async () => {
    const { ana, bo, lists } = await pair();
    const anew = await person("Bo");
    const swapped = { ...served(anew), uuid: bo.uuid };
    const first = await admit(lists.ana, ana.uuid, room(served(ana), swapped));
    assert.equal(of(first.people, bo).verdict, "changed");
    assert.equal(of(first.people, bo).reads, false);
    const succession = await signSuccession(bo.keys.seed, anew);
    const second = await admit(
        lists.ana,
        ana.uuid,
        room(served(ana), { ...swapped, succession })
    );
    assert.equal(of(second.people, bo).verdict, "known");
    assert.deepEqual(second.succeeded, ["Bo"]);
    assert.equal(second.trust.people[bo.uuid].print, anew.print);
});

test("a careful list asks about everybody but oneself", async () => {
    const { ana, bo, members } = await pair();
    const careful = await newTrust(ana, ana.keys, { careful: true });
    const { people, trust } = await admit(careful, ana.uuid, room(...members));
    assert.equal(of(people, ana).verdict, "self");
    assert.equal(of(people, bo).verdict, "new-person");
    const taken = takeKeys(trust, ROOM, of(people, bo), "accepted");
    const after = await admit(taken, ana.uuid, room(...members));
    assert.equal(of(after.people, bo).verdict, "known");
});

test("a text of somebody whom the reader does not know is not shown", async () => {
    const { bo, lists } = await pair();
    const thief = await person("Thief");
    let list = pinRoom(await newTrust(thief, thief.keys), ROOM, [thief, bo]);
    list = takeKeys(list, ROOM, { ...bo, keys: bo }, "first");
    const written = note("vals");
    const made = await writeText(list, thief.keys, written, [bo.uuid], thief.uuid);
    const given = [{ ...written, sealed: made.sealed }];
    const { read } = await readTexts(lists.bo, bo.keys, ROOM, given);
    assert.equal(read[0].error, "unknown-author");
    const elsewhere = [{ ...given[0], sealed: made.sealed.slice(0, -3) }];
    const cut = await readTexts(lists.bo, bo.keys, ROOM, elsewhere);
    assert.equal(cut.read[0].error, "damaged");
});

test("who was late is let in, and reads what the author signed", async () => {
    const [ana, bo] = [await person("Ana"), await person("Bo")];
    const without = { uuid: bo.uuid, name: "Bo", recipient: "", signer: "" };
    const list = await newTrust(ana, ana.keys);
    const early = await admit(list, ana.uuid, room(served(ana), without));
    assert.equal(of(early.people, bo).verdict, "without-key");
    const written = note("Voor straks");
    const made = await writeText(early.trust, ana.keys, written, [bo.uuid], ana.uuid);
    const given = { ...written, sealed: made.sealed, given: [] };
    const members = room(served(ana), served(bo));
    const later = await admit(made.trust, ana.uuid, members);
    const { read } = await readTexts(later.trust, ana.keys, ROOM, [given]);
    const [late] = lateReaders(later.trust, later.people, read);
    assert.equal(late.name, "Bo");
    const [copy] = await letIn(later.trust, late);
    const own = await admit(await newTrust(bo, bo.keys), bo.uuid, members);
    const alone = await readTexts(own.trust, bo.keys, ROOM, [given]);
    assert.equal(alone.read[0].error, "not-for-me");
    const passed = { ...given, copy: copy.sealed, given: [bo.uuid] };
    const both = await readTexts(own.trust, bo.keys, ROOM, [passed]);
    assert.equal(both.read[0].body.text.text, "Voor straks");
    assert.equal(both.read[0].author.name, "Ana");
    assert.deepEqual(lateReaders(later.trust, later.people, [{ ...passed }]), []);
});

test("a note for oneself alone lets nobody in", async () => {
    const { ana, lists } = await pair();
    const written = note("Alleen ik");
    const made = await writeText(lists.ana, ana.keys, written, [], ana.uuid);
    const given = [{ ...written, sealed: made.sealed, given: [] }];
    const { read } = await readTexts(lists.ana, ana.keys, ROOM, given);
    const people = Object.entries(lists.ana.people).map(([uuid, each]) => ({
        ...each,
        uuid,
        verdict: "known",
    }));
    assert.deepEqual(lateReaders(lists.ana, people, read), []);
});

test("what was sealed to a key that one had before still opens", async () => {
    const { ana, bo, lists } = await pair();
    const anew = await person("Bo");
    const written = note("Van vroeger");
    const made = await writeText(lists.ana, ana.keys, written, [bo.uuid], ana.uuid);
    const given = [{ ...written, sealed: made.sealed, given: [] }];
    const closed = await readTexts(lists.bo, anew.keys, ROOM, given);
    assert.equal(closed.read[0].error, "not-for-me");
    const renewed = await renewTrust(lists.bo, bo, anew.keys, bo.keys);
    const { read } = await readTexts(renewed, anew.keys, ROOM, given);
    assert.equal(read[0].body.text.text, "Van vroeger");
});
