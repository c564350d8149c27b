import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "mentorship.evaluation";

/** The page with the results of an evaluation, inside the app. */
export class MentorshipResults extends Component {
    static template = "nob_mentorship.Results";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.results = useState({ there: false });
        onWillStart(async () => {
            if (!Number.isInteger(this.evaluation)) {
                return;
            }
            const fields = ["opened_count"];
            const [read] = await this.orm.read(MODEL, [this.evaluation], fields);
            this.results.there = Boolean(read && read.opened_count);
        });
    }

    get evaluation() {
        return this.props.action.context.active_id;
    }

    get display() {
        return { controlPanel: {} };
    }

    get url() {
        return `/mentorship/results/${this.evaluation}`;
    }

    /** Opens the form of a change that follows from these results. */
    async addChange() {
        const args = [[this.evaluation]];
        this.action.doAction(await this.orm.call(MODEL, "action_add_change", args));
    }
}

registry.category("actions").add("mentorship_results", MentorshipResults);
