from odoo import api, models

TOLD = 20
"""The number of refusals shown in a message; the job lists them all."""


class MentorshipJob(models.Model):
    """The display of a bulk action to its user: progress, result and refusals."""

    _inherit = "mentorship.job"

    @api.model
    def _idle_words(self, idle):
        return self.env._("There was nothing left to do for %s of them.", idle)

    def _show_to(self, user):
        """Return a client action that shows the progress of the job."""
        self.ensure_one()
        if self.user_id != user:
            asked = self.line_ids[:1]._says_who()
            return self._notification(f"{self.name}: {asked}", "warning")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _tell_user(self):
        """Notify the user that the job is done, and how many records were not."""
        job = self.with_context(lang=self.user_id.lang)
        message = "\n".join(
            filter(
                None,
                [
                    job._done_of(self.total, self.refused_count),
                    self.result,
                    self.problem,
                ],
            )
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.name,
                "message": message,
                "type": "warning" if self.refused_count or self.problem else "success",
                "sticky": bool(self.refused_count or self.problem),
            },
        )

    @api.model
    def _done_of(self, total, refused):
        return self.env._(
            "%(done)s of %(total)s done.", done=total - refused, total=total
        )

    @api.model
    def _outcome(self, total, refused, result=None, idle=0):
        """Return a client action that shows the result.

        :param int total: the number of records
        :param refused: a line with the reason for each record that was not done
        :param result: a sentence about the other records, or None
        :param int idle: the number of other records that needed nothing
        """
        lines = [self._done_of(total, len(refused)), *filter(None, [result])]
        if idle:
            lines.append(self._idle_words(idle))
        if refused:
            lines += [self.env._("Not done:"), *refused[:TOLD]]
        if len(refused) > TOLD:
            lines.append(self.env._("and %s more.", len(refused) - TOLD))
        return self._notification("\n".join(lines), "warning" if refused else "success")

    @api.model
    def _notification(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind != "success",
                # each on its own line
                "className": "text-prewrap",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
