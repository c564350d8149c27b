/** The control numbers of a room, to compare when its people meet. */

import { fromHex } from "../src/bytes.js";
import { inGroups } from "../src/fingerprint.js";
import { takeKeys } from "../src/trust.js";
import { button, el, tell, tellError } from "./dom.js";
import { controlNumber } from "./sums.js";
import { t } from "./texts.js";

/**
 * @param {import("./member.js").Member} member
 * @param {object} room as of `room.js`
 * @param {() => Promise<void>} again shows the room anew
 * @returns {HTMLElement} folded; the numbers are worked out when it is opened
 */
export function showNumbers(member, room, again) {
    const list = el("ul", { class: "list" });
    const body = el(
        "details",
        { id: "numbers" },
        el("summary", {}, t("numbers.title")),
        el("p", {}, t("numbers.why")),
        list
    );
    const fill = async () => {
        const items = await Promise.all(
            shown(member, room).map((person) => item(member, room, person, again))
        );
        list.replaceChildren(...items);
    };
    body.addEventListener("toggle", () => {
        if (body.open && !list.childElementCount) {
            fill().catch(tellError);
        }
    });
    return body;
}

/** Oneself, and everybody whose keys the own list has: the numbers come from there. */
const shown = (member, room) =>
    (member.trust?.rooms[room.served.uuid] ?? [])
        .map((uuid) => ({ uuid, ...member.trust.people[uuid] }))
        .filter(({ print }) => print);

async function item(member, room, person, again) {
    const self = person.uuid === member.uuid;
    const number = await controlNumber(person.recipient, fromHex(person.signer));
    const compared = async () => {
        const { uuid, name, recipient, signer, print } = person;
        const keys = { recipient, signer, print };
        await member.change(async (list) => ({
            trust: takeKeys(list, room.served.uuid, { uuid, name, keys }, "compared"),
        }));
        await again();
        tell(t("numbers.noted", { name }));
    };
    return el(
        "li",
        {},
        el("strong", {}, self ? t("numbers.yours") : person.name),
        el("p", { class: "code" }, inGroups(number)),
        !self &&
            (person.state === "compared"
                ? el("p", { class: "hint" }, t("numbers.compared"))
                : !member.closed &&
                  button(t("numbers.same", { name: person.name }), compared))
    );
}
