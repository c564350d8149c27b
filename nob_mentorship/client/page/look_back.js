/**
 * Looking back together: what the members of a room set out to do, and what came of it
 * (R68). The page fetches this in the last weeks, and hands it what the two share.
 */

import { answers, KIND, PARTS, setOut } from "../src/looking_back.js";

/**
 * @param {import("./room.js").Room} room
 * @param {object} shared functions of the page, see `SHARED` of `room_screen.js`
 * @returns {HTMLElement|false} the part of the room's screen; folded once the member wrote
 */
export function lookBack(room, shared) {
    const { button, el, isOwn, lost, part, t } = shared;
    const written = room.of(KIND);
    const isAsked = room.mayWriteA(KIND) && !written.some((each) => isOwn(room, each));
    if (!written.length && !isAsked) {
        return false;
    }
    return part(
        room,
        KIND,
        t("lookback.title"),
        { isDue: isAsked, isSettled: !isAsked },
        isAsked && el("p", {}, t(lost(room, KIND) ? "lookback.lost" : "lookback.why")),
        ...written.map((each) => cardOf(room, each, shared)),
        isAsked &&
            button(t("lookback.write"), () => room.edit(KIND, null), { class: "main" })
    );
}

/** What one member wrote; it is the pair's own, and is not shared outside the room. */
function cardOf(room, text, { button, card, isOwn, t }) {
    const about = { "aria-describedby": `about-${text.uuid}` };
    const isOpen = room.mayWriteA(KIND) && !text.error && isOwn(room, text);
    return card(room, text, {
        parts: answers(text.body).map(([name, said]) => [t(`lookback.${name}`), said]),
        last: isOpen
            ? [button(t("notes.change"), () => room.edit(KIND, text), about)]
            : [],
    });
}

/** @returns {object} what the form is, for `drawForm` of `room_screen.js` */
export function lookBackForm(room, before, shared) {
    const { replacing, t } = shared;
    return {
        title: t("lookback.title"),
        why: t("lookback.form-why"),
        lead: beside(setOut(room.read), shared),
        kind: KIND,
        before,
        fields: PARTS.map((name) => ({ name, label: t(`lookback.${name}`), rows: 4 })),
        open: { nodes: [], read: () => replacing(room, KIND, before) },
        saved: t("lookback.saved"),
    };
}

/** What was set out to do, beside the questions. */
function beside({ agreed, goals }, { day, el, t }) {
    const far = ({ state, done, progress }) =>
        state === "done"
            ? t("goals.reached", { day: day(done) })
            : progress > 0 && t("goals.far", { progress });
    const lines = goals.map((goal) =>
        el("li", {}, [goal.text, far(goal)].filter(Boolean).join(" · "))
    );
    return [
        agreed && el("p", { class: "label" }, t("lookback.agreed")),
        agreed && el("p", { class: "note text" }, agreed),
        lines.length > 0 && el("p", { class: "label" }, t("lookback.goals")),
        lines.length > 0 && el("ul", { class: "note" }, ...lines),
    ];
}
