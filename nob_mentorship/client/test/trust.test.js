import assert from "node:assert/strict";
import { test } from "node:test";
import { open, seal } from "../src/seal.js";
import { MOST_STEPS, signSuccession } from "../src/succession.js";
import * as authors from "../src/authors.js";
import * as judging from "../src/judging.js";
import * as people from "../src/people.js";
import * as lists from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const trust = { ...authors, ...judging, ...people, ...lists };

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

/**
 * Fatima's keys, renewed a number of times, with what the server then says about her.
 */
async function renewals(count) {
    const all = [await person("Fatima")];
    const successions = [""];
    for (let at = 0; at < count; at++) {
        const anew = await person("Fatima");
        successions.push(await succession(all.at(-1), anew));
        all.push(anew);
    }
    const rows = all.map((each, at) => ({
        recipient: each.recipient,
        signer: each.signer,
        succession: successions[at],
    }));
    const saysOf = (steps) => ({
        ...served(all[0]),
        ...steps.at(-1),
        earlier: steps.slice(0, -1).reverse(),
    });
    return { all, rows, saysOf };
}

const succession = (before, after) =>
    signSuccession(
        { ...before, seed: before.keys.seed },
        { ...after, seed: after.keys.seed }
    );

/** A list that has a person's first keys. */
async function knowing(first) {
    const { owner, list } = await known(first);
    const judged = await verdictOf(list, served(first));
    return { owner, list: trust.takeKeys(list, ROOM, judged, "compared") };
}

test("keys to which signed steps lead are the same person's", async () => {
    for (const count of [1, 2, 5, MOST_STEPS]) {
        const { all, rows, saysOf } = await renewals(count);
        const { owner, list } = await knowing(all[0]);
        const judged = await verdictOf(list, saysOf(rows));
        assert.equal(judged.verdict, "succeeded", count);
        // what was signed in between is hers as well
        const taken = trust.takeKeys(list, ROOM, judged, "first");
        assert.equal(taken.people[all[0].uuid].print, all.at(-1).print);
        for (const { print } of all) {
            assert.equal(trust.personOf(taken, print).uuid, all[0].uuid);
            assert.equal(trust.personOf(taken, print).isSure, true);
            const isLast = print === all.at(-1).print;
            assert.equal(trust.personOf(taken, print).isCurrent, isLast);
        }
        assert.equal(trust.personOf(taken, owner.print).uuid, owner.uuid);
    }
});

test("earlier keys that were never compared may have been another person's", async () => {
    const [thief, fatima] = [await person("Fatima"), await person("Fatima")];
    const { list } = await known(fatima);
    const says = ({ recipient, signer }) => served({ ...fatima, recipient, signer });
    const isSure = (taken, { print }) => trust.personOf(taken, print).isSure;
    const take = async (before, keys, state) =>
        trust.takeKeys(before, ROOM, await verdictOf(before, says(keys)), state);
    // a thief was first, and the number of the right keys was compared afterwards
    for (const state of ["first", "accepted"]) {
        const first = await take(list, thief, state);
        const then = await take(first, fatima, "compared");
        assert.equal(isSure(first, thief), true);
        assert.deepEqual([isSure(then, thief), isSure(then, fatima)], [false, true]);
        // looked at once more, nothing becomes sure by it
        const again = await take(then, fatima, "compared");
        assert.equal(isSure(again, thief), false);
    }
    const compared = await take(
        await take(list, fatima, "compared"),
        thief,
        "compared"
    );
    assert.equal(isSure(compared, fatima), true);
});

test("signed steps share the fate of the keys that they lead to", async () => {
    const { all, rows, saysOf } = await renewals(2);
    const last = await person("Fatima");
    const ends = async (...states) => {
        let { list } = await known(all[0]);
        for (const [at, state] of states.entries()) {
            const judged = await verdictOf(list, saysOf(rows.slice(0, at + 1)));
            list = trust.takeKeys(list, ROOM, judged, state);
        }
        const says = { ...served(last), uuid: all[0].uuid };
        const judged = await verdictOf(list, says);
        assert.equal(judged.verdict, "changed");
        list = trust.takeKeys(list, ROOM, judged, "compared");
        return all.map(({ print }) => trust.personOf(list, print).isSure);
    };
    assert.deepEqual(await ends("first", "first", "first"), [false, false, false]);
    assert.deepEqual(await ends("compared", "first", "first"), [true, true, true]);
    assert.deepEqual(await ends("first", "first", "compared"), [true, true, true]);
});

