/** The parts of a room's screen: each folds, and stays as the member left it. */

import { el } from "./dom.js";

/** On a wide screen, what is there is open. */
const WIDE = matchMedia("(min-width: 48rem)");
/** Whether the member opened or closed a part, by room and kind of text. */
const folds = new Map();

const nameOf = (room, kind) => `${room.served.id}/${kind}`;

/** Have a part open when the room is shown again: something in it has changed. */
export const openPart = (room, kind) => folds.set(nameOf(room, kind), true);

/**
 * @param {import("./room.js").Room} room
 * @param {string} kind of its texts
 * @param {string} title
 * @param {{isDue?: boolean, isSettled?: boolean}} state whether something in it waits for
 *     the member, or nothing is left to do
 * @param {...(Node|false)} body
 * @returns {HTMLDetailsElement} closed on a phone once it has a text; what is missing is
 *     shown, and so is what waits, or does not open, each time
 */
export function part(room, kind, title, { isDue, isSettled }, ...body) {
    const texts = room.of(kind);
    const isUrgent = isDue || texts.some(({ error }) => error);
    const isShown = !texts.length || (WIDE.matches && !isSettled);
    const name = nameOf(room, kind);
    const element = el(
        "details",
        { class: "part", open: isUrgent || (folds.get(name) ?? isShown) },
        el(
            "summary",
            {},
            el("h2", {}, title),
            texts.length > 0 && el("span", { class: "count" }, String(texts.length))
        ),
        ...body
    );
    element.addEventListener("toggle", () => folds.set(name, element.open));
    return element;
}
