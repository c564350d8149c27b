import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { markup, report } from "../src/report.js";
import { readTexts, writeText } from "../src/room.js";
import { takeAlong } from "../src/take_along.js";
import { admit } from "../src/room.js";
import { newTrust } from "../src/trust.js";
import { person, ROOM, served } from "./people.js";

const EVIL = `<script>alert(1)</script> & "a" 'b' <img src=x onerror=alert(2)>`;
const SAFE =
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;a&quot; &#39;b&#39; " +
    "&lt;img src=x onerror=alert(2)&gt;";
const MADE = "2030-03-01T12:00:00.000Z";

const texts = JSON.parse(readFileSync(new URL("../texts/nl.json", import.meta.url)));
const words = {
    language: "nl",
    t: (name, values = {}) =>
        texts[name].replace(/\{(\w+)\}/g, (_place, key) => String(values[key])),
    hasText: (name) => Object.hasOwn(texts, name),
    listed: (names) => names.join(", "),
    moment: (moment) => moment,
    day: (day) => day,
};

/** What Ana takes along from the room that she shares with Bo. */
async function taken(written, more = {}) {
    const [ana, bo] = [await person(more.name ?? "Ana"), await person("Bo")];
    const room = { uuid: ROOM, members: [served(ana), served(bo)] };
    const { trust } = await admit(await newTrust(ana, ana.keys), ana.uuid, room);
    const stored = await Promise.all(
        written.map(async ({ kind, text, open = {}, spoil = false }) => {
            const uuid = crypto.randomUUID();
            const body = { uuid, room: ROOM, kind, text };
            const made = await writeText(trust, ana.keys, body, [bo.uuid], ana.uuid);
            const sealed = spoil ? made.sealed.subarray(9) : made.sealed;
            return { uuid, kind, sealed, written: MADE, given: [], open };
        })
    );
    const { read } = await readTexts(trust, ana.keys, ROOM, stored);
    const files = new Map(more.files?.(read));
    const meetings = [{ id: 7, start: MADE }];
    const about = { edition: more.edition ?? "Voorjaar 2030", uuid: ROOM, meetings };
    const whole = { made: MADE, served: about, member: ana, trust, read, files };
    return { ana, bo, read, data: takeAlong(whole) };
}

test("what is put into the document is text", () => {
    assert.equal(
        markup`<p title="${EVIL}">${EVIL}</p>`.text,
        `<p title="${SAFE}">${SAFE}</p>`
    );
    assert.equal(
        markup`${[markup`<b>${"<"}</b>`, "<", null, false, 0]}`.text,
        "<b>&lt;</b>&lt;0"
    );
    assert.equal(markup`${{ text: "<script>" }}`.text, "[object Object]");
});

