/**
 * The mentoring agreement: a new version asks everyone again (R55, P6).
 *
 * Agreeing is a signed text of its own that names the version and its hash. The author
 * agrees by signing the version itself. What the server says about it does not count.
 */

import { toBase64 } from "../src/bytes.js";
import { writeText } from "../src/room.js";
import { card } from "./card.js";
import { button, el, tell } from "./dom.js";
import { part } from "./part.js";
import { fetchJson } from "./server.js";
import { hasText, listed, t, useMore } from "./texts.js";

export const PARTS = [
    "goals",
    "responsibilities",
    "communication",
    "meetings",
    "privacy",
    "network",
    "accountability",
    "difficulty",
];

/** The parts that are folded in the form. */
const MORE = ["responsibilities", "network", "accountability", "difficulty"];
/** The numbers of the suggestions that there are for each part. */
const OFFERS = [1, 2, 3];

/** @returns {Array<object>} the version that holds, and the one that is asked for */
const current = (room) =>
    room.of("agreement").filter(({ open }) => open.state !== "replaced");

/** @returns {HTMLElement|false} the part of the room's screen; folded once all agree */
export function agreement(room) {
    const versions = current(room);
    if (!versions.length && !room.mayWrite) {
        return false;
    }
    const isSettled = versions.length === 1 && isAgreed(room, versions[0]);
    return part(
        room,
        "agreement",
        t("agreement.title"),
        { isDue: versions.some((version) => isAsked(room, version)), isSettled },
        !versions.length && el("p", {}, t("agreement.why")),
        ...versions.map((version) => versionCard(room, version)),
        room.mayWrite &&
            button(t(versions.length ? "agreement.anew" : "agreement.write"), () =>
                room.edit("agreement", versions[0] ?? null)
            )
    );
}

function versionCard(room, version) {
    // the people who have to agree are known once the room was entered
    const isKnown = version.accepted && !room.isNew;
    const missing = isKnown
        ? room.members.filter(({ uuid }) => !version.accepted.includes(uuid))
        : [];
    const self = missing.some(({ uuid }) => uuid === room.member.uuid);
    const others = missing.filter(({ uuid }) => uuid !== room.member.uuid);
    const names = listed([
        ...others.map(({ name }) => name),
        ...(self ? [t("you-object")] : []),
    ]);
    return card(room, version, {
        title: t("agreement.version", { version: version.open.version }),
        facts: isKnown
            ? [names ? t("agreement.waits", { names }) : t("agreement.agreed")]
            : [],
        parts: PARTS.map((name) => [t(`agreement.${name}`), version.body?.text[name]]),
        last:
            self && room.mayWrite && !version.error
                ? [
                      button(t("agreement.yes"), () => agree(room, version), {
                          class: "main",
                      }),
                  ]
                : [],
    });
}

const isSame = (version) => (other) => other.uuid === version.uuid;

/** Whether a version waits for the member's own yes. */
const isAsked = (room, { error, accepted }) =>
    room.mayWrite && !error && accepted && !accepted.includes(room.member.uuid);

/** Whether everyone in the room is known to agree to a version. */
const isAgreed = (room, version) =>
    Boolean(room.names) &&
    room.members.every(({ uuid }) => version?.accepted?.includes(uuid));

async function agree(room, version) {
    const { member, served } = room;
    const uuid = crypto.randomUUID();
    const made = await writeText(
        member.trust,
        member.keys,
        {
            uuid,
            room: served.uuid,
            kind: "acceptance",
            text: {
                agreement: version.uuid,
                revision: version.body.revision,
                hash: version.hash,
            },
        },
        room.readers.map((reader) => reader.uuid),
        member.uuid
    );
    const acceptance = { uuid, sealed: toBase64(made.sealed) };
    const values = { room: served.id, uuid: version.uuid, acceptance };
    await room.show(await member.ask("agreement/accept", values));
    const isWhole = isAgreed(room, room.of("agreement").find(isSame(version)));
    tell(isWhole ? t("agreement.whole", { names: room.names }) : t("agreement.noted"));
}

/** The question of a member, which the server gives to its readers only. */
function questionOf({ member, served }, { uuid, text: question }) {
    const author = served.members.find((each) => each.uuid === uuid);
    const name = author?.name ?? t("people.unknown");
    const sentence =
        uuid === member.uuid
            ? t("agreement.your-question", { question })
            : t("agreement.question-of", { name, question });
    return el("p", { class: "note text" }, sentence);
}

/** @returns {Promise<object>} what the form of a version is, for `drawForm` */
export async function agreementForm(room, latest) {
    // the form does without its suggestions
    await useMore("agreement", fetchJson).catch(console.warn);
    return formOf(room, latest);
}

/** The suggestions for a part, where they are there. */
const offersOf = (part) =>
    OFFERS.map((number) => `agreement.suggest-${part}-${number}`)
        .filter(hasText)
        .map((name) => t(name));

const formOf = (room, latest) => ({
    title: t("agreement.title"),
    why: t("agreement.form-why"),
    kind: "agreement",
    before: null,
    // it begins with what was asked for at the sign-up
    lead: room.served.questions.map((asked) => questionOf(room, asked)),
    initial: latest?.body?.text,
    fields: PARTS.map((name) => ({
        name,
        label: t(`agreement.${name}`),
        rows: 3,
        isMore: MORE.includes(name),
        offers: offersOf(name),
    })),
    more: t("agreement.more"),
    // the version it follows: a newer one that came in the meantime is read first
    open: {
        nodes: [],
        read: () => ({ follows: latest?.open.version ?? 0 }),
    },
    saved: t("agreement.saved"),
});
