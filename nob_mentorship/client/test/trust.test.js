import assert from "node:assert/strict";
import { test } from "node:test";
import { open, seal } from "../src/seal.js";
import { signSuccession } from "../src/succession.js";
import * as trust from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const LIST = "1f0e9d8c-7b6a-4594-8372-615049382716";

/** A list of Ursula's, with Fatima in her room. */
async function known(...people) {
    const owner = await person("Ursula");
    let list = await trust.newTrust(owner, owner.keys);
    list = trust.pinRoom(list, ROOM, [owner, ...people]);
    return { owner, list };
}

const verdictOf = async (list, each) => {
    const judged = await trust.judgeRoom(list, ROOM, [each]);
    return judged.find(({ uuid }) => uuid === each.uuid);
};

test("the first key of a person of the room is taken, and stays theirs", async () => {
    const fatima = await person("Fatima");
    const { list } = await known(fatima);
    const first = await verdictOf(list, served(fatima));
    assert.equal(first.verdict, "first");
    const taken = trust.takeKeys(list, ROOM, first, "first");
    assert.equal((await verdictOf(taken, served(fatima))).verdict, "known");
    assert.equal(taken.people[fatima.uuid].state, "first");
    assert.equal(list.people[fatima.uuid].print, "");
});

test("a key that was swapped is never taken unasked", async () => {
    const [fatima, thief] = [await person("Fatima"), await person("Thief")];
    const { list } = await known(fatima);
    const first = await verdictOf(list, served(fatima));
    const taken = trust.takeKeys(list, ROOM, first, "first");
    const swapped = { ...served(thief), uuid: fatima.uuid, name: "Fatima" };
    assert.equal((await verdictOf(taken, swapped)).verdict, "changed");
    const { recipients } = trust.readersOf(taken, ROOM, [fatima.uuid]);
    assert.deepEqual(recipients, [fatima.recipient]);
    // one half of a key is as good as another key
    const half = served(fatima, { recipient: thief.recipient });
    assert.equal((await verdictOf(taken, half)).verdict, "changed");
});

test("a key that the one before signed is the same person's", async () => {
    const [fatima, anew, thief] = [
        await person("F"),
        await person("F"),
        await person("T"),
    ];
    const { list } = await known(fatima);
    const first = await verdictOf(list, served(fatima));
    const taken = trust.takeKeys(list, ROOM, first, "compared");
    const next = { ...served(anew), uuid: fatima.uuid };
    const verdict = async (succession) =>
        (await verdictOf(taken, { ...next, succession })).verdict;
    assert.equal(
        await verdict(await signSuccession(fatima.keys.seed, anew)),
        "succeeded"
    );
    assert.equal(await verdict(await signSuccession(thief.keys.seed, anew)), "changed");
    assert.equal(
        await verdict(await signSuccession(fatima.keys.seed, thief)),
        "changed"
    );
    assert.equal(await verdict(""), "changed");
});

test("what was signed with an earlier key is still its author's", async () => {
    const [fatima, anew] = [await person("Fatima"), await person("Fatima")];
    const { owner, list } = await known(fatima);
    let taken = trust.takeKeys(
        list,
        ROOM,
        await verdictOf(list, served(fatima)),
        "first"
    );
    const next = { ...served(anew), uuid: fatima.uuid };
    taken = trust.takeKeys(taken, ROOM, await verdictOf(taken, next), "accepted");
    const expected = { uuid: LIST, room: ROOM, kind: "note" };
    for (const keys of [fatima.keys, anew.keys]) {
        const { sealed } = await seal(
            { ...expected, readers: [], revision: 1, previous: "", trust: 1, text: {} },
            keys,
            [owner.recipient]
        );
        const read = await open(sealed, owner.keys, trust.authorsOf(taken), expected);
        assert.equal(trust.personOf(taken, read.body.author).uuid, fatima.uuid);
    }
});

test("a person whom nobody said yes to is asked about, and sealed nothing to", async () => {
    const stranger = await person("Stranger");
    const { list } = await known();
    assert.equal((await verdictOf(list, served(stranger))).verdict, "new-person");
    assert.throws(
        () => trust.readersOf(list, ROOM, [stranger.uuid]),
        code("not-trusted")
    );
    // known in another room is not known in this one
    const other = trust.pinRoom(list, crypto.randomUUID(), [stranger]);
    assert.equal((await verdictOf(other, served(stranger))).verdict, "new-person");
    assert.throws(
        () => trust.readersOf(other, ROOM, [stranger.uuid]),
        code("not-trusted")
    );
});

test("nobody is served the key of another one", async () => {
    const [fatima, coen] = [await person("Fatima"), await person("Coen")];
    const { owner, list } = await known(fatima, coen);
    const first = await verdictOf(list, served(fatima));
    const taken = trust.takeKeys(list, ROOM, first, "first");
    for (const borrowed of [
        served(coen, { recipient: fatima.recipient, signer: fatima.signer }),
        served(coen, { signer: fatima.signer }),
        served(coen, { recipient: fatima.recipient }),
        served(coen, { recipient: owner.recipient, signer: owner.signer }),
    ]) {
        const judged = await verdictOf(taken, borrowed);
        assert.equal(judged.verdict, "borrowed");
        assert.throws(
            () => trust.takeKeys(taken, ROOM, judged, "accepted"),
            code("not-trusted")
        );
    }
});

