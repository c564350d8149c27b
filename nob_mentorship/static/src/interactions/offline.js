import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * Says that there is no connection, and sends no form until there is: the browser's own
 * page would take the place of what was typed.
 */
export class MentorshipOffline extends Interaction {
    static selector = ".o_mentorship";
    dynamicContent = {
        _window: { "t-on-offline": this.update, "t-on-online": this.update },
        form: { "t-on-submit": this.onSubmit },
        ".o_mentorship_offline": {
            "t-att-class": () => ({ "d-none": navigator.onLine }),
        },
    };

    update() {
        this.updateContent();
    }

    onSubmit(ev) {
        if (!navigator.onLine && ev.currentTarget.method === "post") {
            ev.preventDefault();
            this.updateContent();
            this.el.querySelector(".o_mentorship_offline").scrollIntoView();
        }
    }
}

registry
    .category("public.interactions")
    .add("nob_mentorship.offline", MentorshipOffline);
