import assert from "node:assert/strict";
import { test } from "node:test";
import {
    acceptedBy,
    admit,
    enterRoom,
    isOlderThanOwn,
    isSpoilt,
    lateReaders,
    letIn,
    readTexts,
    writeText,
} from "../src/room.js";
import { passOn, seal } from "../src/seal.js";
import { signSuccession } from "../src/succession.js";
import { pinRoom, takeKeys } from "../src/people.js";
import { newTrust, renewTrust, sealTrust } from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const room = (...members) => ({ uuid: ROOM, members });
const of = (people, { uuid }) => people.find((each) => each.uuid === uuid);

/** Two people who have both entered the room that they share. */
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
    assert.deepEqual(read[0].author, {
        uuid: ana.uuid,
        name: "Ana",
        isSure: true,
        isCurrent: true,
    });
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

test("a person who was added is asked about, and gets nothing before a yes", async () => {
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
    const succession = await signSuccession(
        { ...bo, seed: bo.keys.seed },
        { ...anew, seed: anew.keys.seed }
    );
    const second = await admit(
        lists.ana,
        ana.uuid,
        room(served(ana), { ...swapped, succession, earlier: [served(bo)] })
    );
    assert.equal(of(second.people, bo).verdict, "known");
    assert.deepEqual(second.succeeded, ["Bo"]);
    assert.equal(second.trust.people[bo.uuid].print, anew.print);
});

test("a careful list asks about everyone but its owner", async () => {
    const { ana, bo, members } = await pair();
    const careful = await newTrust(ana, ana.keys, { careful: true });
    const first = await admit(careful, ana.uuid, room(...members));
    assert.equal(first.isNew, true);
    assert.equal(first.trust, careful);
    assert.equal(of(first.people, ana).verdict, "self");
    assert.equal(of(first.people, bo).reads, false);
    const entered = enterRoom(careful, ana.uuid, room(...members));
    const second = await admit(entered, ana.uuid, room(...members));
    assert.equal(of(second.people, bo).verdict, "first");
    assert.equal(of(second.people, bo).reads, false);
    const judged = of(second.people, bo);
    const taken = takeKeys(second.trust, ROOM, judged, "compared");
    const after = await admit(taken, ana.uuid, room(...members));
    assert.equal(of(after.people, bo).verdict, "known");
});

test("a careful list asks about each person once, in whichever room", async () => {
    const { ana, bo, members } = await pair();
    const [cas, anew] = [await person("Cas"), await person("Bo")];
    let list = await newTrust(ana, ana.keys, { careful: true });
    list = enterRoom(list, ana.uuid, room(...members));
    const first = await admit(list, ana.uuid, room(...members));
    list = takeKeys(first.trust, ROOM, of(first.people, bo), "compared");
    const other = {
        uuid: "11111111-2222-4333-8444-555555555555",
        members: [...members, served(cas)],
    };
    list = enterRoom(list, ana.uuid, other);
    const second = await admit(list, ana.uuid, other);
    // a confirmed person is known in each room, and goes on with signed steps
    assert.equal(of(second.people, bo).verdict, "known");
    assert.equal(of(second.people, cas).verdict, "first");
    list = takeKeys(second.trust, other.uuid, of(second.people, cas), "compared");
    const third = await admit(list, ana.uuid, other);
    assert.deepEqual(
        third.people.map(({ verdict }) => verdict),
        ["self", "known", "known"]
    );
    const succession = await signSuccession(
        { ...bo, seed: bo.keys.seed },
        { ...anew, seed: anew.keys.seed }
    );
    const renewed = {
        ...{ ...served(anew), uuid: bo.uuid },
        ...{ succession, earlier: [served(bo)] },
    };
    const last = await admit(third.trust, ana.uuid, room(served(ana), renewed));
    assert.deepEqual(last.succeeded, ["Bo"]);
});

test("a second room is entered with a yes, and so is any on an unknown device", async () => {
    const { ana, bo, lists } = await pair();
    const cas = await person("Cas");
    const other = {
        uuid: "11111111-2222-4333-8444-555555555555",
        members: [served(ana), served(cas)],
    };
    const later = await admit(lists.ana, ana.uuid, other);
    assert.equal(later.isNew, true);
    assert.equal(of(later.people, cas).reads, false);
    const list = enterRoom(lists.ana, ana.uuid, other);
    const { people } = await admit(list, ana.uuid, other);
    assert.equal(of(people, cas).verdict, "known");
    const fresh = await newTrust(ana, ana.keys);
    const wary = await admit(fresh, ana.uuid, room(served(ana), served(bo)), true);
    assert.equal(wary.isNew, true);
});

test("a known name with another uuid and key is no new person", async () => {
    const { ana, lists } = await pair();
    const thief = await person("bo ");
    const other = {
        uuid: "11111111-2222-4333-8444-555555555555",
        members: [served(ana), served(thief)],
    };
    const list = enterRoom(lists.ana, ana.uuid, other);
    const { people } = await admit(list, ana.uuid, other);
    assert.equal(of(people, thief).verdict, "changed");
    const added = await admit(lists.ana, ana.uuid, room(served(ana), served(thief)));
    assert.equal(of(added.people, thief).verdict, "changed");
});

test("the new key of a known person is changed in every room", async () => {
    const { ana, bo, lists } = await pair();
    const thief = await person("Bo");
    const other = {
        uuid: "11111111-2222-4333-8444-555555555555",
        members: [served(ana), { ...served(thief), uuid: bo.uuid }],
    };
    const list = enterRoom(lists.ana, ana.uuid, other);
    const { people } = await admit(list, ana.uuid, other);
    assert.equal(of(people, bo).verdict, "changed");
});

