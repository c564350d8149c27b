/**
 * Goals, SMART and in the author's words; their dates and progress are not secret (R53,
 * R56).
 */

import { card, isOwn } from "./card.js";
import { button, el, field, folded, wrong } from "./dom.js";
import { part } from "./part.js";
import { day, t } from "./texts.js";

export const PARTS = ["specific", "measurable", "achievable", "relevant"];
const TERMS = ["short", "long"];
/** How far a goal can be said to be, in percent. */
const STEPS = [0, 25, 50, 75, 100];

/** @returns {HTMLElement|false} the part of the room's screen */
export function goals(room) {
    const read = room.of("goal");
    if (!read.length && !room.mayWrite) {
        return false;
    }
    return part(
        room,
        "goal",
        t("goals.title"),
        {},
        !read.length && el("p", {}, t("goals.why")),
        ...read.map((goal) => goalCard(room, goal)),
        room.mayWrite && button(t("goals.set"), () => room.edit("goal", null))
    );
}

function goalCard(room, goal) {
    const { term, due, progress, state, done } = goal.open;
    const facts = [
        t(`goals.${term}`),
        due && t("goals.by", { day: day(due) }),
        state === "open" && progress > 0 && t("goals.far", { progress }),
        state === "done" && t("goals.reached", { day: day(done) }),
        state === "dropped" && t("goals.dropped"),
    ];
    const text = goal.body?.text ?? {};
    return card(room, goal, {
        title: text.specific,
        facts: facts.filter(Boolean),
        parts: PARTS.slice(1).map((name) => [t(`goals.${name}-read`), text[name]]),
        more: goal.error || !isOwn(room, goal) ? [] : turns(room, goal),
        change: () => room.edit("goal", goal),
    });
}

/** The progress of a goal; dropping it, and resuming it. */
function turns(room, goal) {
    const { uuid } = goal;
    const act = (turn, values, sentence) =>
        room.act("goal/turn", { uuid, turn, progress: 0, ...values }, sentence);
    if (goal.open.state === "dropped") {
        const resume = () => act("resume", {}, t("goals.resumed"));
        return [button(t("goals.resume"), resume)];
    }
    const told = (progress) =>
        progress === 100 && room.names
            ? t("goals.cheer", { names: room.names })
            : t("goals.far-saved");
    const tap = (progress) =>
        button(`${progress}%`, () => act("progress", { progress }, told(progress)), {
            "aria-pressed": String(progress === goal.open.progress),
        });
    return [
        folded(
            t("goals.far-change", { progress: goal.open.progress }),
            el("div", { class: "row" }, ...STEPS.map(tap))
        ),
        button(t("goals.drop"), () => act("drop", {}, t("goals.let-go"))),
    ];
}

/** @returns {object} what the form of a goal is, for `Editor` */
export function goalForm(_room, before) {
    const due = el("input", { id: "due", type: "date", value: before?.open.due ?? "" });
    const term = el(
        "select",
        { id: "term" },
        ...TERMS.map((value) => el("option", { value }, t(`goals.${value}`)))
    );
    term.value = before?.open.term ?? "short";
    return {
        title: t("goals.one"),
        why: t("goals.form-why"),
        kind: "goal",
        before,
        fields: PARTS.map((name) => ({
            name,
            label: t(`goals.${name}`),
            hint: t(`goals.${name}-hint`),
            rows: 2,
            required: name === "specific",
            isMore: name !== "specific",
        })),
        more: t("goals.more"),
        open: {
            isMore: true,
            nodes: [
                field(due, t("goals.due"), t("goals.due-hint")),
                field(term, t("goals.term")),
            ],
            read: () => readOpen(due, term),
        },
        saved: t("goals.saved"),
    };
}

function readOpen(due, term) {
    // a date that was begun and not finished has no value, and says so
    if (due.validity.badInput || (due.value && !/^20\d\d-\d\d-\d\d$/.test(due.value))) {
        wrong(due, t("goals.due-wrong"));
        return null;
    }
    return { due: due.value, term: term.value };
}
