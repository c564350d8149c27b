/** Suggestions below a field: a touch puts one into the text, once. */

import { hasLine, withLine } from "../src/suggestions.js";
import { el } from "./dom.js";
import { t } from "./texts.js";

/**
 * @param {HTMLTextAreaElement} input
 * @param {string[]} lines that are offered
 * @returns {HTMLElement}
 */
export function suggestions(input, lines) {
    const put = (line) => {
        if (input.readOnly || hasLine(input.value, line)) {
            return;
        }
        input.value = withLine(input.value, line);
        // typed or not, it is kept as a draft
        input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const offers = lines.map((line) =>
        el(
            "button",
            { type: "button", class: "offer", on: { click: () => put(line) } },
            line
        )
    );
    const look = () =>
        offers.forEach((offer, at) =>
            offer.setAttribute("aria-disabled", hasLine(input.value, lines[at]))
        );
    input.addEventListener("input", look);
    look();
    const label = t("agreement.suggestions");
    return el(
        "div",
        { class: "offers", role: "group", "aria-label": label },
        ...offers
    );
}
