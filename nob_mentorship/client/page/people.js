/**
 * Decisions about the people of a room that only a person can make: a small dialogue
 * for each.
 */

import { fromHex } from "../src/bytes.js";
import { inGroups } from "../src/fingerprint.js";
import { pinRoom, takeKeys } from "../src/people.js";
import { button, el, field, form, tell, wrong } from "./dom.js";
import { controlNumber } from "./sums.js";
import { enterRoom, newestListOf } from "../src/room.js";
import { listed, t } from "./texts.js";

/** The questions, by the verdict; the others are known, or only announced. */
const ASKED = { "new-person": isNew, first: hasChanged, changed: hasChanged };
const TOLD = ["lost-key", "borrowed", "gone"];

/**
 * @param {import("./member.js").Member} member
 * @param {{others: Array, served: {uuid: string}}} room
 * @param {() => Promise<void>} again shows the room again
 * @returns {HTMLElement[]} one a question or warning, none where all is as it was
 */
export function questions(member, room, again) {
    if (member.closed) {
        return [closed(member, room, again)];
    }
    if (room.isNew) {
        return [newRoom(member, room, again)];
    }
    const asked = room.others
        .filter(({ verdict }) => verdict in ASKED)
        .map((person) => ASKED[person.verdict](member, room, person, again));
    const told = room.others
        .filter(({ verdict }) => TOLD.includes(verdict))
        .map(({ name, verdict }) =>
            el("p", { class: "note" }, t(`people.${verdict}`, { name }))
        );
    return [...asked, ...told];
}

/** A room that is not in the own list: its people are shown before it is entered. */
function newRoom(member, room, again) {
    const names = listed(room.others.map(({ name }) => name));
    const yes = () =>
        decide(
            member,
            again,
            (list) => enterRoom(list, member.uuid, room.served),
            t("people.room-entered")
        );
    return el(
        "section",
        { class: "ask" },
        el("h2", {}, t("people.room-title", { names })),
        el("p", {}, t(member.wary ? "people.room" : "people.room-known")),
        button(t("people.room-yes"), yes, { class: "main" })
    );
}

/** The own list or the own key has changed: nothing is written until this is solved. */
function closed(member, room, again) {
    const restart = async () => {
        // newer than any list that the owner wrote with
        const { uuid } = room.served;
        await member.restartList(await newestListOf(member.keys, uuid, room.read));
        await again();
    };
    return el(
        "section",
        { class: "ask", role: "alert" },
        el("p", {}, t(`closed.${member.closed}`)),
        member.closed.startsWith("list-") &&
            el(
                "details",
                {},
                el("summary", {}, t("closed.restart-summary")),
                el("p", {}, t("closed.restart-why")),
                button(t("closed.restart"), restart, { class: "danger" })
            )
    );
}

/** Change the list, keep it, and show the room again. */
async function decide(member, again, change, sentence) {
    await member.change(async (list) => ({ trust: change(list) }));
    await member.stopBeingWary();
    await again();
    tell(sentence);
}

/**
 * A person who could not read yet when something was written for them: their number is
 * shown, and one yes lets them read all of it.
 */
export function askLate(member, { uuid, name, texts }, letIn) {
    const { recipient, signer } = member.trust.people[uuid];
    const number = el("p", { class: "code" }, "…");
    controlNumber(recipient, fromHex(signer)).then(
        (found) => number.replaceChildren(inGroups(found)),
        () => number.remove()
    );
    const count = texts.length;
    return el(
        "section",
        { class: "ask" },
        el("h2", {}, t("people.late-title", { name })),
        el("p", {}, t(count > 1 ? "people.late" : "people.late-one", { name, count })),
        el("p", { class: "hint" }, t("people.late-number", { name })),
        number,
        button(t("people.late-yes", { name }), letIn, { class: "main" })
    );
}

function isNew(member, room, person, again) {
    const { name, uuid } = person;
    const yes = () =>
        decide(
            member,
            again,
            (list) =>
                person.keys.print && person.keys.print !== list.people[uuid]?.print
                    ? takeKeys(list, room.served.uuid, person, "accepted")
                    : pinRoom(list, room.served.uuid, [{ uuid, name }]),
            t("people.added", { name })
        );
    return el(
        "section",
        { class: "ask" },
        el("h2", {}, t("people.new-title", { name })),
        el("p", {}, t("people.new", { name })),
        button(t("people.new-yes", { name }), yes, { class: "main" })
    );
}

function hasChanged(member, room, person, again) {
    const { name, uuid } = person;
    const isFirst = person.verdict === "first";
    const number = el("input", {
        id: `number-${uuid}`,
        inputmode: "numeric",
        autocomplete: "off",
        maxlength: 25,
    });
    const compare = async () => {
        const typed = number.value.replace(/\D/g, "");
        if (typed.length !== 16) {
            wrong(number, t("people.number-length"));
            return;
        }
        const { recipient, signer } = person.keys;
        if (typed !== (await controlNumber(recipient, fromHex(signer)))) {
            wrong(number, t("people.number-other", { name }));
            return;
        }
        await decide(
            member,
            again,
            (list) => takeKeys(list, room.served.uuid, person, "compared"),
            t("people.added", { name })
        );
    };
    return el(
        "section",
        { class: "ask", role: "alert" },
        el(
            "h2",
            {},
            t(isFirst ? "people.first-title" : "people.changed-title", { name })
        ),
        el("p", {}, t(isFirst ? "people.first" : "people.changed", { name })),
        form(
            t("people.changed-yes", { name }),
            compare,
            field(number, t("people.number", { name }), t("people.number-hint"))
        )
    );
}
