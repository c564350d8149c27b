/** The development plan of a mentee or peer (R37). */

import { card, isOwn } from "./card.js";
import { button, el } from "./dom.js";
import { t } from "./texts.js";

const PARTS = ["now", "ahead", "steps", "support"];

/** @returns {Array<HTMLElement|false>} the part of the room's screen */
export function plan(room) {
    const plans = room.of("plan");
    const own = plans.find((each) => isOwn(room, each));
    const mayWrite = room.mayWrite && !room.served.mentor;
    if (!plans.length && !mayWrite) {
        return [];
    }
    return [
        el("h2", {}, t("plan.title")),
        ...plans.map((each) =>
            card(room, each, {
                parts: PARTS.map((name) => [t(`plan.${name}`), each.body?.text[name]]),
                change: () => room.edit("plan", each),
            })
        ),
        mayWrite && !own && el("p", {}, t("plan.why")),
        mayWrite && !own && button(t("plan.write"), () => room.edit("plan", null)),
    ];
}

/** @returns {object} what the form of a plan is, for `Editor` */
export const planForm = (_room, before) => ({
    title: t("plan.title"),
    why: t("plan.why"),
    kind: "plan",
    before,
    fields: PARTS.map((name) => ({ name, label: t(`plan.${name}`), rows: 4 })),
    saved: t("plan.saved"),
});
