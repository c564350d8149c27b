import assert from "node:assert/strict";
import { test } from "node:test";
import {
    authorOf,
    dropThread,
    isConversation,
    judgeFollowers,
    judgeReaders,
    newHandle,
    noteThread,
    readConversation,
    readersNamed,
    readOwn,
    takeReaders,
    threadsOf,
} from "../src/conversation.js";
import { admit, writeText } from "../src/room.js";
import {
    keepPast,
    newTrust,
    openTrust,
    renewTrust,
    restartTrust,
    sealTrust,
} from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const TALK = "11111111-2222-4333-8444-555555555555";

const message = (text, room = TALK) => ({
    uuid: crypto.randomUUID(),
    room,
    kind: "message",
    text: { text },
});

/** A member, two coordinators, and the member's list with a conversation in it. */
async function begun(chosen = ["cora", "dirk"]) {
    const [ana, cora, dirk] = await Promise.all(["Ana", "Cora", "Dirk"].map(person));
    const staff = { cora, dirk };
    const list = await newTrust(ana, ana.keys);
    const judged = await judgeReaders(list, TALK, [served(cora), served(dirk)]);
    const readers = judged.filter(({ uuid }) =>
        chosen.some((name) => staff[name].uuid === uuid)
    );
    let trust = takeReaders(list, ana, TALK, readers);
    trust = noteThread(trust, TALK, 7, newHandle());
    return { ana, cora, dirk, judged, trust };
}

async function sent(trust, author, readers, text = "Help") {
    const written = message(text);
    const uuids = readers.map(({ uuid }) => uuid);
    const made = await writeText(trust, author.keys, written, uuids, author.uuid);
    return { trust: made.trust, text: { ...written, sealed: made.sealed, given: [] } };
}

test("readers are named before anything is sealed, and none is taken in silence", async () => {
    const { judged, trust, ana } = await begun([]);
    assert.deepEqual(
        judged.map(({ name, verdict, isReady }) => [name, verdict, isReady]),
        [
            ["Cora", "first", true],
            ["Dirk", "first", true],
        ]
    );
    assert.deepEqual(trust.rooms[TALK], [ana.uuid]);
    const { cora } = await begun();
    await assert.rejects(
        writeText(trust, ana.keys, message("x"), [cora.uuid], ana.uuid),
        code("not-trusted")
    );
});

test("only who was chosen reads", async () => {
    const { ana, cora, dirk, trust } = await begun(["cora"]);
    const { text } = await sent(trust, ana, [cora]);
    const look = async (one) =>
        readConversation(
            await newTrust(one, one.keys),
            one.keys,
            TALK,
            [text],
            [served(ana)]
        );
    assert.equal((await look(cora)).read[0].body.text.text, "Help");
    assert.equal((await look(dirk)).read[0].error, "not-for-me");
});

test("the author is found among all participants, and the own list goes first", async () => {
    const { ana, cora, trust } = await begun(["cora"]);
    const others = await Promise.all(["Bo", "Cas"].map(person));
    const { text } = await sent(trust, ana, [cora]);
    const own = await newTrust(cora, cora.keys);
    const all = [...others, ana].map((each) => served(each));
    const { read } = await readConversation(own, cora.keys, TALK, [text], all);
    assert.equal(authorOf(read), ana.uuid);
    assert.equal(read[0].author.name, "Ana");
    // with another person's name next to the key
    const [first] = await judgeReaders(own, TALK, [served(ana)]);
    const known = takeReaders(own, cora, TALK, [first]);
    const renamed = { ...served(ana), uuid: others[0].uuid, name: "Bo" };
    const again = await readConversation(known, cora.keys, TALK, [text], [renamed]);
    assert.equal(again.read[0].author.name, "Ana");
    // withheld
    const without = await readConversation(own, cora.keys, TALK, [text], []);
    assert.equal(without.read[0].error, "unknown-author");
});

test("a key in a known person's place is asked about, and signs nothing", async () => {
    const { ana, cora, trust } = await begun(["cora"]);
    const thief = await person("Cora");
    const swapped = { ...served(thief), uuid: cora.uuid };
    const [judged] = await judgeReaders(trust, TALK, [swapped]);
    assert.deepEqual([judged.verdict, judged.isReady], ["changed", false]);
    assert.throws(() => takeReaders(trust, ana, TALK, [judged]), code("not-trusted"));
    const list = takeReaders(trust, ana, TALK, [{ ...judged, compared: true }]);
    assert.equal(list.people[cora.uuid].state, "compared");
    // an answer of the thief is not shown
    const own = await newTrust(thief, thief.keys);
    const [author] = await judgeReaders(own, TALK, [served(ana)]);
    const talk = takeReaders(own, thief, TALK, [author]);
    const { text } = await sent(talk, thief, [ana], "Bel dit nummer");
    const { read } = await readOwn(trust, ana.uuid, ana.keys, TALK, [text]);
    assert.equal(read[0].error, "unknown-author");
});

