/** The faces of people: their initials on a colour, as on the portal's pages. */

import { el } from "./dom.js";

const letters = (name) =>
    name
        .trim()
        .split(/\s+/u)
        .map(([first]) => first ?? "");

/** @param {string} name @returns {string} of the first name and the last one */
export function initials(name) {
    const all = letters(name).map((letter) => letter.toUpperCase());
    return [...all.slice(0, 1), ...all.slice(1).slice(-1)].join("");
}

/**
 * @param {Array<{name: string, colour?: number}>} people
 * @returns {HTMLElement} the names follow in the text, so it is not read aloud
 */
export const faces = (people) =>
    el(
        "span",
        { class: "faces", "aria-hidden": "true" },
        ...people.map(({ name, colour }) =>
            el("span", { class: `face face-${Number(colour) || 0}` }, initials(name))
        )
    );
