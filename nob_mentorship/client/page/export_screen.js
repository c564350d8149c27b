/** The screen where a member takes along what they read in a room (promise 7). */

import { sealWithPhrase } from "../src/phrase_file.js";
import { archiveOf } from "./archive.js";
import { button, el, saveFile, show, tell } from "./dom.js";
import { wordsOf } from "./phrase.js";
import { ageKey } from "./sums.js";
import { currentLanguage, t } from "./texts.js";

/** Words of the phrase that opens the sealed file: 77 bits. */
const WORDS = 7;
const PROGRAM = "age-encryption.org";

/** @param {import("./room.js").Room} room @returns {HTMLElement} the way to the screen */
export const exportLink = (room) =>
    el("a", { class: "button", href: `#export/${room.served.id}` }, t("export.title"));

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the pairing
 */
export function showExport(member, number) {
    const back = () => showExport(member, number);
    const save = async () => {
        const { archive, ...found } = await archiveOf(member, Number(number), tell);
        saveFile(new Blob(archive, { type: "application/zip" }), nameOf("zip"));
        tellSaved(found);
    };
    show(
        t("export.title"),
        el("p", {}, t("export.why")),
        el("p", {}, t("export.careful")),
        el(
            "div",
            { class: "row" },
            button(t("export.zip"), save),
            button(t("export.sealed"), () => showSealed(member, number, back))
        ),
        el("p", {}, el("a", { class: "button", href: `#room/${number}` }, t("back")))
    );
}

/** The words that will open the sealed file: shown before it is made, and never again. */
async function showSealed(member, number, back) {
    const phrase = await wordsOf(currentLanguage(), WORDS);
    const save = async () => {
        const { archive, ...found } = await archiveOf(member, Number(number), tell);
        tell(t("export.busy-seal"));
        const bytes = new Uint8Array(await new Blob(archive).arrayBuffer());
        const sealed = await sealWithPhrase(bytes, phrase, ageKey);
        saveFile(new Blob([sealed], { type: FILE }), nameOf("zip.age"));
        back();
        tellSaved(found);
    };
    show(
        t("export.words-title"),
        el("p", {}, t("export.words-why")),
        el("p", { class: "code", translate: "no" }, phrase),
        el("p", { class: "hint" }, t("export.words-how", { program: PROGRAM })),
        el(
            "div",
            { class: "row" },
            button(t("export.words-kept"), save),
            button(t("cancel"), back)
        )
    );
}

const FILE = "application/octet-stream";

/** The day as ISO 8601 has it, and Swedes write it. */
const today = () => new Intl.DateTimeFormat("sv-SE").format(new Date());
const nameOf = (ending) => `${t("export.name")}-${today()}.${ending}`;

function tellSaved({ closed, succeeded }) {
    const sentences = [
        t("export.saved"),
        closed && t("export.closed", { count: closed }),
        ...succeeded.map((name) => t("people.succeeded", { name })),
    ];
    tell(sentences.filter(Boolean).join(" "), closed ? "bad" : undefined);
}
