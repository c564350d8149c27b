/** The development plan of a mentee or peer (R37). */

import { card, isOwn } from "./card.js";
import { button, el } from "./dom.js";
import { part } from "./part.js";
import { t } from "./texts.js";

export const PARTS = ["now", "ahead", "steps", "support"];

/** @returns {HTMLElement|false} the part of the room's screen; folded once it is there */
export function plan(room) {
    const plans = room.of("plan");
    const own = plans.find((each) => isOwn(room, each));
    const mayWrite = room.mayWrite && !room.served.mentor;
    if (!plans.length && !mayWrite) {
        return false;
    }
    return part(
        room,
        "plan",
        t("plan.title"),
        { isSettled: Boolean(own) || !mayWrite },
        ...plans.map((each) =>
            card(room, each, {
                parts: PARTS.map((name) => [t(`plan.${name}`), each.body?.text[name]]),
                change: () => room.edit("plan", each),
            })
        ),
        mayWrite &&
            !own &&
            el("p", {}, t(lost(room, "plan") ? "plan.lost" : "plan.why")),
        mayWrite && !own && button(t("plan.write"), () => room.edit("plan", null))
    );
}

/** What can open again, once the own list is valid. */
const NOT_LOST = ["list", "unknown-author"];

/** The own text of a kind, when it no longer opens: a new one takes its place. */
export const lost = (room, kind) =>
    room
        .of(kind)
        .find(({ error, open }) => error && !NOT_LOST.includes(error) && open.own);

/** @returns {object} which text a new one of a kind takes the place of */
export const replacing = (room, kind, before) => ({
    replaces: (!before && lost(room, kind)?.uuid) || "",
});

/** @returns {object} what the form of a plan is, for `Editor` */
export const planForm = (room, before) => ({
    title: t("plan.title"),
    why: t("plan.why"),
    kind: "plan",
    before,
    fields: PARTS.map((name) => ({ name, label: t(`plan.${name}`), rows: 4 })),
    open: {
        nodes: [],
        read: () => replacing(room, "plan", before),
    },
    saved: t("plan.saved"),
});