test("nothing that a person wrote is more than text, in any place", async () => {
    const files = (read) => [
        [
            read[0].uuid,
            [
                { name: EVIL, path: "files/a&b #1?.txt" },
                { name: EVIL, error: "damaged" },
            ],
        ],
    ];
    const { data } = await taken(
        [
            { kind: "note", text: { text: EVIL }, open: { about: "note" } },
            {
                kind: "goal",
                text: { specific: EVIL, relevant: EVIL },
                open: { term: "short", state: EVIL, due: EVIL },
            },
            { kind: "plan", text: { now: EVIL, [EVIL]: EVIL } },
            { kind: "agreement", text: { privacy: EVIL }, open: { version: EVIL } },
            { kind: EVIL, text: { [EVIL]: [EVIL] } },
            { kind: "note", text: { text: "dicht" }, spoil: true },
        ],
        { name: EVIL, edition: EVIL, files }
    );
    const said = report(data, { ...words, moment: () => EVIL });
    assert.ok(!/<script|<img/i.test(said));
    assert.ok(said.includes(SAFE));
    assert.ok(said.includes('<a href="files/a%26b%20%231%3F.txt">'));
    const tags = new Set(
        said.match(/<\/?[a-z!][^\s>]*/gi).map((tag) => tag.toLowerCase())
    );
    const known =
        "!doctype html head meta title style body h1 h2 h3 p article ul li a".split(
            " "
        );
    for (const tag of tags) {
        assert.ok(known.includes(tag.replace(/^<\/?/, "")), tag);
    }
    assert.match(said, /Content-Security-Policy" content="default-src &#39;none&#39;/);
});

test("the document names the author, the date and the readers of each text", async () => {
    const { data } = await taken([
        {
            kind: "note",
            text: { text: "Een\ntwee" },
            open: { about: "agenda", meeting: 7 },
        },
        {
            kind: "goal",
            text: {
                specific: "Beter luisteren",
                measurable: "",
                achievable: "Elke week",
            },
            open: { term: "long", due: "2030-05-01", progress: 40, state: "open" },
        },
        { kind: "plan", text: { now: "Net begonnen" } },
        { kind: "agreement", text: { privacy: "Blijft hier" }, open: { version: 2 } },
        { kind: "lookback", text: { aims: "", outcome: "Ik delegeer nu" } },
    ]);
    data.texts[3].agreed = [{ uuid: "", name: "Bo" }];
    const said = report(data, words);
    for (const part of [
        '<html lang="nl">',
        "<p>Met Bo</p>",
        `Opgeslagen door Ana op ${MADE}`,
        `<h3>Agenda voor ${MADE}</h3>\n<p class="about">Ana · ${MADE} · voor Ana, Bo</p>`,
        '<p class="text">Een\ntwee</p>',
        "<h3>Beter luisteren</h3>",
        "Lange termijn · uiterlijk 2030-05-01 · 40% klaar",
        '<p class="label">Waarom het haalbaar is</p>\n<p class="text">Elke week</p>',
        '<p class="label">Waar sta ik?</p>\n<p class="text">Net begonnen</p>',
        "<h3>Versie 2</h3>",
        "akkoord: Bo",
        '<p class="label">Wat blijft onder ons?</p>',
        '<p class="label">Wat is ervan gekomen?</p>\n<p class="text">Ik delegeer nu</p>',
    ]) {
        assert.ok(said.includes(part), part);
    }
    assert.ok(!said.includes("Hoe meet"), "a field that is empty is left out");
    // agreements, plans, goals, looking back, notes: in this order
    const order = [
        "Onze spelregels",
        "Ontwikkelplan",
        "Doelen",
        "Samen terugkijken",
        "Notities",
    ];
    const places = order.map((title) => said.indexOf(`<h2>${title}`));
    assert.deepEqual(
        [...places].sort((a, b) => a - b),
        places
    );
    assert.ok(places.every((place) => place > 0));
});

test("what does not open is told, with its reason", async () => {
    const { data, read } = await taken([
        { kind: "note", text: { text: "open" } },
        { kind: "note", text: { text: "dicht" }, spoil: true },
    ]);
    assert.equal(read[1].error, "damaged");
    assert.deepEqual(
        data.texts.map(({ error, signature }) => [error, signature]),
        [
            [undefined, "valid"],
            ["damaged", undefined],
        ]
    );
    assert.ok(report(data, words).includes(texts["closed.damaged"]));
});

test("an unknown kind is there too", async () => {
    const { data } = await taken([
        { kind: "wish", text: { wanted: { deep: "Rust" } } },
    ]);
    const said = report(data, words);
    assert.ok(
        said.includes("<h2>wish</h2>") &&
            said.includes("{&quot;deep&quot;:&quot;Rust&quot;}")
    );
});

test("the data have all of a text, and no secret", async () => {
    const named = { uuid: crypto.randomUUID(), name: "a.txt", type: "", hash: "h" };
    const file = { ...named, key: "geheim", size: 1 };
    const { ana, bo, read, data } = await taken([
        {
            kind: "note",
            text: { text: "Dag", files: [file] },
            open: { about: "note", acceptances: [{ sealed: "x" }] },
        },
    ]);
    const [text] = JSON.parse(JSON.stringify(data)).texts;
    assert.equal(text.hash, read[0].hash);
    assert.deepEqual(text.author, {
        uuid: ana.uuid,
        name: "Ana",
        isSure: true,
        isCurrent: true,
    });
    assert.deepEqual(text.body.readers, [
        [ana.uuid, ana.print],
        [bo.uuid, bo.print],
    ]);
    assert.equal(text.body.text.text, "Dag");
    assert.equal(text.body.text.files[0].name, "a.txt");
    assert.deepEqual(text.open, { about: "note" });
    assert.deepEqual(
        data.people.map(({ name, fingerprint }) => [name, fingerprint]),
        [
            ["Ana", ana.print],
            ["Bo", bo.print],
        ]
    );
    const said = JSON.stringify(data);
    for (const secret of ["geheim", "AGE-SECRET", "sealed", "seed"]) {
        assert.ok(!said.includes(secret), secret);
    }
});

test("without a list of people all of it is told to be closed", () => {
    const read = [{ uuid: "u", kind: "note", written: MADE, open: {}, error: "list" }];
    const data = takeAlong({
        made: MADE,
        served: { uuid: ROOM, edition: "" },
        member: { uuid: "m", name: "Ana" },
        trust: null,
        read,
        files: new Map(),
    });
    assert.ok(report(data, words).includes(texts["closed.list"]));
});