test("a chain that is broken, circular, cut or too long leads nowhere", async () => {
    const { all, rows, saysOf } = await renewals(3);
    const thief = await person("Thief");
    const { list } = await knowing(all[0]);
    const verdict = async (steps) => (await verdictOf(list, saysOf(steps))).verdict;
    const stolen = { recipient: thief.recipient, signer: thief.signer };
    const [one, two, three, four] = rows;
    const spoilt = {
        "no step": [{ ...four, succession: "" }],
        "cut at its end": [two, three, four],
        "cut in the middle": [one, two, four],
        "one without a signature": [one, two, { ...three, succession: "" }, four],
        "the signature of another step": [
            one,
            two,
            { ...three, succession: two.succession },
            four,
        ],
        "in another order": [one, three, two, four],
        "a thief at its end": [one, two, three, { ...four, ...stolen }],
        "a thief in the middle": [one, two, { ...three, ...stolen }, four],
        "signed by the thief alone": [
            one,
            { ...stolen, succession: await succession(thief, thief) },
        ],
        "half a signature": [
            one,
            { ...two, succession: two.succession.slice(0, 128) },
            three,
            four,
        ],
        "no keys": [one, { ...two, signer: "x" }, three, four],
    };
    for (const [name, steps] of Object.entries(spoilt)) {
        assert.equal(await verdict(steps), "changed", name);
    }
    assert.equal(await verdict(rows), "succeeded");
    for (const earlier of [null, "x", {}, [null], [{}]]) {
        const says = { ...saysOf(rows), earlier };
        assert.equal((await verdictOf(list, says)).verdict, "changed");
    }
    const long = await renewals(MOST_STEPS + 1);
    const other = await knowing(long.all[0]);
    const says = await verdictOf(other.list, long.saysOf(long.rows));
    assert.equal(says.verdict, "changed");
});

test("a chain that comes back to keys that it had leads nowhere", async () => {
    const { all, rows, saysOf } = await renewals(1);
    const [first, second] = all;
    const back = { ...rows[0], succession: await succession(second, first) };
    // known by the second keys, and led back to the first ones
    const { list } = await knowing(first);
    const judged = await verdictOf(list, saysOf(rows));
    const taken = trust.takeKeys(list, ROOM, judged, "first");
    assert.equal((await verdictOf(taken, saysOf([rows[1], back]))).verdict, "changed");
    // known by the first ones, and led round in a circle
    const third = await person("Fatima");
    const round = [
        ...[rows[0], rows[1], back],
        {
            recipient: third.recipient,
            signer: third.signer,
            succession: await succession(first, third),
        },
    ];
    assert.equal((await verdictOf(list, saysOf(round))).verdict, "changed");
});

test("no one passes off the new keys of another person as their own", async () => {
    const [coen, fatima, anew] = [
        await person("Coen"),
        await person("Fatima"),
        await person("Fatima"),
    ];
    const { list: first } = await known(fatima, coen);
    let list = first;
    for (const each of [fatima, coen]) {
        const judged = await verdictOf(list, served(each));
        list = trust.takeKeys(list, ROOM, judged, "first");
    }
    const claims = async (by, keys, more = {}) =>
        (
            await verdictOf(list, {
                ...served(coen),
                recipient: keys.recipient,
                signer: keys.signer,
                succession: await signSuccession(
                    { ...coen, seed: coen.keys.seed },
                    { ...keys, seed: by.keys.seed }
                ),
                earlier: [served(coen)],
                ...more,
            })
        ).verdict;
    // Coen can sign for himself, and not for keys that are Fatima's
    assert.equal(await claims(coen, anew), "changed");
    // and not by way of keys that the list has as hers
    const own = await succession(fatima, anew);
    const half = await signSuccession(
        { ...coen, seed: coen.keys.seed },
        { ...fatima, seed: coen.keys.seed }
    );
    const way = [{ ...served(fatima), succession: half }, served(coen)];
    assert.equal(
        await claims(coen, anew, { succession: own, earlier: way }),
        "changed"
    );
});

