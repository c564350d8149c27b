/** The screen of one consent: to decide, to read, or to see what became of it. */

import { fromHex } from "../src/bytes.js";
import { noteAllEnded } from "../src/ended.js";
import { inGroups } from "../src/fingerprint.js";
import { publicHalves } from "../src/trust.js";
import { button, el, field, form, show, tell, wrong } from "./dom.js";
import { Consent, withNames } from "./consent.js";
import { decision } from "./decide.js";
import { questions } from "./people.js";
import { go } from "./screens.js";
import { ServerError } from "./server.js";
import { sharedText } from "./shared_text.js";
import { controlNumber } from "./sums.js";
import { day, moment, t } from "./texts.js";
import { canBeTaken, TrustChoice, whyNot } from "./trust_choice.js";

/**
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the consent
 */
export async function showConsent(member, number) {
    if (!/^\d{1,9}$/.test(number)) {
        throw new ServerError("gone");
    }
    await new Consent(member, draw).enter(Number(number));
}

function draw(consent) {
    const { member, served } = consent;
    const [title, ...body] = member.closed
        ? [t("consents.title"), ...questions(member, consent, consent.again)]
        : parts(consent);
    show(
        title,
        ...body,
        el(
            "p",
            { class: "row" },
            el("a", { class: "button", href: "#consents" }, t("consents.title")),
            served.room > 0 &&
                el(
                    "a",
                    { class: "button", href: `#room/${served.room}` },
                    t("share.to-room")
                )
        )
    );
}

/** @returns {Array} the title, and what stands below it */
function parts(consent) {
    const { served } = consent;
    const { gives, reads, state, recipient } = served;
    if (!served.uuid) {
        return [t(`consent.${state}`, { name: recipient }), ...facts(consent)];
    }
    if (gives && state === "asked") {
        return whoAsks(consent) ?? decision(consent);
    }
    if (gives && state === "granted") {
        return giving(consent);
    }
    if (reads && state === "granted") {
        return reading(consent);
    }
    const title = t(
        state === "refused" && !served.because ? "consent.refused" : `consent.${state}`,
        { name: recipient }
    );
    return [title, ...facts(consent), ...wish(consent)];
}

/** The asker has to be known before the question can be read. */
function whoAsks(consent) {
    const { asker, ask } = consent;
    if (ask.error === "unknown-author" && asker && canBeTaken(asker)) {
        return meeting(consent, asker, t("consent.title-asked"), "consent.who-asks");
    }
    if (ask.error) {
        return [
            t("consent.title-asked"),
            el("p", { class: "note", role: "alert" }, t("consent.forged")),
        ];
    }
    return null;
}

/** Ask who a person is, before what they signed is opened. */
function meeting(consent, person, title, why) {
    const choice = new TrustChoice(person, t("trust.read-without"));
    const go_on = async () => {
        const state = await choice.read();
        if (state) {
            await consent.take(person, state);
            await consent.again();
        }
    };
    return [
        title,
        el("p", {}, t(why, { name: person.name })),
        form(t("trust.go-on"), go_on, choice.body),
    ];
}

/** What the giver shares, and the button to revoke it. */
function giving(consent) {
    const { served, said, texts, wrong: error } = consent;
    const { recipient } = served;
    const [text] = texts;
    const revoke = async () => {
        await consent.revoke();
        tell(t("consent.revoked-told", { name: recipient }));
    };
    const isOwnYes = said?.answer === "yes" && !error;
    return [
        t("consent.granted", { name: recipient }),
        !isOwnYes && el("p", { class: "note", role: "alert" }, t("consent.no-own-yes")),
        ...facts(consent),
        ...wish(consent),
        said && el("p", { class: "hint" }, comparedLine(said, recipient)),
        text &&
            sharedText(text, {
                kind: served.kind,
                who: text.author.name,
                written: text.written,
            }),
        button(t("consent.revoke"), revoke, { class: "danger" }),
    ];
}

const comparedLine = (said, name) =>
    t(said.compared ? "consent.compared" : "consent.not-compared", { name });

/** What the recipient reads: the author and the purpose. */
function reading(consent) {
    const { member, served, said, shared, giver, asker } = consent;
    const title = t("consent.title-reads", { name: served.giver });
    if (shared.error === "unknown-author") {
        const unknown = [giver, asker].find((each) => each && canBeTaken(each));
        return unknown
            ? meeting(consent, unknown, title, "consent.who-gives")
            : [title, giver ? whyNot(giver) : el("p", {}, t("closed.unknown-author"))];
    }
    if (shared.error) {
        return [title, el("p", { class: "note" }, t(`closed.${shared.error}`))];
    }
    member.ask("consent/opened", { id: served.id }).catch(console.warn);
    const { state } = member.trust.people[shared.author.uuid];
    return [
        title,
        el("p", { class: "label" }, t("share.purpose-read")),
        el("p", { class: "text" }, said.purpose),
        sharedText(shared, {
            kind: served.kind,
            who: shared.author.name,
            written: served.written,
            doubt: state === "compared" ? "" : t("consent.author-not-compared"),
            openFile: consent.openFile,
        }),
        el("p", { class: "hint" }, t("consent.careful", { name: served.giver })),
        served.follows && followUp(consent),
    ];
}

