from odoo import api, fields, models


class SlideChannelPartner(models.Model):
    """An attendee of a course that is a resource of a mentorship programme."""

    _inherit = "slide.channel.partner"

    mentorship_given = fields.Boolean(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )
    mentorship_left = fields.Boolean(
        copy=False, groups=fields.NO_ACCESS, export_string_translation=False
    )
    """Removed because they left the programme, and not by themselves or by staff."""

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._mentorship_note_completed()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.get("member_status") == "completed":
            self._mentorship_note_completed()
        return result

    @api.model
    def _mentorship_attend(self, channel, partners):
        """Let members attend a course, without a mail or news from it; twice changes
        nothing. Who left by themselves, or was removed by staff, stays out.

        :param channel: ``slide.channel``, as superuser
        :param partners: ``res.partner``
        """
        rows = self.with_context(active_test=False).search(
            [("channel_id", "=", channel.id), ("partner_id", "in", partners.ids)]
        )
        gone = rows.filtered(lambda row: not row.active and row.mentorship_left)
        gone.write({"active": True, "mentorship_left": False})
        invited = rows.filtered(lambda row: row.active)
        invited = invited.filtered(lambda row: row.member_status == "invited")
        invited.write({"member_status": "joined"})
        self.create(
            [
                {
                    "channel_id": channel.id,
                    "partner_id": partner.id,
                    "mentorship_given": True,
                }
                for partner in partners - rows.partner_id
            ]
        )
        rows._mentorship_note_completed()

    @api.model
    def _mentorship_leave(self, channel, partners):
        """Let members no longer attend a course, if they do so only for a programme;
        how far they were is kept for when they come back.
        """
        self.search(
            [
                ("channel_id", "=", channel.id),
                ("partner_id", "in", partners.ids),
                ("mentorship_given", "=", True),
            ]
        ).write({"active": False, "mentorship_left": True})

    def _mentorship_note_completed(self):
        """Note for the attendees who completed a course that they read its resources,
        in each programme that they take part in.
        """
        # sudo: the note is of the attendee themselves
        done = self.sudo().filtered(
            lambda row: row.active and row.member_status == "completed"
        )
        if not done:
            return
        resources = self.env["mentorship.resource"].sudo()
        courses = resources.search(
            [("channel_id", "in", done.channel_id.ids), ("kind", "=", "course")]
        )
        # sudo: notes of what their own member completed in the course
        notes = self.env["mentorship.resource.read"].sudo()
        for row in done:
            for resource in courses.filtered(
                lambda one, row=row: one.channel_id == row.channel_id
            ):
                if notes._own(row.partner_id, resource.programme_id):
                    notes._note(row.partner_id, resource)
