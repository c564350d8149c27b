from odoo import api, fields, models

from .. import odoo_inside


class MentorshipSessionRequest(models.Model):
    """The states of a topic, and the session that is planned from it (R62)."""

    _inherit = "mentorship.session.request"

    def action_approve(self):
        """Let the other members of the edition read the topic, and join in."""
        self._check_staff()
        topics = self._to_move("open", ("proposed", "declined"))
        topics._set_state("open", was_open=True)

    def action_decline(self):
        """Decline the topic; the member who proposed it reads the answer."""
        self._check_staff()
        topics = self._to_move("declined", ("proposed", "open"))
        topics._set_state("declined", was_open=False)

    def action_plan(self):
        """Open the form of a new session about this topic."""
        self._check_staff()
        self.ensure_one()
        self._to_move("planned", ("proposed", "open"))
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_session_action"
        )
        form = self.env.ref("nob_mentorship.mentorship_session_view_form")
        return {
            **action,
            "views": [(form.id, "form")],
            "view_mode": "form",
            "context": {
                "default_edition_id": self.edition_id.id,
                "default_request_id": self.id,
                "default_name": self.name,
                "default_kind": "workshop",
            },
        }

    def _planned(self):
        """Note that a session about these topics was published.

        :return: the voices of those who asked for it
        """
        self.filtered(lambda one: one.state != "planned")._set_state("planned")
        return self.voice_ids

    def _plan_again(self):
        """Open these topics again: the session about them was cancelled. One that no
        coordinator approved is still read by no member.
        """
        for request in self.filtered(lambda one: one.state == "planned"):
            going_on = request.session_ids.filtered(lambda s: s.state == "published")
            if not going_on:
                # sudo: which state it comes from, read by no user
                request._set_state("open" if request.sudo().was_open else "proposed")

    @api.model
    def _needs_session_request(self, editions):
        """Find the topics that wait for a coordinator, for their day."""
        found = self.search_fetch(
            [("edition_id", "in", editions.ids), ("state", "=", "proposed")],
            ["create_date", "edition_id"],
        )

        def asked_on(request):
            return fields.Datetime.context_timestamp(self, request.create_date).date()

        return {request.id: asked_on(request) for request in found}
