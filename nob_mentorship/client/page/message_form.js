/**
 * The form of a message: each reader by name, with a box to tick and their control
 * number.
 *
 * The text is kept as a draft until it is sent.
 */

import { fromHex, toBase64 } from "../src/bytes.js";
import { inGroups } from "../src/fingerprint.js";
import { writeText } from "../src/room.js";
import { button, el, field, folded, form, tellError, wrong } from "./dom.js";
import { controlNumber } from "./sums.js";
import { listed, t } from "./texts.js";

const LONGEST = 20_000;
const PAUSE = 400;

export class MessageForm {
    /**
     * @param {import("./member.js").Member} member
     * @param {object} what
     * @param {string} what.place of the draft
     * @param {string} what.room uuid of the conversation
     * @param {string} what.label of the text
     * @param {string} [what.hint]
     * @param {Array<object>} what.people as of `judgeReaders`
     * @param {string[]} [what.without] names of those who have no keys
     * @param {(list: object, chosen: Array<object>) => object} what.enter returns the list
     *     with the conversation and those who were chosen
     * @param {(made: object) => Promise<void>} what.send
     */
    constructor(member, what) {
        Object.assign(this, { member, without: [], ...what });
        this.numbers = new Map();
    }

    async element() {
        const { member } = this;
        const id = `message-${this.room}`;
        const kept = await member.drafts.read(this.place);
        this.input = el("textarea", { id, rows: 7, value: kept });
        this.input.addEventListener("input", () => {
            clearTimeout(this.later);
            this.later = setTimeout(() => this.keep(), PAUSE);
        });
        member.leave = () => this.keep();
        this.boxes = new Map();
        this.body = form(
            "",
            () => this.submit(),
            field(this.input, this.label, this.hint),
            el(
                "fieldset",
                {},
                el("legend", {}, t("speak.readers")),
                ...this.people.map((person) => this.choice(person)),
                ...this.without.map((name) =>
                    el("p", { class: "hint" }, t("speak.without", { name }))
                )
            )
        );
        this.rename();
        return this.body;
    }

    /** Keep the text now. */
    async keep() {
        clearTimeout(this.later);
        if (this.input) {
            await this.member.drafts.keep(this.place, this.input.value);
        }
    }

    choice(person) {
        const { uuid, name, verdict, isReady, isTicked } = person;
        const id = `reader-${this.room}-${uuid}`;
        const mayTick = isReady || verdict === "changed";
        const box = el("input", {
            id,
            type: "checkbox",
            checked: isTicked,
            disabled: !mayTick,
        });
        box.addEventListener("change", () => this.rename());
        this.boxes.set(uuid, box);
        return el(
            "div",
            { class: "choice" },
            el("label", { for: id }, box, " ", name),
            isReady && el("span", { class: "hint" }, this.state(person)),
            !isReady && el("p", { class: "note" }, this.reason(person)),
            isReady &&
                !isTicked &&
                el("p", { class: "note" }, t("speak.unsure", { name })),
            mayTick && this.number(person)
        );
    }

    state({ uuid, verdict }) {
        const compared = this.member.trust.people[uuid]?.state === "compared";
        return t(
            compared && verdict === "known" ? "speak.compared" : "speak.not-compared"
        );
    }

    reason({ name, verdict }) {
        const text = verdict === "without-key" ? "speak.without" : `people.${verdict}`;
        return t(text, { name });
    }

    /** The control number, to type the number that the other person reads out. */
    number(person) {
        const { uuid, name, keys, isReady } = person;
        const input = el("input", {
            id: `number-${this.room}-${uuid}`,
            inputmode: "numeric",
            autocomplete: "off",
            maxlength: 25,
        });
        this.numbers.set(uuid, input);
        const shown = el("p", { class: "code" });
        const body = folded(
            t("speak.number", { name }),
            el("p", { class: "hint" }, t("speak.number-why", { name })),
            isReady && shown,
            field(input, t("people.number", { name }), t("people.number-hint"))
        );
        body.addEventListener("toggle", () => {
            if (isReady && !shown.textContent) {
                controlNumber(keys.recipient, fromHex(keys.signer)).then(
                    (found) => shown.replaceChildren(inGroups(found)),
                    tellError
                );
            }
        });
        body.open = !isReady;
        return body;
    }

    get chosen() {
        return this.people.filter(({ uuid }) => this.boxes.get(uuid).checked);
    }

    rename() {
        const names = this.chosen.map(({ name }) => name);
        this.body.querySelector("button[type=submit]").textContent = names.length
            ? t("speak.send", { names: listed(names) })
            : t("speak.send-none");
    }

    /** @returns {Promise<Array<object>|null>} the chosen, `compared` by a typed number */
    async compared() {
        const chosen = [];
        for (const person of this.chosen) {
            const input = this.numbers.get(person.uuid);
            const typed = input.value.replace(/\D/g, "");
            if (!typed && person.isReady) {
                chosen.push(person);
                continue;
            }
            const { recipient, signer } = person.keys;
            const isSame =
                typed.length === 16 &&
                typed === (await controlNumber(recipient, fromHex(signer)));
            if (!isSame) {
                input.closest("details").open = true;
                const { name } = person;
                const what = typed.length === 16 ? "number-other" : "number-length";
                wrong(input, t(`people.${what}`, { name }));
                return null;
            }
            chosen.push({ ...person, compared: true });
        }
        return chosen;
    }

    check() {
        const text = this.input.value.trim();
        if (!text) {
            wrong(this.input, t("notes.empty"));
            return "";
        }
        if (text.length > LONGEST) {
            const { length } = text;
            wrong(this.input, t("notes.too-long", { most: LONGEST, length }));
            return "";
        }
        return text;
    }

    async submit() {
        await this.keep();
        const text = this.check();
        if (!text) {
            return;
        }
        const chosen = await this.compared();
        if (!chosen) {
            return;
        }
        if (!chosen.length) {
            wrong(this.input, t("speak.none-chosen"));
            return;
        }
        this.input.readOnly = true;
        try {
            await this.send(await this.sealed(text, chosen));
            this.input = null;
        } finally {
            if (this.input) {
                this.input.readOnly = false;
            }
        }
    }

    /** Forget the draft, once it was sent. */
    async drop() {
        clearTimeout(this.later);
        await this.member.drafts.drop(this.place);
    }

    /**
     * Take the chosen readers into the list, and seal; a text that was sealed and not
     * answered stays.
     */
    async sealed(text, chosen) {
        const { member } = this;
        const uuids = chosen.map(({ uuid }) => uuid);
        const same = JSON.stringify([text, uuids]);
        if (this.made?.same === same) {
            return this.made;
        }
        const uuid = crypto.randomUUID();
        const written = { uuid, room: this.room, kind: "message", text: { text } };
        const { made } = await member.change(async (list) => {
            const entered = this.enter(list, chosen);
            const made = await writeText(
                entered,
                member.keys,
                written,
                uuids,
                member.uuid
            );
            return { trust: made.trust, made };
        });
        if (member.wary && chosen.some(({ isTicked }) => !isTicked)) {
            // the owner answered
            await member.stopBeingWary();
        }
        this.made = { same, uuid, sealed: toBase64(made.sealed), readers: uuids };
        return this.made;
    }
}

/** A button that asks once more. */
export const removal = (label, sure, yes, action) =>
    el(
        "details",
        { class: "inline" },
        el("summary", { class: "button" }, label),
        el("p", {}, sure),
        button(yes, action, { class: "danger" })
    );
