/** The screens on which a member makes keys, opens them, and looks after the ways. */

import { publicHalves } from "../src/trust.js";
import { wordsOf } from "./phrase.js";
import { button, el, field, form, saveFile, show, tell, wrong } from "./dom.js";
import { arePasskeysThere } from "./passkey.js";
import { currentLanguage, t } from "./texts.js";

/**
 * What is shown to who has no keys yet.
 *
 * @param {import("./member.js").Member} member
 * @param {() => void} then what follows once there are some
 * @param {() => void} later what follows where the member skips it
 * @param {string} [word] said first
 */
export function showMake(member, then, later, word) {
    const make = async (way) => showRecovery(await member.make(way), then);
    const passkey = async () => {
        try {
            await make(member.passkeyWay);
        } catch (error) {
            if (error.code !== "passkey-without") {
                throw error;
            }
            await showPhrase(member, makePhrase, t("phrase.instead"));
        }
    };
    const makePhrase = (phrase) =>
        make((keys) => member.phraseWay(keys, phrase, t("ways.phrase")));
    const phrase = () => showPhrase(member, makePhrase);
    show(
        t("make.title"),
        word && el("p", { class: "note" }, word),
        gone(member),
        el("p", {}, t("make.why")),
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

/** What a member without keys is told who had some: here, or as texts of theirs show. */
function gone(member) {
    if (member.identity || !(member.hadKeys || member.wroteBefore)) {
        return null;
    }
    const sentence = t(member.hadKeys ? "make.gone" : "make.wrote-before");
    return el("p", { class: "note", role: "alert" }, sentence);
}

/** Under which name a password manager keeps the words: not that of the login. */
const userField = (member) =>
    el("input", {
        id: "user",
        name: "username",
        autocomplete: "username",
        value: `${member.login} (${t("phrase.name")})`,
        readonly: true,
    });

/** Five words, drawn for the member, to be written down or saved by the browser. */
async function showPhrase(member, take, word) {
    const phrase = await wordsOf(currentLanguage());
    const user = userField(member);
    // told to the password manager; what is read stands below
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

const grouped = (code) =>
    code.split("-").map((part, at) => el("span", {}, at ? `-${part}` : part));

/**
 * What is shown to who has keys that are not open.
 *
 * @param {() => void} then what follows once they are
 */
export function showOpen(member, then) {
    const keep = el("input", { type: "checkbox", id: "keep" });
    const opened = async () => {
        if (keep.checked && !(await member.keepOpen())) {
            await then();
            tell(t("open.not-kept"), "bad");
            return;
        }
        await then();
    };
    const passkey = async () => {
        await member.openWithPasskey();
        await opened();
    };
    const hasPasskey = member.ways("passkey").length && arePasskeysThere();
    const others = [
        member.ways("phrase").length && phraseForm(member, opened, !hasPasskey),
        recoveryForm(member, opened),
        el(
            "details",
            {},
            el("summary", {}, t("lost.summary")),
            el("p", {}, t("lost.why")),
            button(t("lost.again"), () =>
                showMake(member, then, () => showOpen(member, then))
            )
        ),
    ];
    show(
        t("open.title"),
        member.hadOthers && el("p", { class: "note", role: "alert" }, t("open.other")),
        hasPasskey && button(t("open.passkey"), passkey, { class: "main" }),
        el(
            "div",
            { class: "check" },
            keep,
            el("label", { for: "keep" }, t("open.keep")),
            el("p", { class: "hint" }, t("open.keep-hint"))
        ),
        ...others
    );
}

function phraseForm(member, opened, isFirst) {
    const user = userField(member);
    const words = el("input", {
        id: "words",
        name: "password",
        type: "password",
        autocomplete: "current-password",
        autocapitalize: "none",
        spellcheck: "false",
    });
    const open = async () => {
        tell(t("phrase.busy"));
        try {
            await member.openWithPhrase(words.value);
        } catch (error) {
            if (error.code !== "not-for-me") {
                throw error;
            }
            tell("");
            wrong(words, t("phrase.wrong"));
            return;
        }
        await opened();
    };
    const seen = el("input", { type: "checkbox", id: "seen" });
    seen.addEventListener("change", () => {
        words.type = seen.checked ? "text" : "password";
    });
    const body = form(
        t("open.phrase"),
        open,
        el("div", { class: "away" }, field(user, t("phrase.user"))),
        field(words, t("phrase.label")),
        el(
            "div",
            { class: "check" },
            seen,
            el("label", { for: "seen" }, t("phrase.show"))
        )
    );
    return isFirst ? body : folded(t("open.phrase-summary"), body);
}

function recoveryForm(member, opened) {
    const code = el("input", {
        id: "code",
        autocomplete: "off",
        autocapitalize: "characters",
        spellcheck: "false",
    });
    const open = async () => {
        try {
            await member.openWithRecovery(code.value);
        } catch (error) {
            if (!["mistyped", "not-for-me"].includes(error.code)) {
                throw error;
            }
            wrong(code, t(`recovery.${error.code}`));
            return;
        }
        await opened();
    };
    const body = form(
        t("open.recovery"),
        open,
        field(code, t("recovery.label"), t("recovery.hint"))
    );
    return folded(t("open.recovery-summary"), body);
}

const folded = (summary, ...body) =>
    el("details", {}, el("summary", {}, summary), ...body);

/** The ways that open the keys: add, rename, remove; a new code; new keys. */
export function showWays(member, back) {
    const again = () => showWays(member, back);
    const told = (sentence) => {
        again();
        tell(sentence);
    };
    const passkey = async () => {
        const own = await publicHalves(member.keys);
        const known = member.credentials();
        await member.addWay(await member.passkeyWay(member.keys, own, known));
        told(t("ways.added"));
    };
    const phrase = () =>
        showPhrase(member, async (drawn) => {
            await member.addWay(
                await member.phraseWay(member.keys, drawn, t("ways.phrase"))
            );
            told(t("ways.added"));
        });
    const recovery = async () => {
        const { code, way } = await member.recoveryWay(member.keys);
        await member.addWay(way);
        showRecovery(code, again);
    };
    show(
        t("ways.title"),
        el("p", {}, t("ways.why")),
        el(
            "ul",
            { class: "list" },
            ...member.identity.ways.map((way) => wayItem(member, way, told))
        ),
        el(
            "div",
            { class: "row" },
            arePasskeysThere() && button(t("ways.add-passkey"), passkey),
            button(t("ways.add-phrase"), phrase),
            button(t("ways.new-recovery"), recovery)
        ),
        folded(
            t("renew.summary"),
            el("p", {}, t("renew.why")),
            button(t("renew.now"), () => showMake(member, back, again))
        ),
        button(t("back"), back)
    );
}

function wayItem(member, way, told) {
    if (way.kind === "recovery") {
        return el("li", {}, el("strong", {}, t("ways.recovery")));
    }
    const label = el("input", {
        id: `label-${way.id}`,
        value: way.label,
        maxlength: 60,
    });
    const rename = async () => {
        if (!label.value.trim()) {
            wrong(label, t("ways.label-missing"));
            return;
        }
        await member.renameWay(way.id, label.value);
        told(t("ways.renamed"));
    };
    const remove = async () => {
        await member.removeWay(way.id);
        told(t("ways.removed"));
    };
    return el(
        "li",
        {},
        el("strong", {}, way.label),
        el("span", { class: "hint" }, ` ${t(`ways.${way.kind}-kind`)}`),
        folded(
            t("ways.change", { label: way.label }),
            form(t("ways.rename"), rename, field(label, t("ways.label"))),
            button(t("ways.remove"), remove, { class: "danger" })
        )
    );
}
