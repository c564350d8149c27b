import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const PREFIX = "mentorship-draft:";
const KEPT_DAYS = 14;

/**
 * Keeps an unsent preference in this browser, and nowhere else, until the server says
 * that it was saved.
 */
export class MentorshipPreferenceDraft extends Interaction {
    static selector = ".o_mentorship";
    dynamicContent = {
        ".o_mentorship_draft": { "t-on-input": this.onInput },
        ".o_mentorship_form": { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.forget();
        for (const form of this.el.querySelectorAll(".o_mentorship_form")) {
            for (const area of form.querySelectorAll(".o_mentorship_draft")) {
                const kept = this.read(this.key(form, area));
                if (kept && !area.value) {
                    area.value = kept.text;
                    area.closest("details")?.setAttribute("open", "open");
                }
            }
        }
    }

    key(form, area) {
        return `${PREFIX}${form.dataset.draft}:${area.name}`;
    }

    read(key) {
        try {
            return JSON.parse(window.localStorage.getItem(key));
        } catch {
            return null;
        }
    }

    keep(key, value) {
        try {
            window.localStorage.setItem(key, JSON.stringify(value));
        } catch {
            // A browser that keeps nothing only loses what was not sent.
        }
    }

    /** Forget what was sent and saved, and what is old. */
    forget() {
        const saved = Boolean(this.el.querySelector("[role=status].alert-success"));
        const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
        for (const key of Object.keys(window.localStorage)) {
            if (key.startsWith(PREFIX)) {
                const kept = this.read(key);
                if (!kept || kept.when < oldest || (saved && kept.sent)) {
                    window.localStorage.removeItem(key);
                }
            }
        }
    }

    onInput(ev) {
        const area = ev.target;
        const key = this.key(area.form, area);
        if (area.value) {
            this.keep(key, { text: area.value, when: Date.now(), sent: false });
        } else {
            window.localStorage.removeItem(key);
        }
    }

    onSubmit(ev) {
        for (const area of ev.target.querySelectorAll(".o_mentorship_draft")) {
            const key = this.key(ev.target, area);
            const kept = this.read(key);
            if (kept) {
                this.keep(key, { ...kept, sent: true });
            }
        }
    }
}

registry
    .category("public.interactions")
    .add("nob_mentorship.preference_draft", MentorshipPreferenceDraft);