test("one's own key is compared as everyone's is", async () => {
    const thief = await person("Thief");
    const { owner, list } = await known();
    assert.equal((await verdictOf(list, served(owner))).verdict, "known");
    const swapped = { ...served(thief), uuid: owner.uuid };
    assert.equal((await verdictOf(list, swapped)).verdict, "changed");
});

test("what is not served is no proof that it was not there", async () => {
    const fatima = await person("Fatima");
    const { owner, list } = await known(fatima);
    const first = await verdictOf(list, served(fatima));
    const taken = trust.takeKeys(list, ROOM, first, "first");
    const without = served(fatima, { recipient: "", signer: "" });
    assert.equal((await verdictOf(list, without)).verdict, "without-key");
    assert.equal((await verdictOf(taken, without)).verdict, "lost-key");
    const judged = await trust.judgeRoom(taken, ROOM, [served(owner)]);
    assert.deepEqual(
        judged.map(({ name, verdict }) => [name, verdict]),
        [
            ["Ursula", "known"],
            ["Fatima", "gone"],
        ]
    );
});

test("keys that are none are no keys", async () => {
    const fatima = await person("Fatima");
    const { list } = await known(fatima);
    for (const wrong of [
        { recipient: "age1nothing" },
        { signer: "00" },
        { recipient: fatima.recipient.toUpperCase() },
        { recipient: null },
        { signer: "<script>" },
        { recipient: "age1pq1" + "q".repeat(60) },
    ]) {
        const each = await verdictOf(list, served(fatima, wrong));
        assert.equal(each.verdict, "without-key", JSON.stringify(wrong));
    }
    assert.throws(
        () => trust.pinRoom(list, ROOM, [{ uuid: "__proto__", name: "x" }]),
        code("unreadable")
    );
});

test("an older version of a text, or another one in its place, is noticed", async () => {
    const { list } = await known();
    const body = { uuid: LIST, revision: 3 };
    const seen = trust.noteSeen(list, body, "c");
    assert.equal(trust.noteSeen(seen, body, "c"), seen);
    assert.throws(() => trust.noteSeen(seen, body, "x"), code("outdated"));
    const older = { ...body, revision: 2 };
    assert.throws(() => trust.noteSeen(seen, older, "b"), code("outdated"));
    const newer = { ...body, revision: 4 };
    assert.deepEqual(trust.noteSeen(seen, newer, "d").texts[LIST], [4, "d"]);
});

test("who had no key when a text was written can be let in, and nobody else", async () => {
    const [late, other] = [await person("Late"), await person("Other")];
    const body = {
        readers: [
            [late.uuid, ""],
            [other.uuid, other.print],
        ],
    };
    const { list } = await known(late, other);
    assert.equal(trust.mayLetIn(list, body, late.uuid), true);
    assert.equal(trust.mayLetIn(list, body, other.uuid), false);
    // who lost the key they had then, and has another one now
    const keys = await trust.publicHalves((await person("Other")).keys);
    const had = trust.takeKeys(list, ROOM, { ...other, keys: other }, "first");
    const lost = trust.takeKeys(had, ROOM, { ...other, keys }, "compared");
    assert.equal(trust.mayLetIn(had, body, other.uuid), false);
    assert.equal(trust.mayLetIn(lost, body, other.uuid), true);
    assert.equal(trust.mayLetIn(list, body, crypto.randomUUID()), false);
});

test("the list is its owner's alone, and no older one passes for it", async () => {
    const [fatima, thief] = [await person("Fatima"), await person("Thief")];
    const { owner, list } = await known(fatima);
    const place = { uuid: LIST, owner: owner.uuid };
    const first = await trust.sealTrust(list, place, owner.keys);
    const more = trust.pinRoom(first.trust, crypto.randomUUID(), [fatima]);
    const second = await trust.sealTrust(more, place, owner.keys);
    const read = await trust.openTrust(second.sealed, place, owner.keys, 2);
    assert.deepEqual(read, second.trust);
    const opened = (sealed, where = place, least = 2) =>
        trust.openTrust(sealed, where, owner.keys, least);
    await assert.rejects(opened(first.sealed), code("list-outdated"));
    await assert.rejects(opened(null), code("list-missing"));
    const forged = await trust.sealTrust(list, place, thief.keys);
    await assert.rejects(opened(forged.sealed), code("not-for-me"));
    const elsewhere = { ...place, uuid: ROOM };
    await assert.rejects(opened(second.sealed, elsewhere), code("misplaced"));
    await assert.rejects(
        trust.openTrust(second.sealed, place, thief.keys, 1),
        code("not-for-me")
    );
});
