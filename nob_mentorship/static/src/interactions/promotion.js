import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * Counts that the page of a programme was opened from a mailing. The mark in the address
 * is the same for all readers of the mailing, and leaves the address afterwards: someone
 * who passes it on is not counted along. No cookie, and nothing about the reader.
 */
export class MentorshipPromotion extends Interaction {
    static selector = ".o_mentorship_promotion[data-via]";

    start() {
        const form = new FormData();
        form.append("via", this.el.dataset.via);
        navigator.sendBeacon("/mentorship/opened", form);
        window.history.replaceState(window.history.state, "", window.location.pathname);
    }
}

registry
    .category("public.interactions")
    .add("nob_mentorship.promotion", MentorshipPromotion);
