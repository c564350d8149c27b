/** The parts of a room's screen: each folds, and stays as the member left it. */

import { el } from "./dom.js";

/** On a wide screen, what is there is open. */
const WIDE = matchMedia("(min-width: 48rem)");

/**
 * @param {import("./room.js").Room} room
 * @param {string} kind of its texts
 * @param {string} title
 * @param {boolean} [isSettled] whether there is nothing to do in it
 * @param {...(Node|false)} body
 * @returns {HTMLDetailsElement} closed on a phone once it has a text; what is missing,
 *     or does not open, is shown
 */
export function part(room, kind, title, isSettled, ...body) {
    const texts = room.of(kind);
    const isOpen =
        !texts.length ||
        texts.some(({ error }) => error) ||
        (WIDE.matches && !isSettled);
    const element = el(
        "details",
        { class: "part", id: `part-${kind}`, open: room.folds.get(kind) ?? isOpen },
        el(
            "summary",
            {},
            el("h2", {}, title),
            texts.length > 0 && el("span", { class: "count" }, String(texts.length))
        ),
        ...body
    );
    element.addEventListener("toggle", () => room.folds.set(kind, element.open));
    return element;
}
