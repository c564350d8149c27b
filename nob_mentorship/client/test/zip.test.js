import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { concat, utf8 } from "../src/bytes.js";
import { crc32, TooLarge, zip } from "../src/zip.js";

const WHEN = new Date(2030, 1, 28, 13, 45, 30);
const LIST = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    print(json.dumps([[i.filename, archive.read(i).hex(), i.date_time, i.flag_bits]
                      for i in archive.infolist()]))
`;

/** Have Python read an archive. */
function read(parts) {
    const folder = mkdtempSync(join(tmpdir(), "zip-"));
    const file = join(folder, "archive.zip");
    try {
        writeFileSync(file, concat(...parts));
        const said = execFileSync("python3", ["-c", LIST, file], { encoding: "utf8" });
        return JSON.parse(said).map(([name, hex, when, flags]) => ({
            name,
            bytes: new Uint8Array(Buffer.from(hex, "hex")),
            when,
            flags,
        }));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

test("CRC-32 is the one that all others have", () => {
    assert.equal(crc32(utf8("123456789")), 0xcbf43926);
    assert.equal(crc32(new Uint8Array()), 0);
});

test("an archive is read by another program, with names in UTF-8", () => {
    const files = [
        { name: "index.html", bytes: utf8("<p>Één</p>") },
        { name: "files/verslag — é 😀.txt", bytes: utf8("x".repeat(70_000)) },
        { name: "files/leeg", bytes: new Uint8Array() },
    ];
    const found = read(zip(files, WHEN));
    assert.deepEqual(
        found.map(({ name, bytes }) => ({ name, bytes })),
        files
    );
    for (const { when, flags } of found) {
        assert.deepEqual(when, [2030, 2, 28, 13, 45, 30]);
        assert.equal(flags, 0x800);
    }
});

test("an archive of nothing is one", () => {
    assert.deepEqual(read(zip([], WHEN)), []);
});

test("a time before there was MS-DOS stays readable", () => {
    const files = [{ name: "a", bytes: utf8("a") }];
    assert.equal(read(zip(files, new Date(1970, 5, 1)))[0].when[0], 1980);
});

test("what does not fit is refused before anything is read", () => {
    const huge = (length) => [{ name: "a", bytes: { length } }];
    const fail = (files) => assert.throws(() => zip(files, WHEN), TooLarge);
    fail(huge(2 ** 32));
    fail(huge(2 ** 32 - 50));
    fail([...huge(2 ** 31), ...huge(2 ** 31)]);
    fail(Array.from({ length: 65_535 }, (_, at) => ({ name: `${at}`, bytes: [] })));
    fail([{ name: "x".repeat(65_536), bytes: new Uint8Array() }]);
});
