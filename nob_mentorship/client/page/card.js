/** One text of a room, with its author, or the reason why it stays closed. */

import { button, el } from "./dom.js";
import { showOffer } from "./share_screen.js";
import { listed, moment, t } from "./texts.js";

/**
 * @param {import("./room.js").Room} room
 * @param {object} text as of `readTexts`
 * @param {{parts: Array<[string, string]>, title?: string, facts?: string[],
 *     more?: HTMLElement[], last?: HTMLElement[], change?: () => Promise<void>,
 *     remove?: () => Promise<void>}} shown `parts`: label, or "", and text; `facts`: what
 *     is no secret of it
 * @returns {HTMLElement}
 */
export function card(room, text, shown) {
    const { parts, title, facts = [], more = [], last = [], change, remove } = shown;
    const about = `about-${text.uuid}`;
    if (text.error) {
        return el(
            "article",
            { class: "card closed" },
            el("p", { class: "hint" }, moment(text.written)),
            el("p", {}, t(`closed.${text.error}`))
        );
    }
    const own = isOwn(room, text);
    const who = own ? t("you") : text.author.name;
    return el(
        "article",
        { class: "card" },
        title && el("h3", {}, title),
        el(
            "p",
            { class: "hint", id: about },
            [who, moment(text.written), ...doubt(text), ...facts].join(" · ")
        ),
        ...parts
            .filter(([, part]) => part)
            .flatMap(([label, part]) => [
                label && el("p", { class: "label" }, label),
                el("p", { class: "text" }, part),
            ]),
        el("p", { class: "hint" }, readBy(room, text)),
        ...last,
        ...(own && room.mayWrite && change
            ? [
                  ...more,
                  el(
                      "div",
                      { class: "row" },
                      button(t("notes.change"), change, { "aria-describedby": about }),
                      button(t("share.one"), () => showOffer(room, text), {
                          "aria-describedby": about,
                      }),
                      remove && removal(remove, about)
                  ),
              ]
            : [])
    );
}

/** The remark about an author whose keys of that time were not compared. */
function doubt({ author }) {
    if (!author || author.isCurrent) {
        return [];
    }
    return [t(author.isSure ? "card.earlier" : "card.doubt")];
}

/** Whether the member at the page wrote a text. */
export const isOwn = (room, text) => text.author?.uuid === room.member.uuid;

const removal = (remove, about) =>
    el(
        "details",
        { class: "inline" },
        el(
            "summary",
            { class: "button", "aria-describedby": about },
            t("notes.remove")
        ),
        el("p", {}, t("notes.remove-sure")),
        button(t("notes.remove-yes"), remove, { class: "danger" })
    );

/** The readers of a text, as its author signed it. */
function readBy(room, text) {
    const known = room.member.trust.people;
    const both = [room.member.uuid, text.author?.uuid];
    const names = text.body.readers
        .map(([uuid]) => uuid)
        .filter((uuid) => !both.includes(uuid))
        .map((uuid) => known[uuid]?.name ?? t("people.unknown"));
    if (names.length) {
        return t("notes.read-by", { names: listed([...names, t("you-object")]) });
    }
    return t(isOwn(room, text) ? "notes.read-by-self" : "notes.read-by-you");
}
