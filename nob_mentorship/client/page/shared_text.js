/** A text outside its room: to look at before it is shared, and to read afterwards. */

import { fileItems } from "./attachments.js";
import { PARTS as AGREEMENT } from "./agreement.js";
import { el } from "./dom.js";
import { PARTS as GOAL } from "./goals.js";
import { PARTS as PLAN } from "./plan.js";
import { moment, t } from "./texts.js";

const named = (kind, parts) => parts.map((name) => [`${kind}.${name}`, name]);

/** {kind: [[name of the label, name of the part]]} */
const PARTS = {
    note: [["", "text"]],
    goal: GOAL.map((name) => [name === "specific" ? "" : `goals.${name}-read`, name]),
    plan: named("plan", PLAN),
    agreement: named("agreement", AGREEMENT),
};

/**
 * @param {object} text as of `readTexts`, opened
 * @param {{kind: string, who: string, written: string, doubt?: string,
 *     openFile?: (entry: object) => Promise<Uint8Array>}} about
 * @returns {HTMLElement}
 */
export function sharedText(text, { kind, who, written, doubt, openFile }) {
    const parts = PARTS[kind]
        .map(([label, name]) => [label, text.body.text[name]])
        .filter(([, part]) => part);
    return el(
        "article",
        { class: "card" },
        el("h3", {}, t(`share.kind-${kind}`)),
        el(
            "p",
            { class: "hint" },
            [who, moment(written), doubt].filter(Boolean).join(" · ")
        ),
        ...parts.flatMap(([label, part]) => [
            label && el("p", { class: "label" }, t(label)),
            el("p", { class: "text" }, String(part)),
        ]),
        fileItems(text, openFile)
    );
}