test("only the readers of a text can answer its author", async () => {
    const { ana, cora, dirk, trust } = await begun(["cora"]);
    const compared = { uuid: cora.uuid, keys: trust.people[cora.uuid] };
    const list = takeReaders(trust, ana, TALK, [
        { ...compared, name: "Cora", verdict: "first", compared: true },
    ]);
    // a person with the name of a coordinator, and one the author knows elsewhere
    const other = "22222222-2222-4333-8444-555555555555";
    const [known] = await judgeReaders(list, other, [served(dirk)]);
    const knows = takeReaders(list, ana, other, [known]);
    for (const thief of [await person("Cora"), dirk]) {
        const own = await newTrust(thief, thief.keys);
        const [author] = await judgeReaders(own, TALK, [served(ana)]);
        const talk = takeReaders(own, thief, TALK, [author]);
        const { text } = await sent(talk, thief, [ana], "Bel dit nummer");
        const { read } = await readOwn(knows, ana.uuid, ana.keys, TALK, [text]);
        assert.deepEqual([read[0].error, read[0].body], ["unknown-author", undefined]);
    }
    const own = await newTrust(cora, cora.keys);
    const [author] = await judgeReaders(own, TALK, [served(ana)]);
    const talk = takeReaders(own, cora, TALK, [author]);
    const { text } = await sent(talk, cora, [ana], "Ik bel je");
    const { read } = await readOwn(knows, ana.uuid, ana.keys, TALK, [text]);
    assert.equal(read[0].body.text.text, "Ik bel je");
    assert.equal(read[0].author.name, "Cora");
});

test("a participant with a known person's name is not shown as that person", async () => {
    const { ana, cora, trust } = await begun(["cora"]);
    const own = await newTrust(cora, cora.keys);
    const [first] = await judgeReaders(own, TALK, [served(ana)]);
    const knows = takeReaders(own, cora, TALK, [first]);
    const other = "22222222-2222-4333-8444-555555555555";
    const thief = await person("ana");
    const list = await newTrust(thief, thief.keys);
    const [reader] = await judgeReaders(list, other, [served(cora)]);
    const talk = takeReaders(list, thief, other, [reader]);
    const written = message("Bel dit nummer", other);
    const made = await writeText(talk, thief.keys, written, [cora.uuid], thief.uuid);
    const forged = { ...written, sealed: made.sealed, given: [] };
    const people = [served(ana), served(thief)];
    const look = (room, text) =>
        readConversation(knows, cora.keys, room, [text], people);
    const { read } = await look(other, forged);
    assert.equal(read[0].author.isNamesake, true);
    const [judged] = await judgeReaders(knows, other, [served(thief)]);
    assert.equal(judged.verdict, "changed");
    const { text } = await sent(trust, ana, [cora]);
    const { read: true_ } = await look(TALK, text);
    assert.equal(true_[0].author.isNamesake, undefined);
});

test("a first key is not ticked on a device that knows nothing of the list", async () => {
    const { cora, dirk, trust } = await begun(["cora"]);
    const other = "22222222-2222-4333-8444-555555555555";
    const people = [served(cora), served(dirk)];
    const ticked = async (list, wary) =>
        (await judgeReaders(list, other, people, wary)).map(
            ({ isReady, isTicked }) => isReady && isTicked
        );
    assert.deepEqual(await ticked(trust, false), [true, true]);
    assert.deepEqual(await ticked(trust, true), [true, false]);
    assert.deepEqual(await ticked({ ...trust, careful: true }, false), [true, false]);
});

test("who was unticked before a message was sent is not offered for the next one", async () => {
    const { ana, cora, dirk, trust } = await begun(["cora", "dirk"]);
    // it did not arrive, and Dirk was unticked
    const again = takeReaders(trust, ana, TALK, [
        { uuid: cora.uuid, name: "Cora", verdict: "known", keys: {} },
    ]);
    const { trust: list, text } = await sent(again, ana, [cora]);
    const { read } = await readOwn(list, ana.uuid, ana.keys, TALK, [text]);
    const people = [served(cora), served(dirk)];
    const offered = await judgeFollowers(list, ana.uuid, TALK, read, people);
    assert.deepEqual(
        offered.map(({ name, isTicked }) => [name, isTicked]),
        [["Cora", true]]
    );
});

