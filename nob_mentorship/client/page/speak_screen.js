/** The member's side: a message to the coordinators, or past them, and what became of it. */

import {
    dropThread,
    judgeReaders,
    newHandle,
    noteThread,
    takeReaders,
    threadsOf,
} from "../src/conversation.js";
import { Conversation } from "./conversation.js";
import { textsOf } from "./conversation_texts.js";
import { button, el, folded, show, tell } from "./dom.js";
import { MessageForm, removal } from "./message_form.js";
import { questions } from "./people.js";
import { named } from "./room.js";
import { go } from "./screens.js";
import { ServerError } from "./server.js";
import { day, listed, t } from "./texts.js";

/** The handles of messages under way: the same ones after a failure. */
const begun = new Map();

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the programme
 * @param {string} [past] `past` for those past the coordinators
 */
export async function showSpeak(member, number, past) {
    if (!/^\d{1,9}$/.test(number)) {
        throw new ServerError("gone");
    }
    const way = past === "past" ? "past" : "coordinators";
    const programme = Number(number);
    const ways = await member.server.ask("message/ways", { programme });
    const threads = member.trust ? threadsOf(member.trust, programme) : [];
    const { found } = await member.server.ask("message/mine", {
        handles: threads.map(({ handle }) => handle),
    });
    const talks = [];
    for (const served of found) {
        const thread = threads.find(({ room }) => room === served.uuid);
        // data that the server gives for a handle it does not belong to counts as
        // nothing
        if (thread && served.addressee === way) {
            const talk = new Conversation(member, { ...served, handle: thread.handle });
            talks.push(await talk.open());
        }
    }
    await draw(member, { programme, way, ways, talks });
}

async function draw(member, { programme, way, ways, talks }) {
    const again = () =>
        showSpeak(member, String(programme), way === "past" ? way : undefined);
    const where = { programme, way, again };
    show(
        t(`speaktitle.${way}`),
        el("p", {}, t(`speakwhy.${way}`, { name: ways.name })),
        member.closed && questions(member, written(talks), again),
        ...(await drawn(talks, (talk) => existing(member, talk, where))),
        ...(member.closed ? [] : await newMessage(member, ways, where, talks.length)),
        contact(ways),
        el(
            "p",
            {},
            way === "past"
                ? button(t("speak.to-coordinators"), () => go(`speak/${programme}`))
                : button(t("speak.to-past"), () => go(`speak/${programme}/past`))
        )
    );
}

/** Where the owner wrote with the newest list: a list begun again is newer. */
function written(talks) {
    const [talk] = [...talks].sort((one, other) => other.newest - one.newest);
    return { served: { uuid: talk?.room ?? "" }, read: talk?.read ?? [] };
}

async function drawn(talks, how) {
    const parts = [];
    for (const talk of talks) {
        parts.push(await how(talk));
    }
    return parts;
}

/** How else the programme is reached. */
const contact = ({ name, email, phone }) =>
    el(
        "p",
        { class: "hint" },
        `${t("speak.contact", { name })} `,
        phone && el("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, phone),
        phone && " · ",
        el("a", { href: `mailto:${email}` }, email)
    );

/** A conversation that goes on. */
async function existing(member, talk, { again }) {
    const { served } = talk;
    const told = talk.people.filter(
        ({ verdict }) => !["known", "first", "succeeded"].includes(verdict)
    );
    const follow = new MessageForm(member, {
        place: `message/${talk.room}`,
        room: talk.room,
        label: t("speak.text"),
        people: talk.people.filter(({ verdict }) => verdict !== "gone"),
        enter: (list, chosen) => takeReaders(list, member.member, talk.room, chosen),
        send: async ({ uuid, sealed, readers }) => {
            await member.ask("message/add", {
                handle: talk.handle,
                room: talk.room,
                uuid,
                sealed,
                readers,
            });
            await follow.drop();
            await again();
            tell(t("speak.sent-more"));
        },
    });
    const withdraw = async () => {
        await member.ask("message/withdraw", { handle: talk.handle });
        await member.change(async (list) => ({ trust: dropThread(list, talk.room) }));
        await again();
        tell(t("speak.withdrawn"));
    };
    return el(
        "section",
        { class: "ask" },
        el("h2", {}, t("speak.since", { day: day(served.since) })),
        el("p", { class: "hint" }, t(`speakstate.${served.state}`)),
        ...textsOf(talk),
        ...told.map(({ name, verdict }) =>
            el("p", { class: "note" }, t(`people.${verdict}`, { name }))
        ),
        !member.closed && folded(t("speak.more"), await follow.element()),
        removal(
            t("speak.withdraw"),
            t("speak.withdraw-sure"),
            t("speak.withdraw-yes"),
            withdraw
        )
    );
}

/** The form of a new message; people who cannot read it are named. */
async function newMessage(member, ways, { programme, way, again }, older) {
    const place = `message/${way}/${programme}`;
    if (!begun.has(place)) {
        begun.set(place, { room: crypto.randomUUID(), handle: newHandle() });
    }
    const { room, handle } = begun.get(place);
    const served = ways.ways[way].people.map(named);
    const without = ways.ways[way].without.map((name) => named({ name }).name);
    const people = await judgeReaders(member.trust, room, served, member.wary);
    if (!people.some(({ isReady, verdict }) => isReady || verdict === "changed")) {
        return [
            el(
                "p",
                { class: "note" },
                without.length
                    ? t("speak.nobody-yet", { names: listed(without) })
                    : t("speak.nobody")
            ),
        ];
    }
    const message = new MessageForm(member, {
        place,
        room,
        label: t("speak.text"),
        hint: t("speak.hint"),
        people,
        without,
        enter: (list, chosen) =>
            noteThread(
                takeReaders(list, member.member, room, chosen),
                room,
                programme,
                handle
            ),
        send: async (made) => {
            const { uuid, sealed, readers } = made;
            const sent = { programme, way, handle, room, uuid, sealed, readers };
            try {
                await member.ask("message/begin", sent);
            } catch (error) {
                if (error.code === "changed") {
                    // the new names are shown, and the text is still there
                    await again();
                }
                throw error;
            }
            const names = listed(
                people.filter((each) => readers.includes(each.uuid)).map((p) => p.name)
            );
            begun.delete(place);
            await message.drop();
            await again();
            tell(t("speak.sent", { names }));
        },
    });
    const body = await message.element();
    return [older ? folded(t("speak.new"), body) : body];
}
