/** The screens to ask for a text, or to offer one: the recipient and the purpose. */

import { toBase64 } from "../src/bytes.js";
import { meet, takeIn, writeAsk } from "../src/consent.js";
import { button, el, field, form, show, tell, wrong } from "./dom.js";
import { named } from "./room.js";
import { follow, go } from "./screens.js";
import { ServerError } from "./server.js";
import { sharedText } from "./shared_text.js";
import { t } from "./texts.js";
import { canBeTaken, TrustChoice, whyNot } from "./trust_choice.js";

const KINDS = ["note", "goal", "plan", "agreement"];
const LONGEST = 2000;
const OTHER = "other";

/**
 * Offer one's own text: the giver reads it first.
 *
 * @param {import("./room.js").Room} room
 * @param {object} text as of `readTexts`
 */
export async function showOffer(room, text) {
    await room.editor?.keep();
    const { member, served } = room;
    const sharing = await member.server.ask("consent/sharing", { room: served.id });
    await new Question(member, sharing, { text, back: room.again }).show();
}

/**
 * Ask for a kind of text: the mentor in a room, or a coordinator.
 *
 * @param {import("./member.js").Member} member with open keys
 * @param {string} number of the pairing
 */
export async function showAsk(member, number) {
    if (!/^\d{1,9}$/.test(number)) {
        throw new ServerError("gone");
    }
    const sharing = await member.server.ask("consent/sharing", {
        room: Number(number),
    });
    const back = () => (sharing.member ? go(`room/${number}`) : go("consents"));
    await new Question(member, sharing, { text: null, back }).show();
}

/** A question, while it is written. */
class Question {
    constructor(member, sharing, { text, back }) {
        Object.assign(this, { member, sharing, text, back });
        this.uuid = crypto.randomUUID();
        this.givers = (text ? sharing.decides : sharing.givers).map(named);
        /** A coordinator asks for themselves. */
        this.self = !sharing.member;
    }

    async show() {
        const { sharing, text, givers } = this;
        const title = t(text ? "share.title" : "ask.title");
        if (!sharing.writable || !givers.length) {
            const why = sharing.writable ? "ask.none" : "share.over";
            show(title, el("p", { class: "note" }, t(why)), this.cancel());
            return;
        }
        this.giver = select(
            "giver",
            givers.map(({ uuid, name }) => [uuid, name])
        );
        this.kind = select(
            "kind",
            KINDS.map((kind) => [kind, t(`share.kind-${kind}`)])
        );
        this.about = area("about");
        this.purpose = area("purpose");
        this.to = select("to", [
            ...sharing.coordinators.map(({ uuid, name }) => [uuid, name]),
            [OTHER, t("share.other")],
        ]);
        this.address = el("input", {
            id: "address",
            type: "email",
            autocomplete: "off",
            maxlength: 200,
        });
        const other = field(this.address, t("share.address"), t("share.address-hint"));
        const turn = () => (other.hidden = this.self || this.to.value !== OTHER);
        this.to.addEventListener("change", turn);
        turn();
        await this.meetGivers();
        show(
            title,
            el("p", {}, this.why()),
            text &&
                sharedText(text, {
                    kind: text.kind,
                    who: t("you"),
                    written: text.written,
                }),
            form(
                t(text ? "share.next" : "ask.send"),
                () => this.send(),
                !text && givers.length > 1 && field(this.giver, t("ask.giver")),
                !text && field(this.kind, t("ask.kind")),
                !text && field(this.about, t("ask.about"), t("ask.about-hint")),
                !this.self && field(this.to, t("share.with")),
                other,
                field(this.purpose, t("share.purpose"), t("share.purpose-hint")),
                this.place
            ),
            this.cancel()
        );
    }

    why() {
        const { text, givers, member } = this;
        if (!text) {
            return t("ask.why");
        }
        const own = givers[0].uuid === member.uuid;
        return t(own ? "share.why" : "share.why-both", { name: givers[0].name });
    }

    cancel() {
        return button(t("cancel"), () => this.back());
    }

