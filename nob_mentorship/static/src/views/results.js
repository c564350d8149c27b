import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The page with the results of an evaluation, inside the app. */
export class MentorshipResults extends Component {
    static template = "nob_mentorship.Results";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    get display() {
        return { controlPanel: {} };
    }

    get url() {
        return `/mentorship/results/${this.props.action.context.active_id}`;
    }
}

registry.category("actions").add("mentorship_results", MentorshipResults);
