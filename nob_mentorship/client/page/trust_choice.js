/** Whether a person is who they say: their number is typed, or it goes on without. */

import { fromHex } from "../src/bytes.js";
import { el, field, wrong } from "./dom.js";
import { controlNumber } from "./sums.js";
import { t } from "./texts.js";

/** The part of a form that asks about a key not seen before; the same for both ways. */
export class TrustChoice {
    /**
     * @param {{uuid: string, name: string, verdict: string,
     *     keys: {recipient: string, signer: string}}} person as of `meet`
     * @param {string} without what going on without comparing is called
     */
    constructor(person, without) {
        this.person = person;
        const { uuid, name } = person;
        this.number = el("input", {
            id: `number-${uuid}`,
            inputmode: "numeric",
            autocomplete: "off",
            maxlength: 25,
            on: { input: () => (this.typed.checked = true) },
        });
        this.typed = radio(uuid, "compared");
        this.without = radio(uuid, "accepted");
        /** The numbers are compared in any case for a person whose key has changed. */
        this.isFirst = person.verdict === "first";
        this.body = el(
            "fieldset",
            { class: "pick" },
            el("legend", {}, t("trust.who", { name })),
            el("p", {}, t(this.isFirst ? "trust.first" : "people.changed", { name })),
            el("label", {}, this.typed, t("trust.number", { name })),
            field(this.number, t("people.number", { name }), t("people.number-hint")),
            this.isFirst && el("label", {}, this.without, without)
        );
    }

    /** @returns {Promise<"compared"|"accepted"|null>} null where it is not answered */
    async read() {
        const { name, keys } = this.person;
        if (this.isFirst && this.without.checked) {
            return "accepted";
        }
        if (!this.typed.checked) {
            wrong(this.number, t("trust.choose", { name }));
            return null;
        }
        const typed = this.number.value.replace(/\D/g, "");
        if (typed.length !== 16) {
            wrong(this.number, t("people.number-length"));
            return null;
        }
        if (typed !== (await controlNumber(keys.recipient, fromHex(keys.signer)))) {
            wrong(this.number, t("people.number-other", { name }));
            return null;
        }
        return "compared";
    }
}

const radio = (uuid, value) =>
    el("input", { type: "radio", name: `trust-${uuid}`, value });

/** The people who can be asked about; nothing at all is sealed to the others. */
export const canBeTaken = ({ verdict }) => ["first", "changed"].includes(verdict);

/** @returns {HTMLElement} the reason why nothing can be sealed to a person */
export const whyNot = ({ name, verdict }) =>
    el(
        "p",
        { class: "note" },
        verdict === "without-key"
            ? t("share.without-key", { name })
            : t(`people.${verdict}`, { name })
    );