    /** The giver has to be known before anything is sealed for them. */
    async meetGivers() {
        const { member, givers } = this;
        this.choices = new Map();
        this.place = el("div", {});
        const served = { uuid: this.uuid, members: givers };
        const { people } = await meet(member.trust, member.uuid, served);
        this.met = new Map(people.map((each) => [each.uuid, each]));
        const turn = () => {
            const person = this.met.get(this.giver.value);
            const isAsked = !["self", "known"].includes(person.verdict);
            if (isAsked && canBeTaken(person) && !this.choices.has(person.uuid)) {
                const choice = new TrustChoice(person, t("trust.ask-without"));
                this.choices.set(person.uuid, choice);
            }
            const choice = this.choices.get(person.uuid);
            this.place.replaceChildren(
                ...(isAsked ? [choice?.body ?? whyNot(person)] : [])
            );
        };
        this.giver.addEventListener("change", turn);
        turn();
    }

    async send() {
        const purpose = this.read(this.purpose, true);
        const about = this.text ? "" : this.read(this.about, false);
        if (purpose === null || about === null) {
            return;
        }
        const recipient = await this.recipient();
        if (!recipient) {
            return;
        }
        const person = this.met.get(this.giver.value);
        const choice = this.choices.get(person.uuid);
        const state = choice ? await choice.read() : "";
        if (state === null) {
            return;
        }
        if (!choice && !["self", "known"].includes(person.verdict)) {
            throw new ServerError("refused", whyNot(person).textContent);
        }
        // sent again after a refusal, it is another question
        this.uuid = crypto.randomUUID();
        const { address, ...to } = recipient;
        const { member, text, sharing } = this;
        const asked = {
            uuid: this.uuid,
            giver: person.uuid,
            text: {
                kind: text ? text.kind : this.kind.value,
                about,
                purpose,
                recipient: { uuid: to.uuid, name: to.name, address },
                item: text && {
                    uuid: text.uuid,
                    revision: text.body.revision,
                    hash: text.hash,
                },
            },
        };
        const made = await member.change(async (list) => {
            const served = { uuid: this.uuid, members: this.givers };
            const { trust } = await meet(list, member.uuid, served);
            const taken = state ? takeIn(trust, this.uuid, person, state) : trust;
            return writeAsk(taken, member.keys, member.uuid, asked);
        });
        const consent = await member.ask("consent/ask", {
            room: sharing.id,
            uuid: this.uuid,
            sealed: toBase64(made.sealed),
            readers: made.readers,
            giver: person.uuid,
            recipient: to.uuid,
            to: address || to.uuid,
            kind: asked.text.kind,
            item: asked.text.item,
        });
        // shown now, so that later messages stay
        history.pushState(null, "", `#consent/${consent.id}`);
        await follow();
        if (person.uuid !== member.uuid) {
            tell(t("ask.sent", { name: person.name }));
        }
    }

    /** @returns {string|null} null where something is wrong, and says so */
    read(input, required) {
        const value = input.value.trim();
        if (required && !value) {
            wrong(input, t("share.purpose-missing"));
            return null;
        }
        if (value.length > LONGEST) {
            const { length } = value;
            wrong(input, t("notes.too-long", { most: LONGEST, length }));
            return null;
        }
        return value;
    }

    /** The recipient: oneself, a coordinator, or a person by their address. */
    async recipient() {
        const { member, sharing } = this;
        if (this.self) {
            return { ...member.member, address: "" };
        }
        if (this.to.value !== OTHER) {
            const found = sharing.coordinators.find(
                ({ uuid }) => uuid === this.to.value
            );
            return { ...named(found), address: "" };
        }
        const address = this.address.value.trim();
        if (!address) {
            wrong(this.address, t("share.address-missing"));
            return null;
        }
        const asked = { room: sharing.id, to: address };
        const { found } = await member.server.ask("consent/find", asked);
        if (!found) {
            wrong(this.address, t("share.unknown"));
            return null;
        }
        if (found.uuid === member.uuid) {
            wrong(this.address, t("share.yourself"));
            return null;
        }
        return { ...named(found), address };
    }
}

const select = (id, values) =>
    el(
        "select",
        { id },
        ...values.map(([value, label]) => el("option", { value }, label))
    );

const area = (id) => el("textarea", { id, rows: 3 });