test("steps through the keys of another one are not followed", async () => {
    const [coen, anew] = [await person("Coen"), await person("Coen")];
    const { all } = await renewals(0);
    const [fatima] = all;
    const { list: first } = await known(fatima, coen);
    let list = first;
    for (const each of [fatima, coen]) {
        const judged = await verdictOf(list, served(each));
        list = trust.takeKeys(list, ROOM, judged, "first");
    }
    // two who work together: Fatima signs that she follows Coen, and he that he follows
    // her
    const says = {
        ...served(coen),
        recipient: anew.recipient,
        signer: anew.signer,
        succession: await succession(fatima, anew),
        earlier: [
            { ...served(fatima), succession: await succession(coen, fatima) },
            served(coen),
        ],
    };
    const judged = await verdictOf(list, says);
    assert.equal(judged.verdict, "changed");
    assert.deepEqual(judged.keys.earlier, []);
});

test("a person accepted by number brings the earlier keys that lead there", async () => {
    const { all, rows, saysOf } = await renewals(2);
    const { list } = await known(all[0]);
    const judged = await verdictOf(list, saysOf(rows));
    assert.equal(judged.verdict, "first");
    const taken = trust.takeKeys(list, ROOM, judged, "compared");
    assert.equal(trust.personOf(taken, all[0].print).uuid, all[0].uuid);
    const spoilt = [{ ...rows[0], signer: (await person("Thief")).signer }, rows[1]];
    const other = await verdictOf(list, saysOf([...spoilt, rows[2]]));
    assert.deepEqual(
        other.keys.earlier.map(([signer]) => signer),
        [all[1].signer]
    );
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

test("a person who was not accepted is asked about, and gets nothing sealed", async () => {
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

test("no one is served the key of another person", async () => {
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

test("only a reader who had no key when a text was written can be let in later", async () => {
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
    // a person who lost the key they had then, and has another one now
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

test("who begins anew knows what they wrote before, with a doubt", async () => {
    const [lost, ana, bo] = [
        await person("Ana"),
        await person("Ana"),
        await person("Bo"),
    ];
    const list = trust.pinRoom(await trust.newTrust(ana, ana.keys), ROOM, [ana, bo]);
    const judged = { ...bo, keys: { ...bo, earlier: [] } };
    const known = trust.takeKeys(list, ROOM, judged, "first");
    const before = [lost, bo, ana, { recipient: "x", signer: "y" }];
    const taken = await trust.takeOwnBefore(known, ana.uuid, before);
    assert.deepEqual(trust.personOf(taken, lost.print), {
        uuid: ana.uuid,
        name: "Ana",
        isSure: false,
        isCurrent: false,
    });
    // no other person's key is theirs, and nothing is taken twice
    assert.equal(trust.personOf(taken, bo.print).uuid, bo.uuid);
    assert.equal(await trust.takeOwnBefore(taken, ana.uuid, before), taken);
});

test("a list that was begun anew keeps what needs no trust", async () => {
    const ana = await person("Ana");
    const list = await lists.newTrust(ana, ana.keys);
    const before = {
        ...list,
        former: ["AGE-SECRET-KEY-X"],
        threads: { [ROOM]: [7, "h"] },
        ended: ["a consent that was over"],
    };
    const fresh = lists.keepPast(await lists.restartTrust(ana, ana.keys, 3), before);
    for (const name of ["former", "threads", "ended"]) {
        assert.deepEqual(fresh[name], before[name]);
    }
    assert.equal(fresh.careful, true);
    assert.deepEqual(lists.keepPast(fresh, null).ended, []);
});
