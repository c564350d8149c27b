import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf, LARGEST, openFile, refusalOf, sealFile } from "../src/files.js";
import { enterRoom } from "../src/room.js";
import { authorsOf } from "../src/authors.js";
import { newTrust } from "../src/trust.js";
import { code, person, ROOM, served } from "./people.js";

const bytes = Uint8Array.of(0, 1, 2, 0, 255);
const chosen = { room: ROOM, name: "plan.heic", type: "image/heic", bytes };

async function author() {
    const [ana, bo] = [await person("Ana"), await person("Bo")];
    const room = { uuid: ROOM, members: [served(ana), served(bo)] };
    const trust = enterRoom(await newTrust(ana, ana.keys), ana.uuid, room);
    const note = { body: { room: ROOM, author: ana.print, text: {} } };
    const seal = (more) =>
        sealFile(trust, ana.keys, { ...chosen, ...more }, [ana.uuid, bo.uuid]);
    return { ana, bo, trust, note, seal, authorOf: authorsOf(trust) };
}

test("who reads the note reads the file", async () => {
    const { note, seal, authorOf } = await author();
    const { entry, sealed } = await seal();
    assert.deepEqual(await openFile(sealed, entry, note, authorOf), bytes);
    assert.deepEqual(
        [entry.name, entry.type, entry.size],
        ["plan.heic", "image/heic", 5]
    );
});

test("no other file takes the place of one", async () => {
    const { note, seal, authorOf } = await author();
    const [one, other] = [await seal(), await seal({ bytes: Uint8Array.of(9) })];
    const taken = { ...one.entry, key: other.entry.key };
    await assert.rejects(
        openFile(other.sealed, taken, note, authorOf),
        code("misplaced")
    );
    const renamed = { ...taken, uuid: other.entry.uuid };
    await assert.rejects(
        openFile(other.sealed, renamed, note, authorOf),
        code("misplaced")
    );
});

test("a file opens after its author took other keys and changed the note", async () => {
    const { bo, note, seal, authorOf } = await author();
    const { entry, sealed } = await seal();
    const later = { body: { ...note.body, author: bo.print } };
    assert.deepEqual(await openFile(sealed, entry, later, authorOf), bytes);
});

test("a file that was cut does not open", async () => {
    const { note, seal, authorOf } = await author();
    const { entry, sealed } = await seal();
    const cut = sealed.subarray(0, -20);
    await assert.rejects(openFile(cut, entry, note, authorOf), code("damaged"));
});

test("20 MB go along, and a byte more does not", () => {
    assert.equal(refusalOf("a.pdf", new Uint8Array(LARGEST).fill(1)), "");
    assert.equal(refusalOf("a.pdf", new Uint8Array(LARGEST + 1).fill(1)), "too-large");
    assert.equal(refusalOf("a.pdf", new Uint8Array()), "empty");
});

test("programs are refused, under whatever name", () => {
    const plain = Uint8Array.of(1, 2, 3);
    for (const name of [
        "a.exe",
        "A.EXE",
        "a.pdf.scr",
        "a.js",
        "a.exe.",
        "a.exe ",
        "x/a.sh",
    ]) {
        assert.equal(refusalOf(name, plain), "program", name);
    }
    for (const start of ["MZ", "\x7fELF", "#!/bin/sh"]) {
        const program = new TextEncoder().encode(`${start} and more`);
        assert.equal(refusalOf("a.pdf", program), "program", start);
    }
    for (const name of ["a.heic", "a.docx", "exe", "a", "a.txt"]) {
        assert.equal(refusalOf(name, plain), "", name);
    }
});

test("a name hides nothing", async () => {
    const { seal } = await author();
    const { entry } = await seal({ name: "factuur\u202exe.fdp" });
    assert.equal(entry.name, "factuurxe.fdp");
    assert.equal(refusalOf("factuur.\u202eexe", Uint8Array.of(1)), "program");
});

test("what is no entry of a file is left out", async () => {
    const { note, seal } = await author();
    const { entry } = await seal();
    const odd = [null, 1, "x", {}, { ...entry, uuid: "../x" }, { ...entry, size: "5" }];
    const text = { files: [...odd, entry] };
    assert.deepEqual(filesOf({ body: { ...note.body, text } }), [entry]);
    assert.deepEqual(filesOf({ body: { ...note.body, text: { files: "x" } } }), []);
    assert.deepEqual(filesOf({ error: "damaged" }), []);
});
