import assert from "node:assert/strict";
import { test } from "node:test";
import {
    meet,
    nameIn,
    readAnswer,
    readAsk,
    readShared,
    takeIn,
    writeAnswer,
    writeAsk,
} from "../src/consent.js";
import { isEnded, noteAllEnded, noteEnded } from "../src/ended.js";
import { admit, readTexts, writeText } from "../src/room.js";
import {
    keepPast,
    newTrust,
    openTrust,
    restartTrust,
    sealTrust,
} from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const CONSENT = "11111111-2222-4333-8444-555555555555";
const of = (people, { uuid }) => people.find((each) => each.uuid === uuid);

/** Ana is the mentor, Bo the mentee, and Coen a coordinator neither has met. */
async function three() {
    const [ana, bo, coen] = await Promise.all(["Ana", "Bo", "Coen"].map(person));
    const room = { uuid: ROOM, members: [served(ana), served(bo)] };
    const lists = {};
    for (const [name, one] of Object.entries({ ana, bo })) {
        const list = await newTrust(one, one.keys);
        lists[name] = (await admit(list, one.uuid, room)).trust;
    }
    lists.coen = await newTrust(coen, coen.keys);
    return { ana, bo, coen, lists, room };
}

/** What the server keeps of a question, and says about it. */
const record = ({ asker, giver, recipient, ...more }) => ({
    uuid: CONSENT,
    kind: "note",
    members: [asker, giver, recipient].map((each) => served(each)),
    askerUuid: asker.uuid,
    giverUuid: giver.uuid,
    recipientUuid: recipient.uuid,
    answer: null,
    given: null,
    ...more,
});

const wish = (recipient, more = {}) => ({
    kind: "note",
    about: "de eerste maand",
    purpose: "Een vervolg bij jou op kantoor",
    recipient: { uuid: recipient.uuid, name: recipient.name, address: "" },
    item: null,
    ...more,
});

/** Write a note in the room, and open it as a person. */
async function written({ lists }, author, list, readers, text = "Dag") {
    const note = {
        uuid: crypto.randomUUID(),
        room: ROOM,
        kind: "note",
        text: { text },
    };
    const made = await writeText(list, author.keys, note, readers, author.uuid);
    const stored = { ...note, sealed: made.sealed, given: [] };
    const { read } = await readTexts(made.trust, author.keys, ROOM, [stored]);
    return { note: read[0], stored, lists };
}

/** Ana asks Bo for a note for Coen; Bo shares one. */
async function shared(all) {
    const { ana, bo, coen, lists } = all;
    let consent = record({ asker: ana, giver: bo, recipient: coen });
    const met = await meet(lists.ana, ana.uuid, consent);
    const ask = await writeAsk(met.trust, ana.keys, ana.uuid, {
        uuid: CONSENT,
        giver: bo.uuid,
        text: wish(coen),
    });
    consent = { ...consent, ask: ask.sealed };
    const { note } = await written(all, bo, lists.bo, []);
    const his = await meet(lists.bo, bo.uuid, consent);
    const list = takeIn(his.trust, CONSENT, of(his.people, coen), "accepted");
    const read = await readAsk(list, bo.keys, consent);
    assert.equal(read.ask.body.text.purpose, "Een vervolg bij jou op kantoor");
    const made = await writeAnswer(
        read.trust,
        bo.keys,
        bo.uuid,
        consent,
        read.ask,
        note
    );
    consent = { ...consent, answer: made.answer, given: made.given };
    return { consent, made, note, lists: { ...lists, bo: made.trust } };
}

/** The recipient says who the giver is. */
async function known({ coen, lists }, consent, ...givers) {
    const met = await meet(lists.coen, coen.uuid, consent);
    return givers.reduce(
        (list, giver) => takeIn(list, CONSENT, of(met.people, giver), "accepted"),
        met.trust
    );
}

test("a question, a yes, and the recipient reads what its author signed", async () => {
    const all = await three();
    const { bo, coen } = all;
    const { consent, note } = await shared(all);
    const list = await known(all, consent, bo);
    const { shared: text, said } = await readShared(list, coen.keys, consent);
    assert.equal(text.body.text.text, "Dag");
    assert.equal(text.hash, note.hash);
    assert.equal(text.author.name, "Bo");
    assert.deepEqual([said.answer, said.compared], ["yes", false]);
});

