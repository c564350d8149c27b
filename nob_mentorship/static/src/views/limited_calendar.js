import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { calendarView } from "@web/views/calendar/calendar_view";

const MOST = 500;

/** A calendar of what can be thousands at a time: it loads some of them, and says so. */
export class LimitedCalendarModel extends calendarView.Model {
    async fetchRecords(data) {
        const { activeFields, context, fieldMapping, fieldNames, resModel } = this.meta;
        const records = await this.orm.searchRead(
            resModel,
            this.computeDomain(data),
            [...new Set([...fieldNames, ...Object.keys(activeFields)])],
            { context, limit: MOST + 1, order: `${fieldMapping.date_start}, id` }
        );
        if (records.length > MOST) {
            const message = _t(
                "Here are the first %s. Filter to see the others.",
                MOST
            );
            this.notification.add(message, { type: "info" });
        }
        return records.slice(0, MOST);
    }
}

registry.category("views").add("mentorship_limited_calendar", {
    ...calendarView,
    Model: LimitedCalendarModel,
});
