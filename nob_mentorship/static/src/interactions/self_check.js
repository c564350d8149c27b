import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const PREFIX = "mentorship-self-check:";
const POINTS = { yes: 2, sometimes: 1, no: 0 };
const READY = 0.85;
const NEARLY = 0.5;

/**
 * The self-check of future mentors (R38): adds up the answers, and shows the tips that
 * fit. The answers are kept in this browser, and sent nowhere: the inputs are in no form.
 */
export class MentorshipSelfCheck extends Interaction {
    static selector = ".o_mentorship_self_check";
    dynamicContent = {
        "input[type=radio]": { "t-on-change": this.onAnswer },
        ".o_mentorship_forget": { "t-on-click": this.onForget },
    };

    setup() {
        this.key = PREFIX + this.el.dataset.key;
        this.answers = this.read();
        // what was answered while this page was loading
        for (const radio of this.radios()) {
            if (radio.checked) {
                this.answers[radio.name] = radio.value;
            }
        }
    }

    start() {
        for (const radio of this.radios()) {
            radio.checked = this.answers[radio.name] === radio.value;
        }
        this.keep();
        this.show();
    }

    radios() {
        return this.el.querySelectorAll("input[type=radio]");
    }

    /** The answers kept here, without what this page does not ask. */
    read() {
        const kept = {};
        try {
            const found = JSON.parse(window.localStorage.getItem(this.key)) || {};
            for (const radio of this.radios()) {
                if (found[radio.name] === radio.value) {
                    kept[radio.name] = radio.value;
                }
            }
        } catch {
            // A browser that keeps nothing, or something else: the check starts anew.
        }
        return kept;
    }

    onAnswer(ev) {
        this.answers[ev.currentTarget.name] = ev.currentTarget.value;
        this.keep();
        this.show();
    }

    /** Keep the answers in this browser, if there are any. */
    keep() {
        if (!Object.keys(this.answers).length) {
            return;
        }
        try {
            window.localStorage.setItem(this.key, JSON.stringify(this.answers));
        } catch {
            // It works as long as the page is open.
        }
    }

    onForget() {
        this.answers = {};
        try {
            window.localStorage.removeItem(this.key);
        } catch {
            // Nothing was kept.
        }
        for (const radio of this.radios()) {
            radio.checked = false;
        }
        this.show();
    }

    show() {
        const names = new Set([...this.radios()].map((radio) => radio.name));
        const done = Object.keys(this.answers).length;
        const said = this.el.querySelector(".o_mentorship_counted");
        said.textContent = said.dataset.pattern
            .replace("{done}", done)
            .replace("{all}", names.size);
        const result = done === names.size ? this.result() : "";
        for (const one of this.el.querySelectorAll("[data-result]")) {
            one.classList.toggle("d-none", one.dataset.result !== result);
        }
        for (const tip of this.el.querySelectorAll("[data-tip]")) {
            const answer = this.answers[tip.dataset.tip];
            tip.classList.toggle("d-none", !answer || answer === "yes");
        }
        const forget = this.el.querySelector(".o_mentorship_forget");
        forget.classList.toggle("d-none", !done);
    }

    result() {
        const given = Object.values(this.answers);
        const sum = given.reduce((total, answer) => total + POINTS[answer], 0);
        const share = sum / (given.length * POINTS.yes);
        if (share >= READY) {
            return "ready";
        }
        return share >= NEARLY ? "nearly" : "later";
    }
}

registry
    .category("public.interactions")
    .add("nob_mentorship.self_check", MentorshipSelfCheck);
