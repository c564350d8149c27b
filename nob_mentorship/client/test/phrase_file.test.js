import assert from "node:assert/strict";
import { test } from "node:test";
import { Decrypter } from "age-encryption";
import { utf8 } from "../src/bytes.js";
import { keyOfPhrase, sealWithPhrase } from "../src/phrase_file.js";

const PHRASE = "aap noot mies wim zus jet teun";

async function opened(file, phrase) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(phrase);
    return decrypter.decrypt(file, "text");
}

test("a phrase opens the file, and another one does not", async () => {
    const file = await sealWithPhrase(utf8("Dag"), PHRASE);
    assert.equal(await opened(file, PHRASE), "Dag");
    await assert.rejects(opened(file, "aap noot mies wim zus jet"), /no identity/);
    await assert.rejects(opened(file, ""), /no identity/);
});

test("each file has a salt of its own, and the slow part can be done elsewhere", async () => {
    const salts = [];
    const elsewhere = (phrase, salt) => {
        salts.push(Buffer.from(salt).toString("hex"));
        return keyOfPhrase(phrase, salt);
    };
    const file = await sealWithPhrase(utf8("een"), PHRASE, elsewhere);
    await sealWithPhrase(utf8("twee"), PHRASE, elsewhere);
    assert.equal(await opened(file, PHRASE), "een");
    assert.equal(new Set(salts).size, 2);
    assert.ok(salts.every((salt) => salt.length === 32));
});
