/** The screen on which a giver decides: the text, its recipient, and a yes or a no. */

import { button, el, field, form, tell, wrong } from "./dom.js";
import { sharedText } from "./shared_text.js";
import { moment, t } from "./texts.js";
import { canBeTaken, TrustChoice, whyNot } from "./trust_choice.js";

const LINE = 60;

/** @param {import("./consent.js").Consent} consent @returns {Array} title and body */
export function decision(consent) {
    const { member, served, ask, texts, recipient } = consent;
    const { about, purpose, recipient: wished, item } = ask.body.text;
    const name = served.recipient;
    const isOwn = served.askerUuid === member.uuid;
    const what = t(`share.kind-${served.kind}`);
    const title = isOwn ? t("consent.title-own", { name }) : t("consent.title-asked");
    const head = [
        !isOwn &&
            el(
                "p",
                {},
                t(item ? "consent.offers" : "consent.asks", {
                    asker: served.asker,
                    what,
                    name,
                })
            ),
        ...[
            ["share.with-read", name],
            ["share.typed-read", wished.address],
            ["share.about-read", about],
            ["share.purpose-read", purpose],
        ]
            .filter(([, value]) => value)
            .flatMap(([label, value]) => [
                el("p", { class: "label" }, t(label)),
                el("p", { class: "text" }, value),
            ]),
    ];
    const no = async () => {
        await consent.answer(null);
        tell(t("consent.refused-told", { name }));
    };
    const found = texts.filter(({ hash }) => !item || item.hash === hash);
    if (!found.length || !(recipient && isReachable(recipient))) {
        return [
            title,
            ...head,
            el("p", { class: "note" }, reasonOf(recipient, name, found, item)),
            button(t("consent.no"), no),
        ];
    }
    return [title, ...head, answerForm(consent, found, name, no)];
}

const isReachable = (person) => person.verdict === "known" || canBeTaken(person);

function reasonOf(recipient, name, found, item) {
    if (!found.length) {
        return t(item ? "consent.text-changed" : "consent.nothing-to-choose");
    }
    return recipient
        ? whyNot(recipient).textContent
        : t("consent.recipient-gone", { name });
}

function answerForm(consent, found, name, no) {
    const { served, recipient } = consent;
    const chosen = el(
        "select",
        { id: "chosen" },
        found.length > 1 && el("option", { value: "" }, t("consent.choose")),
        ...found.map((text) => el("option", { value: text.uuid }, labelOf(text)))
    );
    const preview = el("div", {});
    const current = () => found.find(({ uuid }) => uuid === chosen.value);
    const look = () => {
        const text = current();
        preview.replaceChildren(
            ...(text
                ? [
                      sharedText(text, {
                          kind: served.kind,
                          who: text.author.name,
                          written: text.written,
                      }),
                  ]
                : [])
        );
    };
    chosen.addEventListener("change", look);
    look();
    const isKnown = recipient.verdict === "known";
    const choice = isKnown
        ? null
        : new TrustChoice(recipient, t("trust.share-without"));
    const yes = async () => {
        const text = current();
        if (!text) {
            wrong(chosen, t("consent.choose-first"));
            return;
        }
        if (choice) {
            const state = await choice.read();
            if (!state) {
                return;
            }
            await consent.take(recipient, state);
        }
        await consent.answer(text);
        tell(t("consent.granted-told", { name }));
    };
    const body = form(
        t("consent.yes", { name }),
        yes,
        found.length > 1 && field(chosen, t("consent.which")),
        preview,
        choice
            ? choice.body
            : el(
                  "p",
                  { class: "hint" },
                  t(
                      recipient.state === "compared"
                          ? "consent.compared"
                          : "consent.not-compared",
                      { name }
                  )
              )
    );
    // yes and no side by side, with equal weight
    const send = body.querySelector("button[type=submit]");
    send.className = "plain";
    body.append(el("div", { class: "row" }, send, button(t("consent.no"), no)));
    return body;
}

function labelOf({ body, written, kind }) {
    const first = Object.values(body.text).find(
        (part) => typeof part === "string" && part
    );
    const line = (first ?? t(`share.kind-${kind}`)).replace(/\s+/g, " ");
    const short = line.length > LINE ? `${line.slice(0, LINE)}…` : line;
    return `${moment(written)}: ${short}`;
}
