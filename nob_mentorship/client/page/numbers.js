/** The control numbers of a room, to compare when its people meet. */

import { fromHex } from "../src/bytes.js";
import { inGroups } from "../src/fingerprint.js";
import { takeKeys } from "../src/people.js";
import { button, el, tell, tellError } from "./dom.js";
import { controlNumber } from "./sums.js";
import { t } from "./texts.js";

/**
 * @param {import("./member.js").Member} member
 * @param {object} room as of `room.js`
 * @param {() => Promise<void>} again shows the room again
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

/**
 * Oneself, and everyone whose keys are in the own list: the numbers come from there.
 */
const shown = (member, room) =>
    (member.trust?.rooms[room.served.uuid] ?? [])
        .map((uuid) => ({ uuid, ...member.trust.people[uuid] }))
        .filter(({ print }) => print);

const keysOf = ({ recipient, signer, print }) => ({ recipient, signer, print });

async function item(member, room, person, again) {
    const self = person.uuid === member.uuid;
    const number = await controlNumber(person.recipient, fromHex(person.signer));
    const compared = async () => {
        const { uuid, name, print } = person;
        await member.change(async (list) => {
            const now = list.people[uuid];
            // another number than the one that was compared is not noted
            const same = now?.print === print;
            const seen = { uuid, name, keys: keysOf(now) };
            return {
                trust: same ? takeKeys(list, room.served.uuid, seen, "compared") : list,
            };
        });
        await again();
        tell(t("numbers.noted", { name: person.name }));
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
