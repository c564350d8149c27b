/** The reader's side: the conversations sealed for them, one of them, and an answer. */

import { noteThread, takeReaders } from "../src/conversation.js";
import { Conversation } from "./conversation.js";
import { textsOf } from "./conversation_texts.js";
import { button, el, show, tell } from "./dom.js";
import { MessageForm } from "./message_form.js";
import { showNumbers } from "./numbers.js";
import { questions } from "./people.js";
import { go } from "./screens.js";
import { ServerError } from "./server.js";
import { day, t } from "./texts.js";

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} [number] of a conversation; the list without
 */
export async function showMessages(member, number) {
    if (!number) {
        await showList(member);
        return;
    }
    if (!/^\d{1,9}$/.test(number)) {
        throw new ServerError("gone");
    }
    const id = Number(number);
    await showOne(member, await member.server.ask("message/read", { id }));
}

async function showList(member) {
    const { found } = await member.server.ask("message/inbox");
    show(
        t("messages.title"),
        !found.length && el("p", {}, t("messages.none")),
        el(
            "ul",
            { class: "list" },
            ...found.map((served) =>
                el(
                    "li",
                    {},
                    button(heading(served), () => go(`messages/${served.id}`)),
                    el("p", { class: "hint" }, facts(served))
                )
            )
        ),
        office(member)
    );
}

const heading = ({ name, since, addressee }) =>
    t(`heading.${addressee}`, { name, day: day(since) });

const facts = ({ state, last }) =>
    [t(`messagestate.${state}`), t("messages.last", { day: day(last) })].join(" · ");

/** The way back to where staff work. */
const office = (member) =>
    el(
        "p",
        {},
        el(
            "a",
            {
                class: "button",
                href: `${member.server.address}/odoo/action-nob_mentorship.mentorship_sealed_message_action`,
            },
            t("messages.office")
        )
    );

async function showOne(member, served) {
    const talk = await new Conversation(member, served).open();
    const again = () => showMessages(member, String(served.id));
    const done = async () => {
        await current(
            () => member.ask("message/done", { id: served.id, last: talk.last }),
            again
        );
        await again();
        tell(t("messages.noted-done"));
    };
    const isKnown = Boolean(member.trust?.rooms[talk.room]);
    show(
        heading(served),
        el("p", { class: "hint" }, facts(served)),
        member.closed &&
            questions(member, { served: { uuid: talk.room }, read: talk.read }, again),
        ...textsOf(talk),
        isKnown && showNumbers(member, talk, again),
        !member.closed && (await answer(member, talk, again)),
        el(
            "div",
            { class: "row" },
            served.state !== "done" && button(t("messages.done"), done),
            button(t("messages.all"), () => go("messages"))
        ),
        office(member)
    );
}

/** Send a request; if it is refused because something new came, show that. */
async function current(ask, again) {
    try {
        await ask();
    } catch (error) {
        if (error.code === "changed") {
            await again();
        }
        throw error;
    }
}

/** The form of an answer: for the author, and the other readers. */
async function answer(member, talk, again) {
    if (!talk.people.length || !talk.read.some(({ body }) => body)) {
        return null;
    }
    const { programme, id } = talk.served;
    const reply = new MessageForm(member, {
        place: `message/${talk.room}`,
        room: talk.room,
        label: t("messages.answer"),
        hint: t("messages.answer-hint"),
        people: talk.people,
        enter: (list, chosen) =>
            noteThread(
                takeReaders(list, member.member, talk.room, chosen),
                talk.room,
                programme
            ),
        send: async ({ uuid, sealed }) => {
            const sent = { id, uuid, sealed, last: talk.last };
            await current(() => member.ask("message/answer", sent), again);
            await reply.drop();
            await again();
            tell(t("messages.answered"));
        },
    });
    return reply.element();
}
