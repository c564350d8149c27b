from odoo import api, fields, models

from ..models.base.asked import asker


class MentorshipConfirmWizard(models.TransientModel):
    """Ask staff before an action, with the numbers and dates of what it will do.

    The questions are those of :meth:`MentorshipGuarded.action_ask`, and of
    :meth:`ResPartner.action_mentorship_ask_erase`.
    """

    _name = "mentorship.confirm.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Confirm an action"
    _rec_name = "question"

    question = fields.Char(readonly=True)
    consequences = fields.Text("What happens", readonly=True)
    label = fields.Char("Button", readonly=True)
    model = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    method = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    numbers = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    @api.model
    def _open(self, records, name):
        """Return the action that asks about an action on these records.

        :param records: what the user chose, checked by the caller
        :param name: the name of the action, as received
        :raises UserError: if there is no question about it, or it is impossible
        """
        question = asker(records, name)()
        # sudo: users cannot create or change these directly: what they confirm is what
        # they read
        wizard = self.sudo().create(
            {
                "question": question.text,
                "consequences": "\n".join(filter(None, question.lines)),
                "label": question.label,
                "model": records._name,
                "method": name,
                "numbers": records.ids,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": question.label,
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def action_confirm(self):
        """Do it, with the rights of the user; return what the action itself returns."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which action the user was asked about
        asked = self.sudo()
        records = self.env[asked.model].browse(asked.numbers).exists()
        if not records:
            raise self._not_yours()
        # it is one of those that ask, since users cannot write it
        asker(records, asked.method)
        return getattr(records, asked.method)()
