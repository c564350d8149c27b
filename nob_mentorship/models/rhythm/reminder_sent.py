from odoo import api, fields, models


class MentorshipReminderSent(models.Model):
    """The ledger of the reminders that went out (R63): each is queued once, in the
    transaction that writes its row.
    """

    _name = "mentorship.reminder.sent"
    _inherit = ["mentorship.guarded"]
    _description = "Reminder that went out"
    _order = "due_on desc, id desc"
    _rec_name = "partner_id"

    _method_fields = frozenset(
        {
            "reminder_id",
            "edition_id",
            "partner_id",
            "res_model",
            "res_id",
            "due_on",
            "queued_at",
            "state",
            "mail_key",
        }
    )

    reminder_id = fields.Many2one(
        "mentorship.reminder",
        required=True,
        index=True,
        ondelete="cascade",
    )
    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id")
    company_id = fields.Many2one(related="edition_id.company_id")
    event = fields.Selection(related="reminder_id.event")
    partner_id = fields.Many2one(
        "res.partner", "To", required=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char("About the model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "About", model_field="res_model", required=True, readonly=True
    )
    due_on = fields.Date("Due on", required=True, readonly=True)
    queued_at = fields.Datetime("Queued at", required=True, readonly=True)
    state = fields.Selection(
        [
            ("mailed", "Email"),
            ("activity", "Activity"),
            ("unreached", "Could not be reached"),
        ],
        required=True,
        readonly=True,
    )
    mail_key = fields.Char("Message-ID", readonly=True, groups=fields.NO_ACCESS)

    _once = models.UniqueIndex(
        "(reminder_id, res_model, res_id, partner_id, due_on)",
        "This reminder has already gone out.",
    )
    _of_a_reader = models.Index("(partner_id, queued_at)")

    @api.model
    def _note(self, due, edition, state, now, mail_key=None):
        """Write the row of a reminder, unless there already is one.

        Another server that writes the same row at this moment is waited for.

        :param due: a `tools.timetable.Due`
        :return: whether the row was written
        """
        model, number = due.about.split(",")
        self.env.cr.execute(
            """
            INSERT INTO mentorship_reminder_sent
                (reminder_id, edition_id, partner_id, res_model, res_id, due_on,
                 queued_at, state, mail_key, create_uid, create_date)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
            """,
            (
                due.line,
                edition.id,
                due.reader,
                model,
                int(number),
                due.day,
                now,
                state,
                mail_key,
                self.env.uid,
                now,
            ),
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _counts(self, readers, since):
        """Return how many reminders each reader got after a moment: {id: number}.

        :param readers: ids of contacts
        """
        counts = self._read_group(
            [
                ("partner_id", "in", list(readers)),
                ("queued_at", ">", since),
                ("state", "=", "mailed"),
            ],
            ["partner_id"],
            ["__count"],
        )
        return {partner.id: count for partner, count in counts}
