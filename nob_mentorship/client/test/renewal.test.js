import assert from "node:assert/strict";
import test from "node:test";
import { fromBase64, fromHex, toBase64 } from "../src/bytes.js";
import { authorsOf } from "../src/authors.js";
import { judgeRoom } from "../src/judging.js";
import { pinRoom, takeKeys } from "../src/people.js";
import {
    newTrust,
    openTrust,
    publicHalves,
    renewTrust,
    restartTrust,
    sealTrust,
} from "../src/trust.js";
import { person as makePerson, ROOM } from "./people.js";

test("a list goes on with new keys, and reads what the old ones signed", async () => {
    const [ana, bo, later] = await Promise.all(
        ["Ana", "Bo", "Ana"].map((name) => makePerson(name))
    );
    const place = { uuid: ana.uuid, owner: ana.uuid };
    let list = pinRoom(await newTrust(ana, ana.keys), ROOM, [ana, bo]);
    const { trust } = await sealTrust(list, place, ana.keys);
    list = await renewTrust(trust, ana, later.keys, ana.keys);
    assert.equal(list.revision, 2);
    assert.equal(list.careful, false);
    const old = await publicHalves(ana.keys);
    const own = await publicHalves(later.keys);
    assert.equal(list.people[ana.uuid].print, own.print);
    assert.equal(authorsOf(list)(fromHex(old.signer)), old.print);
    assert.deepEqual(list.former, [ana.keys.age]);
    const { sealed } = await sealTrust(list, place, later.keys);
    const opened = await openTrust(sealed, place, later.keys, 2);
    assert.deepEqual(opened.former, [ana.keys.age]);
    assert.deepEqual(opened.rooms[ROOM], [ana.uuid, bo.uuid]);
    await assert.rejects(openTrust(sealed, place, ana.keys, 0), { code: "not-for-me" });
});

test("a list that was begun anew accepts no one without a question", async () => {
    const [ana, bo] = await Promise.all(["Ana", "Bo"].map((name) => makePerson(name)));
    const list = await restartTrust(ana, ana.keys, 7);
    assert.equal(list.revision, 8);
    assert.equal(list.careful, true);
    const served = [{ uuid: bo.uuid, name: "Bo", ...(await publicHalves(bo.keys)) }];
    const [judged] = await judgeRoom(list, ROOM, served);
    assert.equal(judged.verdict, "new-person");
    const taken = takeKeys(list, ROOM, judged, "accepted");
    const place = { uuid: ana.uuid, owner: ana.uuid };
    const { sealed } = await sealTrust(taken, place, ana.keys);
    const opened = await openTrust(sealed, place, ana.keys, 8);
    assert.equal(opened.careful, true);
    assert.equal(opened.people[bo.uuid].state, "accepted");
});

test("bytes travel as base64", () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    assert.throws(() => fromBase64("no*base64"), { code: "damaged" });
});
