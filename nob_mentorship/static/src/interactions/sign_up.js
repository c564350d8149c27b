import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const NEAR = 0.9;

/**
 * Counts the characters of the long texts and the chosen topics of a sign-up, and puts
 * an example in its text without a request. The page does without it.
 */
export class MentorshipSignUp extends Interaction {
    static selector = ".o_mentorship_sign_up";
    dynamicContent = {
        textarea: { "t-on-input": this.countAll },
        ".o_mentorship_example": { "t-on-click.prevent": this.onExample },
        ".o_mentorship_chip input": { "t-on-change": this.chooseTopics },
    };

    start() {
        this.countAll();
        this.chooseTopics();
    }

    countAll() {
        for (const said of this.el.querySelectorAll(".o_mentorship_count")) {
            const { limit, pattern, for: field } = said.dataset;
            // as the server counts: by character, with one for the end of a line
            const length = [...this.el.elements[field].value].length;
            const over = length > Number(limit);
            said.textContent = pattern.replace("{count}", length);
            said.classList.toggle("o_mentorship_count_over", over);
            // read aloud only where it matters
            const near = length > NEAR * Number(limit);
            said.setAttribute("aria-live", near ? "polite" : "off");
        }
    }

    onExample(ev) {
        const button = ev.currentTarget;
        const area = this.el.elements[button.dataset.field];
        const written = area.value.trim();
        const ready = [...this.el.querySelectorAll(".o_mentorship_example")].map(
            (one) => one.textContent.trim()
        );
        const example = button.textContent.trim();
        area.value =
            written && !ready.includes(written) ? `${written}\n${example}` : example;
        area.focus();
        this.countAll();
    }

    chooseTopics() {
        for (const group of this.el.querySelectorAll(".o_mentorship_chips")) {
            const boxes = [...group.querySelectorAll("input")];
            const limit = Number(group.dataset.limit);
            const chosen = boxes.filter((box) => box.checked).length;
            const said = group.querySelector(".o_mentorship_chosen");
            said.textContent = said.dataset.pattern.replace("{chosen}", chosen);
            for (const box of boxes) {
                box.disabled = !box.checked && chosen >= limit;
            }
        }
    }
}

registry
    .category("public.interactions")
    .add("nob_mentorship.sign_up", MentorshipSignUp);
