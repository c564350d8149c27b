/** The screen on which a member opens their keys. */

import { button, el, field, folded, form, show, tell, wrong } from "./dom.js";
import { showMake, userField } from "./make_screen.js";
import { arePasskeysThere } from "./passkey.js";
import { t } from "./texts.js";

/**
 * The screen for a member whose keys are not open.
 *
 * @param {() => void} then what follows once they are
 */
export function showOpen(member, then) {
    const again = () => showOpen(member, then);
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
        try {
            await member.openWithPasskey();
        } catch (error) {
            others.find(Boolean).open = true;
            throw error;
        }
        await opened();
    };
    const hasPasskey = member.ways("passkey").length && arePasskeysThere();
    const hasPhrase = member.ways("phrase").length > 0;
    const others = [
        hasPhrase && phraseForm(member, opened, !hasPasskey),
        recoveryForm(member, opened, !hasPasskey && !hasPhrase),
        el(
            "details",
            {},
            el("summary", {}, t("lost.summary")),
            el("p", {}, t("lost.why")),
            button(t("lost.again"), () =>
                showMake(member, { then, later: again, taken: again })
            )
        ),
    ];
    show(
        t("open.title"),
        member.hadOthers && el("p", { class: "note", role: "alert" }, t("open.other")),
        !hasPasskey && !hasPhrase && el("p", { class: "note" }, t("open.no-way")),
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

function recoveryForm(member, opened, isFirst) {
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
    return isFirst ? body : folded(t("open.recovery-summary"), body);
}
