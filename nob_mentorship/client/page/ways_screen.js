/** The screen on which a member looks after what opens their keys. */

import { publicHalves } from "../src/trust.js";
import { button, el, field, folded, form, show, tell, wrong } from "./dom.js";
import { showMake, showPhrase, showRecovery } from "./make_screen.js";
import { passkeyWay, phraseWay, recoveryWay } from "./new_ways.js";
import { arePasskeysThere } from "./passkey.js";
import { t } from "./texts.js";

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
        await member.addWay(await passkeyWay(member, member.keys, own, known));
        told(t("ways.added"));
    };
    const phrase = () =>
        showPhrase(member, async (drawn) => {
            await member.addWay(await phraseWay(member.keys, drawn, t("ways.phrase")));
            told(t("ways.added"));
        });
    const recovery = async () => {
        const { code, way } = await recoveryWay(member.keys);
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
            button(t("renew.now"), () =>
                showMake(member, {
                    then: back,
                    later: again,
                    taken: again,
                })
            )
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
