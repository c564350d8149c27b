/** The screens on which a member makes keys, and keeps what opens them. */

import { button, el, field, form, saveFile, show, tell } from "./dom.js";
import { passkeyWay, phraseWay } from "./new_ways.js";
import { arePasskeysThere } from "./passkey.js";
import { wordsOf } from "./phrase.js";
import { currentLanguage, t } from "./texts.js";

/**
 * The screen for a member without keys.
 *
 * @param {import("./member.js").Member} member
 * @param {{then: () => void, later: () => void, taken: () => Promise<void>|void,
 *     word?: string, what?: "room"|"messages"|"consents"}} next what follows once there are
 *     some, where the member skips it, and where others were made meanwhile; `word` is said
 *     first; `what` they are made for
 */
export function showMake(member, { then, later, taken, word, what = "room" }) {
    const known = member.identity?.recipient ?? "";
    const make = async (way) => {
        try {
            showRecovery(await member.making.make(known, way), then);
        } catch (error) {
            if (error.code !== "changed") {
                throw error;
            }
            await member.load();
            await taken();
            throw error;
        }
    };
    const passkey = async () => {
        try {
            await make((...keys) => passkeyWay(member, ...keys));
        } catch (error) {
            if (error.code !== "passkey-without") {
                throw error;
            }
            await showPhrase(member, makePhrase, t("phrase.instead"));
        }
    };
    const makePhrase = (phrase) =>
        make((keys) => phraseWay(keys, phrase, t("ways.phrase")));
    const phrase = () => showPhrase(member, makePhrase);
    show(
        t(`make.title-${what}`),
        word && el("p", { class: "note" }, word),
        gone(member),
        el("p", {}, t(`make.why-${what}`)),
        arePasskeysThere()
            ? button(t("make.passkey"), passkey, { class: "main" })
            : button(t("make.start"), phrase, { class: "main" }),
        arePasskeysThere() && el("p", { class: "hint" }, t("make.passkey-hint")),
        el(
            "div",
            { class: "row" },
            arePasskeysThere() && button(t("make.phrase"), phrase),
            button(t("make.later"), later)
        )
    );
}

/**
 * What a member without keys is told if they had some: here, or according to their
 * texts.
 */
function gone(member) {
    if (member.identity || !(member.hadKeys || member.wroteBefore)) {
        return null;
    }
    const sentence = t(member.hadKeys ? "make.gone" : "make.wrote-before");
    return el("p", { class: "note", role: "alert" }, sentence);
}

/** Under which name a password manager keeps the words: not that of the login. */
export const userField = (member) =>
    el("input", {
        id: "user",
        name: "username",
        autocomplete: "username",
        value: `${member.login} (${t("phrase.name")})`,
        readonly: true,
    });

/** Five words, drawn for the member, to be written down or saved by the browser. */
export async function showPhrase(member, take, word) {
    const phrase = await wordsOf(currentLanguage());
    const user = userField(member);
    // for the password manager; the text to read is below
    const words = el("input", {
        id: "words",
        name: "password",
        type: "password",
        autocomplete: "new-password",
        value: phrase,
        readonly: true,
        tabindex: "-1",
    });
    show(
        t("phrase.title"),
        word && el("p", {}, word),
        el("p", {}, t("phrase.why")),
        form(
            t("phrase.kept"),
            async () => {
                tell(t("phrase.busy"));
                await take(phrase);
            },
            el(
                "div",
                { class: "away" },
                field(user, t("phrase.user")),
                field(words, t("phrase.label"))
            ),
            el("p", { class: "code", id: "drawn", translate: "no" }, phrase)
        )
    );
}

/** The recovery code: shown once, to be saved, copied, printed or written down. */
export function showRecovery(code, then) {
    const lines = [t("recovery.file"), "", code, "", t("recovery.file-why")];
    const save = () => {
        saveFile(
            new Blob([lines.join("\n")], { type: "text/plain" }),
            `${t("recovery.name")}.txt`
        );
        tell(t("recovery.saved"));
    };
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(code);
            tell(t("recovery.copied"));
        } catch {
            tell(t("recovery.not-copied"), "bad");
        }
    };
    show(
        t("recovery.title"),
        el("p", {}, t("recovery.why")),
        el("p", { class: "code", translate: "no" }, ...grouped(code)),
        el(
            "div",
            { class: "row" },
            button(t("recovery.save"), save),
            button(t("recovery.copy"), copy),
            button(t("recovery.print"), () => window.print())
        ),
        button(t("recovery.done"), then, { class: "main" })
    );
}

const grouped = (code) => code.match(/[^-]+-?/g).map((part) => el("span", {}, part));