test("who left and is back is asked about", async () => {
    const { ana, bo, members, lists } = await pair();
    const left = await admit(lists.ana, ana.uuid, room(served(ana)));
    assert.equal(of(left.people, bo).verdict, "gone");
    assert.deepEqual(left.trust.rooms[ROOM], [ana.uuid]);
    const back = await admit(left.trust, ana.uuid, room(...members));
    assert.equal(of(back.people, bo).verdict, "new-person");
    assert.equal(of(back.people, bo).reads, false);
});

test("a list that is older than one's own texts is noticed", async () => {
    const { ana, bo, members, lists } = await pair();
    const place = { uuid: ana.uuid, owner: ana.uuid };
    const one = await sealTrust(lists.ana, place, ana.keys);
    const two = await sealTrust(one.trust, place, ana.keys);
    const written = note("Met de tweede");
    const made = await writeText(two.trust, ana.keys, written, [bo.uuid], ana.uuid);
    const given = [{ ...written, sealed: made.sealed, given: [] }];
    const look = async (list) => {
        const { trust } = await admit(list, ana.uuid, room(...members));
        const { read } = await readTexts(trust, ana.keys, ROOM, given);
        return isOlderThanOwn(list, ana.uuid, read);
    };
    assert.equal(await look(two.trust), false);
    assert.equal(await look(one.trust), true);
});

test("names of JavaScript's own are no rooms and no people", async () => {
    const { ana, members, lists } = await pair();
    for (const uuid of ["__proto__", "constructor", "x"]) {
        const { isNew, trust } = await admit(lists.ana, ana.uuid, { uuid, members });
        assert.equal(isNew, true);
        assert.equal(trust, lists.ana);
        assert.throws(() => enterRoom(lists.ana, ana.uuid, { uuid, members }));
    }
    const odd = { uuid: "__proto__", name: "Odd", recipient: "", signer: "" };
    const { people } = await admit(lists.ana, ana.uuid, room(...members, odd));
    assert.equal(of(people, odd).reads, false);
});

test("a text by a person the reader does not know is not shown", async () => {
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
    const passed = { ...given, copies: [copy.sealed], given: [bo.uuid] };
    const both = await readTexts(own.trust, bo.keys, ROOM, [passed]);
    assert.equal(both.read[0].body.text.text, "Voor straks");
    assert.equal(both.read[0].author.name, "Ana");
    assert.deepEqual(lateReaders(later.trust, later.people, [{ ...passed }]), []);
});

test("of what was passed on, the one that opens and verifies is taken", async () => {
    const { ana, bo, lists } = await pair();
    const thief = await person("Thief");
    const written = note("Echt");
    const made = await writeText(lists.ana, ana.keys, written, [], ana.uuid);
    const given = { ...written, sealed: made.sealed, given: [bo.uuid] };
    const good = await passOn(made.sealed, ana.keys, bo.recipient);
    const forged = async (keys, text, place = {}) =>
        (
            await seal(
                {
                    ...{ ...written, ...place, text: { text } },
                    ...{ readers: [], revision: 1, previous: "", trust: 1 },
                },
                keys,
                [bo.recipient]
            )
        ).sealed;
    const bad = [
        new Uint8Array(300),
        await passOn(made.sealed, ana.keys, thief.recipient),
        await forged(ana.keys, "Verplaatst", { uuid: crypto.randomUUID() }),
        good.slice(0, -1),
    ];
    const stranger = await forged(thief.keys, "Vals");
    const look = async (...copies) => {
        const text = { ...given, copies };
        const { read } = await readTexts(lists.bo, bo.keys, ROOM, [text]);
        return read[0];
    };
    for (const copies of [[good], [...bad, good], [good, ...bad], [stranger, good]]) {
        const read = await look(...copies);
        assert.equal(read.body?.text.text, "Echt");
        assert.equal(isSpoilt(read), false);
    }
    for (const each of bad) {
        assert.equal(isSpoilt(await look(each)), true);
    }
    // whose author may be let in later is not given back
    assert.equal(isSpoilt(await look(stranger)), false);
    assert.equal(isSpoilt(await look()), false);
});

test("a note for its author alone lets no one in", async () => {
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

test("a yes counts for the version that was signed, and no other", async () => {
    const { ana, bo, lists } = await pair();
    const version = (text) => ({ ...note(text), kind: "agreement" });
    const seal = async (list, who, written, other) =>
        writeText(list, who.keys, written, [other.uuid], who.uuid);
    const [one, two] = [version("een"), version("twee")];
    const first = await seal(lists.ana, ana, one, bo);
    const second = await seal(first.trust, ana, two, bo);
    const given = (written, { sealed }) => ({ ...written, sealed, given: [] });
    const both = [given(one, first), given(two, second)];
    const { read, trust } = await readTexts(lists.bo, bo.keys, ROOM, both);
    const yes = {
        ...note(""),
        kind: "acceptance",
        text: { agreement: one.uuid, revision: 1, hash: read[0].hash },
    };
    const signed = await seal(trust, bo, yes, ana);
    const acceptance = { uuid: yes.uuid, sealed: signed.sealed };
    const says = async (at, said) =>
        acceptedBy(first.trust, ana.keys, ROOM, read[at], said);
    assert.deepEqual(await says(0, [acceptance]), [ana.uuid, bo.uuid]);
    assert.deepEqual(await says(1, [acceptance]), [ana.uuid]);
    assert.deepEqual(await says(0, [{ ...acceptance, uuid: two.uuid }]), [ana.uuid]);
    assert.deepEqual(await says(0, []), [ana.uuid]);
});
