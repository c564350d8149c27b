/** When it is serious: where to go. Part of the page, so that opening it asks nothing. */

import { button, el, show } from "./dom.js";
import { go } from "./screens.js";
import { t } from "./texts.js";

const PLACES = ["work", "health", "suicide", "danger"];

/** @param {string} number of the programme @param {string} [room] where one came from */
export function showSerious(number, room) {
    const programme = Number(number);
    show(
        t("serious.title"),
        el("p", {}, t("serious.why")),
        el(
            "ul",
            {},
            ...PLACES.map((place) =>
                el(
                    "li",
                    {},
                    el("strong", {}, t(`serious.${place}-title`)),
                    ` ${t(`serious.${place}`)}`
                )
            )
        ),
        el("h2", {}, t("serious.speak-title")),
        el("p", {}, t("serious.speak")),
        button(t("serious.speak-now"), () => go(`speak/${programme}`), {
            class: "main",
        }),
        el("h2", {}, t("serious.past-title")),
        el("p", {}, t("serious.past")),
        button(t("serious.past-now"), () => go(`speak/${programme}/past`)),
        room &&
            el(
                "p",
                {},
                button(t("serious.back"), () => go(`room/${Number(room)}`))
            )
    );
}
