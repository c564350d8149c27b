import assert from "node:assert/strict";
import { test } from "node:test";
import { safeName, safeNames } from "../src/file_names.js";

test("a name that is safe stays as it is", () => {
    for (const name of [
        "verslag.pdf",
        "Één dag – 3.tar.gz",
        "日本.txt",
        "a b (1).odt",
    ]) {
        assert.equal(safeName(name), name);
    }
});

test("no name leaves its folder, hides, or stands for a device", () => {
    const cases = {
        "../../etc/passwd": "_.._etc_passwd",
        "..": "file",
        "": "file",
        ".bashrc": "bashrc",
        "C:\\Windows\\a.exe": "C__Windows_a.exe",
        "a\0b\nc.txt": "abc.txt",
        con: "_con",
        "NUL.txt": "_NUL.txt",
        "lpt1.tar.gz": "_lpt1.tar.gz",
        "aux .txt": "_aux.txt",
        "a.txt. . ": "a.txt",
        // it would be read as ‘invoiceexe.pdf’
        "invoice\u202efdp.exe": "invoicefdp.exe",
        "\ud800.txt": "txt",
    };
    for (const [given, safe] of Object.entries(cases)) {
        assert.equal(safeName(given), safe, JSON.stringify(given));
    }
});

test("a long name is cut, and keeps its ending", () => {
    const name = safeName(`${"😀".repeat(500)}.docx`);
    assert.equal(name, `${"😀".repeat(60)}.docx`);
    assert.ok(Buffer.byteLength(name) < 255);
    assert.equal(safeName("x".repeat(300)).length, 60);
});

test("no name is there twice, on no computer", () => {
    assert.deepEqual(
        safeNames([
            "a.txt",
            "A.TXT",
            "a.txt",
            "a-2.txt",
            "e\u0301",
            "\u00e9",
            "/",
            "?",
        ]),
        ["a.txt", "A-2.TXT", "a-3.txt", "a-2-2.txt", "\u00e9", "\u00e9-2", "_", "_-2"]
    );
});
