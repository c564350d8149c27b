/** The texts of a conversation on the screen, each with its author and day. */

import { el } from "./dom.js";
import { day, listed, t } from "./texts.js";

/** @param {import("./conversation.js").Conversation} talk @returns {HTMLElement[]} */
export const textsOf = (talk) => talk.read.map((text) => card(talk, text));

function card(talk, text) {
    if (text.error) {
        return el(
            "article",
            { class: "card closed" },
            el("p", { class: "hint" }, day(text.day)),
            el("p", {}, t(closed(talk, text)))
        );
    }
    const { author, body } = text;
    const own = author.uuid === talk.member.uuid;
    const doubt = own ? [] : doubtOf(talk, author);
    const names = body.readers
        .map(([uuid]) => uuid)
        .filter((uuid) => ![talk.member.uuid, author.uuid].includes(uuid))
        .map((uuid) => talk.nameOf(uuid) || t("people.unknown"));
    return el(
        "article",
        { class: "card" },
        el(
            "p",
            { class: "hint" },
            [own ? t("you") : nameOf(author), day(text.day), ...doubt].join(" · ")
        ),
        el("p", { class: "text" }, String(body.text.text ?? "")),
        el(
            "p",
            { class: "hint" },
            own
                ? t("notes.read-by", { names: listed(names) })
                : names.length
                  ? t("notes.read-by", { names: listed([...names, t("you-object")]) })
                  : t("notes.read-by-you")
        )
    );
}

/** The remark about an author whose keys were not compared. */
function doubtOf(talk, { uuid, isCurrent, isSure }) {
    if (!isCurrent) {
        return [t(isSure ? "card.earlier" : "card.doubt")];
    }
    const isCompared = talk.member.trust.people[uuid]?.state === "compared";
    return isCompared ? [] : [t("speak.not-compared").toLowerCase()];
}

const nameOf = ({ name, isNamesake }) =>
    isNamesake ? t("messages.namesake", { name }) : name;

function closed({ handle, member, room }, { error }) {
    const isBegunAnew = handle && !member.trust?.rooms[room];
    if (error !== "unknown-author" || isBegunAnew) {
        return `closed.${error}`;
    }
    return handle ? "speak.unknown-author" : "messages.unknown-author";
}
