import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** The board by mentor: a drop can move a second card, when two change places. */
export class MatchingBoardRenderer extends KanbanRenderer {
    async sortRecordDrop() {
        await super.sortRecordDrop(...arguments);
        await this.props.list.model.load();
    }
}

registry.category("views").add("mentorship_matching_board", {
    ...kanbanView,
    Renderer: MatchingBoardRenderer,
});