/** A coordinator plans to come back to it, without a word of its contents. */
function followUp(consent) {
    const input = el("input", { id: "day", type: "date" });
    const save = async () => {
        if (!input.value) {
            wrong(input, t("follow.day-missing"));
            return;
        }
        const values = { id: consent.served.id, day: input.value };
        await consent.member.ask("consent/follow-up", values);
        tell(t("follow.noted", { day: day(input.value) }));
    };
    return el(
        "section",
        { class: "ask" },
        el("h2", {}, t("follow.title")),
        form(t("follow.save"), save, field(input, t("follow.day"), t("follow.hint")))
    );
}

/** What happened, and when. */
function facts({ served }) {
    const { state, because, asked, answered, opened, ended } = served;
    const { gives, reads, giver, recipient } = served;
    const name = recipient;
    const lines = [
        state === "asked" && t("consent.waits", { name: giver }),
        because && t(`consent.because-${because}`, { name }),
        state === "revoked" && !reads && t("consent.reads-no-more", { name }),
        state === "revoked" && reads && t("consent.you-read-no-more"),
        gives && ["changed", "new_key"].includes(because) && t("consent.share-again"),
    ];
    const when = [
        t("consent.asked-on", { when: moment(asked) }),
        answered && t("consent.answered-on", { when: moment(answered) }),
        opened && gives && t("consent.opened-on", { when: moment(opened) }),
        ended && t("consent.ended-on", { when: moment(ended) }),
    ];
    return [
        ...lines.filter(Boolean).map((line) => el("p", {}, line)),
        el("p", { class: "hint" }, when.filter(Boolean).join(" · ")),
    ];
}

/** The kind of text that was asked for, for those who may know. */
function wish({ ask }) {
    const text = ask?.body?.text;
    return text
        ? [
              text.about && el("p", { class: "label" }, t("share.about-read")),
              text.about && el("p", { class: "text" }, text.about),
              el("p", { class: "label" }, t("share.purpose-read")),
              el("p", { class: "text" }, text.purpose),
          ]
        : [];
}

/** @param {Array<object>} consents as served @returns {Array<HTMLElement>} one a line */
const items = (consents) =>
    consents.map((each) =>
        el(
            "li",
            {},
            button(lineOf(each), () => go(`consent/${each.id}`)),
            el("p", { class: "hint" }, moment(each.answered || each.asked))
        )
    );

function lineOf({ kind, gives, reads, state, asker, giver, recipient }) {
    const what = t(`share.kind-${kind}`);
    if (gives) {
        return state === "asked"
            ? t("consents.asked-you", { what, asker, name: recipient })
            : t("consents.you-share", { what, name: recipient });
    }
    return reads && ["granted", "revoked"].includes(state)
        ? t("consents.with-you", { what, name: giver })
        : t("consents.you-asked", { what, giver, name: recipient });
}

const IN = {
    asked: ({ gives, state }) => gives && state === "asked",
    shared: ({ gives, state }) => gives && state === "granted",
    reads: ({ reads, state }) => reads && state === "granted",
    waits: ({ gives, asks, state }) => !gives && asks && state === "asked",
};

/** All that was asked, is shared, and is read, and one's own number. */
export async function showConsents(member) {
    const own = await publicHalves(member.keys);
    const number = await controlNumber(own.recipient, fromHex(own.signer));
    const listed = (await member.server.ask("consents")).consents;
    if (!member.closed && member.trust) {
        await member.change(async (list) => ({ trust: noteAllEnded(list, listed) }));
    }
    const consents = listed.map((each) => withNames(member.trust, each));
    const sections = Object.entries(IN).map(([name, holds]) => [
        name,
        consents.filter(holds),
    ]);
    const shown = new Set(sections.flatMap(([, found]) => found));
    sections.push(["before", consents.filter((each) => !shown.has(each))]);
    show(
        t("consents.title"),
        el("p", {}, t("consents.why")),
        ...sections
            .filter(([, found]) => found.length)
            .flatMap(([name, found]) => [
                el("h2", {}, t(`consents.${name}`)),
                el("ul", { class: "list" }, ...items(found)),
            ]),
        !consents.length && el("p", {}, t("consents.none")),
        el("h2", {}, t("consents.own-number")),
        el("p", {}, t("consents.number")),
        el("p", { class: "code" }, inGroups(number))
    );
}