test("a person with a coordinator's name or key is not a reader by default", async () => {
    const { trust, cora } = await begun(["cora"]);
    const other = "22222222-2222-4333-8444-555555555555";
    const namesake = await person("cora");
    const borrowed = { ...served(cora), uuid: crypto.randomUUID(), name: "Eef" };
    const judged = await judgeReaders(trust, other, [
        served(namesake),
        borrowed,
        { uuid: crypto.randomUUID(), name: "Fay", recipient: "", signer: "" },
    ]);
    assert.deepEqual(
        judged.map(({ verdict, isReady }) => [verdict, isReady]),
        [
            ["changed", false],
            ["borrowed", false],
            ["without-key", false],
        ]
    );
});

test("only the readers the author named get an answer", async () => {
    const { ana, cora, dirk, trust } = await begun(["cora"]);
    const { text } = await sent(trust, ana, [cora]);
    const own = await newTrust(cora, cora.keys);
    const everybody = [served(ana), served(cora), served(dirk)];
    const { read } = await readConversation(own, cora.keys, TALK, [text], everybody);
    assert.deepEqual([...readersNamed(read)].sort(), [ana.uuid, cora.uuid].sort());
    const other = { body: { readers: [[dirk.uuid, ""]] }, author: { uuid: cora.uuid } };
    assert.ok(!readersNamed([...read, other], ana.uuid).has(dirk.uuid));
    assert.deepEqual([...readersNamed([{ ...text, error: "forged" }])], []);
});

test("a text that was moved to another conversation is not shown", async () => {
    const { ana, cora, trust } = await begun(["cora"]);
    const { text } = await sent(trust, ana, [cora]);
    const own = await newTrust(cora, cora.keys);
    const other = "22222222-2222-4333-8444-555555555555";
    const { read } = await readConversation(
        own,
        cora.keys,
        other,
        [text],
        [served(ana)]
    );
    assert.equal(read[0].error, "misplaced");
});

test("a conversation does not use up the silence of the first room", async () => {
    const { ana, trust } = await begun();
    const bo = await person("Bo");
    const members = [served(ana), served(bo)];
    const entered = await admit(trust, ana.uuid, { uuid: ROOM, members });
    assert.equal(entered.isNew, false);
    const second = await admit(entered.trust, ana.uuid, {
        uuid: "33333333-2222-4333-8444-555555555555",
        members,
    });
    assert.equal(second.isNew, true);
});

test("the author's list keeps the handles, through new keys too", async () => {
    const { ana, trust } = await begun();
    const [{ room, handle }] = threadsOf(trust, 7);
    assert.match(handle, /^[0-9a-f]{64}$/);
    assert.equal(room, TALK);
    assert.deepEqual(threadsOf(trust, 8), []);
    const place = { uuid: ana.uuid, owner: ana.uuid };
    const { sealed } = await sealTrust(trust, place, ana.keys);
    const kept = await openTrust(sealed, place, ana.keys, 1);
    assert.deepEqual(threadsOf(kept, 7), [{ room, handle }]);
    const anew = await person("Ana");
    const renewed = await renewTrust(kept, ana, anew.keys, ana.keys);
    assert.deepEqual(threadsOf(renewed, 7), [{ room, handle }]);
    const dropped = dropThread(renewed, TALK);
    assert.deepEqual(threadsOf(dropped, 7), []);
    assert.equal(Object.hasOwn(dropped.rooms, TALK), false);
    // an earlier list has none, and a reader's entry is not a handle
    const old = await newTrust(ana, ana.keys);
    assert.deepEqual(threadsOf(old, 7), []);
    const reader = noteThread(old, TALK, 7);
    assert.deepEqual(threadsOf(reader, 7), []);
    assert.equal(isConversation(reader, TALK), true);
    assert.equal(noteThread(reader, TALK, 7, "x"), reader);
});

test("with a list that was begun anew each reader is chosen once more", async () => {
    const { ana, cora, dirk, trust } = await begun(["cora"]);
    const { trust: list, text } = await sent(trust, ana, [cora]);
    const own = await newTrust(cora, cora.keys);
    const [author] = await judgeReaders(own, TALK, [served(ana)]);
    const talk = takeReaders(own, cora, TALK, [author]);
    const { text: answer } = await sent(talk, cora, [ana], "Ik bel je");
    const texts = [text, { ...answer, staff: true }];
    const fresh = keepPast(await restartTrust(ana, ana.keys, list.revision), list);
    const look = (one) => readOwn(one, ana.uuid, ana.keys, TALK, texts);
    const { read } = await look(fresh);
    assert.deepEqual(
        read.map(({ error }) => error),
        [undefined, "unknown-author"]
    );
    const people = [served(cora), served(dirk)];
    const offered = await judgeFollowers(fresh, ana.uuid, TALK, read, people);
    assert.deepEqual(
        offered.map(({ name, isReady, isTicked }) => [name, isReady, isTicked]),
        [["Cora", true, false]]
    );
    const chosen = takeReaders(fresh, ana, TALK, offered);
    assert.equal((await look(chosen)).read[1].body.text.text, "Ik bel je");
});