test("a key that the owner never saw is not accepted without a question", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const consent = record({ asker: ana, giver: bo, recipient: coen });
    const { people, trust } = await meet(lists.bo, bo.uuid, consent);
    assert.equal(of(people, ana).verdict, "known");
    assert.equal(of(people, coen).verdict, "first");
    assert.equal(trust.people[coen.uuid], undefined);
    const ask = { body: { text: wish(coen) } };
    const { note } = await written(all, bo, lists.bo, []);
    await assert.rejects(
        writeAnswer(trust, bo.keys, bo.uuid, consent, ask, note),
        code("not-trusted")
    );
});

test("a recipient with an empty list is asked about everyone", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const { consent } = await shared(all);
    const { people } = await meet(lists.coen, coen.uuid, consent);
    assert.deepEqual(
        [ana, bo].map((each) => of(people, each).verdict),
        ["first", "first"]
    );
    const { shared: text } = await readShared(lists.coen, coen.keys, consent);
    assert.equal(text.error, "unknown-author");
});

test("a consent is no room, and the first room stays one without a question", async () => {
    const all = await three();
    const { bo, coen, lists } = all;
    const { consent } = await shared(all);
    const list = await known(all, consent, bo);
    assert.deepEqual(list.rooms, {});
    assert.deepEqual(Object.keys(list.consents), [CONSENT]);
    const room = { uuid: ROOM, members: [served(coen), served(await person("Dee"))] };
    const { isNew, people } = await admit(list, coen.uuid, room);
    assert.equal(isNew, false);
    assert.equal(people.find(({ name }) => name === "Dee").verdict, "known");
    // a room that takes the place of a consent knows none of its people
    const bos = (await shared(all)).lists.bo;
    const fake = { uuid: CONSENT, members: [served(bo), served(coen)] };
    assert.equal((await admit(bos, bo.uuid, fake)).isNew, true);
    assert.deepEqual(lists.bo.rooms, bos.rooms);
});

test("the list keeps consents apart, sealed like the rest", async () => {
    const all = await three();
    const { bo } = all;
    const { lists } = await shared(all);
    const place = { uuid: bo.uuid, owner: bo.uuid };
    const { sealed } = await sealTrust(noteEnded(lists.bo, CONSENT), place, bo.keys);
    const list = await openTrust(sealed, place, bo.keys, 1);
    assert.equal(list.consents[CONSENT].length, 3);
    assert.equal(isEnded(list, CONSENT), true);
});

test("a key that was swapped gets nothing", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const thief = await person("Coen");
    const { consent, lists: after } = await shared(all);
    const swapped = {
        ...consent,
        members: [served(ana), served(bo), served({ ...thief, uuid: coen.uuid })],
    };
    // Bo took another key for him before
    const { people } = await meet(after.bo, bo.uuid, swapped);
    assert.equal(of(people, coen).verdict, "changed");
    // and a giver who never saw him is asked
    const first = await meet(lists.bo, bo.uuid, swapped);
    assert.equal(of(first.people, coen).verdict, "first");
});

test("a yes of another person, or for another consent, opens nothing", async () => {
    const all = await three();
    const { ana, bo, coen } = all;
    const { consent } = await shared(all);
    const list = await known(all, consent, bo, ana);
    const errorOf = async (more) =>
        (await readShared(list, coen.keys, { ...consent, ...more })).shared.error;
    assert.equal(await errorOf({}), undefined);
    assert.equal(await errorOf({ answer: null }), "no-yes");
    assert.equal(await errorOf({ given: null }), "no-yes");
    // granted for another giver, or in another consent
    assert.equal(await errorOf({ giverUuid: ana.uuid }), "no-yes");
    assert.equal(await errorOf({ uuid: crypto.randomUUID() }), "misplaced");
    assert.equal(await errorOf({ recipientUuid: ana.uuid }), "no-yes");
});

test("who asks says no yes in the place of who decides", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const { consent } = await shared(all);
    const { stored } = await written(all, bo, lists.bo, [ana.uuid]);
    const met = await meet(lists.ana, ana.uuid, consent);
    const list = takeIn(met.trust, CONSENT, of(met.people, coen), "accepted");
    const { read } = await readTexts(list, ana.keys, ROOM, [stored]);
    const { ask } = await readAsk(list, ana.keys, consent);
    const made = await writeAnswer(list, ana.keys, ana.uuid, consent, ask, read[0]);
    const taken = { ...consent, answer: made.answer, given: made.given };
    const coens = await known(all, consent, bo, ana);
    const got = await readShared(coens, coen.keys, taken);
    assert.equal(got.shared.error, "no-yes");
});

