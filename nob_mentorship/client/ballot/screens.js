/** The screens that replace the form: why there is none, or that it was sent. */

import { isIn } from "../src/ballot/receipt.js";
import { button, el, say } from "./el.js";
import { t } from "./texts.js";

const COPIED = 2_000;

/** @param {HTMLFormElement} form */
export class Screens {
    constructor(form) {
        this.form = form;
        this.content = form.querySelector(".o_survey_form_content");
        this.home = form.dataset.ballotHome;
        this.receipts = `${form.dataset.ballotBox}/receipt`;
        this.end = form.querySelector("template[data-ballot-end]");
    }

    /** Say why nothing can be filled in. */
    stop(sentence, again = false) {
        const problem = el("p", { class: "alert alert-warning", role: "alert" });
        problem.append(sentence);
        const retry = again && button(t("button.again"), () => location.reload());
        this.replace(problem, el("p", { class: "d-flex gap-2" }, retry, this.way()));
    }

    /** Say that this link was used, by another browser as far as this one knows. */
    answered() {
        this.finish("done.answered", el("p", {}, t("done.answered-help")), this.way());
    }

    /**
     * Say that the ballot is in the box, and check that it is.
     *
     * @param {string} receipt
     * @param {() => Promise<string[]>} receipts of the box
     * @param {string} [note]
     */
    async sent(receipt, receipts, note = "") {
        const checked = el("div", { role: "status" });
        this.finish(
            "done.thanks",
            note && el("p", { class: "alert alert-warning" }, note),
            this.end?.content.cloneNode(true),
            receiptCard(receipt, this.receipts),
            checked,
            this.way()
        );
        await tellChecked(checked, receipt, receipts);
    }

    /** Say that this link was used, and that this browser cannot find its ballot. */
    async unsure(receipt, receipts) {
        const checked = el("div", { role: "alert" });
        const card = receiptCard(receipt, this.receipts);
        this.finish("done.answered", card, checked, this.way());
        await tellChecked(checked, receipt, receipts);
    }

    finish(title, ...parts) {
        // the focus is for screen readers: a heading is not to be pressed
        const quiet = { tabindex: "-1", class: "focus-ring shadow-none" };
        const heading = el("h2", quiet, t(title));
        this.replace(el("div", { class: "o_survey_finished mb32" }, heading, ...parts));
        heading.focus({ preventScroll: true });
    }

    /** @param {...Node} parts in the place of the questions, which are gone */
    replace(...parts) {
        this.content.replaceChildren(...parts);
        this.form.classList.replace("align-items-center", "align-items-start");
        this.content.closest(".o_survey_form").scrollIntoView({ block: "start" });
    }

    way() {
        const to = { class: "btn btn-secondary", role: "button", href: this.home };
        return this.home ? el("a", to, t("button.home")) : null;
    }
}

/**
 * Say whether a receipt is in the list of the box.
 *
 * @param {HTMLElement} place
 * @param {string} receipt
 * @param {() => Promise<string[]>} receipts of the server
 */
async function tellChecked(place, receipt, receipts) {
    try {
        const found = isIn(receipt, await receipts());
        say(
            place,
            t(found ? "box.checked" : "box.missing"),
            found ? "success" : "danger"
        );
    } catch {
        say(place, t("box.unchecked"), "light");
    }
}

/** A receipt, and the address of the page where it can be checked. */
function receiptCard(receipt, address) {
    const number = el(
        "output",
        { class: "d-block fs-3 font-monospace text-nowrap user-select-all mb-2" },
        receipt
    );
    const copy = button(t("button.copy"), () => copied(copy, receipt, number));
    copy.className = "btn btn-secondary btn-sm";
    return el(
        "div",
        { class: "card card-body text-body my-4", translate: "no" },
        el("div", { class: "text-muted small" }, t("done.receipt-label")),
        number,
        el("p", {}, copy),
        el("p", {}, t("done.receipt")),
        el("p", { class: "mb-0" }, el("a", { href: address }, t("done.receipt-page")))
    );
}

/** Copy a receipt; if the browser does not allow it, select it. */
async function copied(copy, receipt, number) {
    try {
        await navigator.clipboard.writeText(receipt);
        copy.textContent = t("button.copied");
        setTimeout(() => (copy.textContent = t("button.copy")), COPIED);
    } catch {
        getSelection().selectAllChildren(number);
    }
}
