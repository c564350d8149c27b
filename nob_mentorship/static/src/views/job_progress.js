import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onMounted, onWillUnmount } from "@odoo/owl";

const EVERY = 2000;

/** How far a bulk action is; it looks again every two seconds. */
export class JobProgress extends Component {
    static template = "nob_mentorship.JobProgress";
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.look(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get counts() {
        const {
            total,
            done_count: done,
            refused_count: refused,
        } = this.props.record.data;
        return { total, done, refused };
    }

    get percent() {
        const { total, done, refused } = this.counts;
        return total ? (100 * (done + refused)) / total : 0;
    }

    get text() {
        return this.counts.refused
            ? _t("%(done)s of %(total)s done, %(refused)s not done", this.counts)
            : _t("%(done)s of %(total)s done", this.counts);
    }

    async look() {
        if (this.props.record.data.state === "running") {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("mentorship_job_progress", {
    component: JobProgress,
});