test("another text, or another revision, takes the place of none", async () => {
    const all = await three();
    const { bo, coen } = all;
    const { consent, note, lists } = await shared(all);
    const list = await known(all, consent, bo);
    const { passOn } = await import("../src/seal.js");
    const place = async (given) => {
        const swapped = { ...consent, given };
        return (await readShared(list, coen.keys, swapped)).shared.error;
    };
    const other = await written(all, bo, lists.bo, [], "Iets anders");
    const text = await passOn(other.stored.sealed, bo.keys, coen.recipient);
    assert.equal(await place({ text }), "misplaced");
    const made = await writeText(
        lists.bo,
        bo.keys,
        {
            uuid: note.uuid,
            room: ROOM,
            kind: "note",
            text: { text: "Later" },
            before: { revision: 1, hash: note.hash },
        },
        [],
        bo.uuid
    );
    const later = await passOn(made.sealed, bo.keys, coen.recipient);
    assert.equal(await place({ text: later }), "no-yes");
    assert.equal(await place({ text: note.from.sealed }), "not-for-me");
});

test("a question that says something else than its record is not answered", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const { consent } = await shared(all);
    const dee = await person("Dee");
    const errorOf = async (more) =>
        (await readAsk(lists.bo, bo.keys, { ...consent, ...more })).ask.error;
    assert.equal(await errorOf({}), undefined);
    assert.equal(await errorOf({ recipientUuid: dee.uuid }), "misplaced");
    assert.equal(await errorOf({ askerUuid: coen.uuid }), "misplaced");
    assert.equal(await errorOf({ kind: "plan" }), "misplaced");
    assert.equal(await errorOf({ ask: new Uint8Array() }), "damaged");
    assert.notEqual(ana.uuid, bo.uuid);
});

test("a question that names another recipient is not answered", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const consent = record({ asker: ana, giver: bo, recipient: coen });
    const { trust } = await meet(lists.ana, ana.uuid, consent);
    const asked = async (name) => {
        const recipient = { uuid: coen.uuid, name, address: "" };
        const text = wish(coen, { recipient });
        const { sealed } = await writeAsk(trust, ana.keys, ana.uuid, {
            uuid: CONSENT,
            giver: bo.uuid,
            text,
        });
        return { ...consent, ask: sealed };
    };
    const met = await meet(lists.bo, bo.uuid, consent);
    // the giver knows the recipient, or not
    const knows = takeIn(met.trust, CONSENT, of(met.people, coen), "compared");
    for (const list of [met.trust, knows]) {
        const errorOf = async (sent) => (await readAsk(list, bo.keys, sent)).ask.error;
        assert.equal(await errorOf(await asked("Cora")), "misplaced");
        assert.equal(await errorOf(await asked("")), "misplaced");
        assert.equal(await errorOf(await asked("Coen")), undefined);
    }
    // the server has another name since: the question has one of the two
    const members = [served(ana), served(bo), { ...served(coen), name: "Coen Later" }];
    const question = { ...(await asked("Coen")), members };
    const { ask } = await readAsk(knows, bo.keys, question);
    assert.equal(ask.error, undefined);
    assert.equal(nameIn(knows, coen.uuid, "Coen Later"), "Coen");
    assert.equal(nameIn(lists.bo, coen.uuid, "Coen Later"), "Coen Later");
    assert.equal(nameIn(null, coen.uuid, "Coen Later"), "Coen Later");
});

