import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

const MOST = 20;

/**
 * The board by mentor. People without a proposal are listed above it, each with the
 * reason. A drop can move a second card, and shows the new pairs and what they cost.
 */
export class MatchingBoardRenderer extends KanbanRenderer {
    static template = "nob_mentorship.MatchingBoardRenderer";

    setup() {
        super.setup();
        this.boardOrm = useService("orm");
        this.boardAction = useService("action");
        this.boardNotification = useService("notification");
        this.board = useState({ total: 0, cost: 0, count: 0, unmatched: [] });
        onWillStart(() => this.loadBoard());
        onWillUpdateProps(() => {
            // not waited for: cards need not wait for what stands above them
            this.loadBoard();
        });
    }

    get total() {
        return formatFloat(this.board.total, { digits: [16, 1] });
    }

    get costWords() {
        const cost = formatFloat(this.board.cost, { digits: [16, 1] });
        return _t("Changes by hand cost %s points.", cost);
    }

    get more() {
        return this.board.count - this.board.unmatched.length;
    }

    get moreWords() {
        return _t("and %s more", this.more);
    }

    async loadBoard() {
        const run = this.props.list.context.matching_id;
        if (!run) {
            return;
        }
        const domain = [
            ["matching_id", "=", run],
            ["role", "!=", "mentor"],
        ];
        const [[figures], unmatched, count] = await Promise.all([
            this.boardOrm.read(
                "mentorship.matching",
                [run],
                ["total_score", "hand_cost"]
            ),
            this.boardOrm.searchRead(
                "mentorship.unmatched",
                domain,
                ["partner_id", "why", "others"],
                {
                    limit: MOST,
                    context: { partner_display_name_hide_company: true },
                }
            ),
            this.boardOrm.searchCount("mentorship.unmatched", domain),
        ]);
        Object.assign(this.board, {
            total: figures.total_score,
            cost: figures.hand_cost,
            count,
            unmatched,
        });
    }

    openAlternatives(line) {
        return this.open(line, "action_alternatives");
    }

    openRematch(line) {
        return this.open(line, "action_rematch");
    }

    /** Open what a method of a person without a proposal returns. */
    async open(line, method) {
        const action = await this.boardOrm.call("mentorship.unmatched", method, [
            [line.id],
        ]);
        this.boardAction.doAction(action);
    }

    /** Return the pairs, by card. */
    pairs() {
        const pairs = new Map();
        for (const group of this.props.list.groups || []) {
            for (const record of group.list.records) {
                pairs.set(record.resId, {
                    mentee: record.data.mentee_names,
                    mentor: group.displayName,
                });
            }
        }
        return pairs;
    }

    async sortRecordDrop() {
        const before = this.pairs();
        const total = this.board.total;
        await super.sortRecordDrop(...arguments);
        await this.props.list.model.load();
        await this.loadBoard();
        this.tellChange(before, this.board.total - total);
    }

    tellChange(before, points) {
        const moved = [...this.pairs()]
            .filter(([card, pair]) => before.get(card)?.mentor !== pair.mentor)
            .map(([, pair]) => _t("%(mentee)s is with %(mentor)s now.", pair));
        if (!moved.length) {
            return;
        }
        const figure = formatFloat(Math.abs(points), { digits: [16, 1] });
        const cost =
            points < 0
                ? _t("It costs %s points of the total score.", figure)
                : _t("The total score gains %s points.", figure);
        this.boardNotification.add([...moved, cost].join(" "), {
            type: "info",
            sticky: true,
        });
    }
}

registry.category("views").add("mentorship_matching_board", {
    ...kanbanView,
    Renderer: MatchingBoardRenderer,
});