test("what is over is noted without opening it, and a new list keeps it", async () => {
    const all = await three();
    const { coen, bo } = all;
    const { consent } = await shared(all);
    const list = await known(all, consent, bo);
    const other = crypto.randomUUID();
    const listed = [
        { uuid: CONSENT, state: "revoked" },
        { uuid: other, state: "granted" },
        { uuid: "", state: "refused" },
    ];
    const noted = noteAllEnded(list, listed);
    assert.deepEqual(noted.ended, [CONSENT]);
    assert.equal(noteAllEnded(noted, listed), noted);
    const former = [bo.keys.age];
    const before = { ...noted, former, threads: { [other]: [1, ""] } };
    const begun = await restartTrust(coen, coen.keys, 7);
    const fresh = keepPast(begun, before);
    assert.equal(isEnded(fresh, CONSENT), true);
    assert.equal(isEnded(fresh, other), false);
    assert.deepEqual([fresh.former, fresh.threads], [former, before.threads]);
    const { shared: text } = await readShared(fresh, coen.keys, consent);
    assert.equal(text.error, "ended");
    const lost = keepPast(begun, null);
    assert.deepEqual([lost.ended, lost.former, lost.threads], [[], [], {}]);
});

test("what was seen as over stays closed, also when it is put back", async () => {
    const all = await three();
    const { bo, coen } = all;
    const { consent } = await shared(all);
    const list = noteEnded(await known(all, consent, bo), CONSENT);
    const { shared: text } = await readShared(list, coen.keys, consent);
    assert.equal(text.error, "ended");
    assert.equal(noteEnded(list, CONSENT), list);
});

test("a no is only for the person who asked", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const { consent } = await shared(all);
    const met = await meet(lists.bo, bo.uuid, consent);
    const { ask } = await readAsk(met.trust, bo.keys, consent);
    const made = await writeAnswer(met.trust, bo.keys, bo.uuid, consent, ask, null);
    assert.equal(made.given, null);
    const said = { ...consent, answer: made.answer };
    assert.equal((await readAnswer(lists.ana, ana.keys, said)).said.answer, "no");
    const list = await known(all, consent, bo);
    assert.equal((await readAnswer(list, coen.keys, said)).error, "not-for-me");
});

test("what the mentor wrote takes the mentor's word and the mentee's yes", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    let consent = record({ asker: ana, giver: bo, recipient: coen });
    const { stored, note } = await written(all, ana, lists.ana, [bo.uuid]);
    const { uuid, body, hash } = note;
    const met = await meet(lists.ana, ana.uuid, consent);
    const offer = async (item) => {
        const ask = await writeAsk(met.trust, ana.keys, ana.uuid, {
            uuid: CONSENT,
            giver: bo.uuid,
            text: wish(coen, { item }),
        });
        return { ...consent, ask: ask.sealed };
    };
    consent = await offer({ uuid, revision: body.revision, hash });
    const his = await meet(lists.bo, bo.uuid, consent);
    const list = takeIn(his.trust, CONSENT, of(his.people, coen), "compared");
    const { read } = await readTexts(list, bo.keys, ROOM, [stored]);
    const { ask } = await readAsk(list, bo.keys, consent);
    const made = await writeAnswer(list, bo.keys, bo.uuid, consent, ask, read[0]);
    const done = { ...consent, answer: made.answer, given: made.given };
    const coens = await known(all, consent, bo, ana);
    const got = await readShared(coens, coen.keys, done);
    assert.equal(got.shared.author.name, "Ana");
    assert.equal(got.said.compared, true);
    // without the mentor's word it opens for no one
    const { text } = made.given;
    const bare = await readShared(coens, coen.keys, { ...done, given: { text } });
    assert.equal(bare.shared.error, "no-yes");
    // and the mentee shares no other text on it
    const other = await offer({ uuid, revision: 1, hash: "0".repeat(64) });
    const wrong = (await readAsk(list, bo.keys, other)).ask;
    await assert.rejects(
        writeAnswer(list, bo.keys, bo.uuid, other, wrong, read[0]),
        code("misplaced")
    );
});

test("a question is asked anew under another uuid, after it was refused", async () => {
    const all = await three();
    const { ana, bo, coen, lists } = all;
    const ask = (list, uuid, about = "eerst") => {
        const text = wish(coen, { about });
        return writeAsk(list, ana.keys, ana.uuid, { uuid, giver: bo.uuid, text });
    };
    const meets = async (list, uuid) =>
        (await meet(list, ana.uuid, { uuid, members: [served(bo)] })).trust;
    const first = await ask(await meets(lists.ana, CONSENT), CONSENT);
    await assert.rejects(ask(first.trust, CONSENT, "dan"), code("outdated"));
    const other = crypto.randomUUID();
    const again = await ask(await meets(first.trust, other), other);
    assert.deepEqual(again.readers, [ana.uuid, bo.uuid]);
});
