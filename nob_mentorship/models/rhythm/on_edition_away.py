from odoo import api, models

from ..programme.followers import FOLLOWED


class MentorshipEdition(models.Model):
    """The lines of the coordinators' day while a user is out of office (P22)."""

    _inherit = "mentorship.edition"

    def _hand_over_lines(self):
        """Hand over the lines of users who are out of office, and give them back
        afterwards (P22). A user who may not read a record gets no line about it: a
        preference is hidden from the coordinator it names.
        """
        lines = self.env["mail.activity"].search(
            [
                ("mentorship_edition_id", "in", self.ids),
                ("res_model", "in", FOLLOWED),
                ("user_id", "!=", False),
            ]
        )
        back = lines.filtered(
            lambda line: (
                line.mentorship_owner_id.active
                and not line.mentorship_owner_id.is_out_of_office
            )
        )
        away = (lines - back).filtered(lambda line: line.user_id.is_out_of_office)
        for model, some in (back | away).grouped("res_model").items():
            records = self.env[model].browse(some.mapped("res_id")).exists()
            self._hand_back(some & back, records)
            self._hand_over_away(some & away, records)

    @api.model
    def _hand_back(self, lines, records):
        """Give lines back to users who returned; those who lost the programme in the
        meantime get nothing.

        :param records: the records, of one model, that the lines are about
        """
        for owner, own in lines.grouped("mentorship_owner_id").items():
            readable = set(records.with_user(owner)._filtered_access("read").ids)
            theirs = own.filtered(lambda line, ids=readable: line.res_id in ids)
            theirs._hand_over(owner, False)
            (own - theirs).mentorship_owner_id = False

    @api.model
    def _hand_over_away(self, lines, records):
        """Hand over lines of users who are out of office.

        For the parameter, see :meth:`_hand_back`.
        """
        about, handed = records.grouped("id"), {}
        for line in lines.filtered(lambda line: line.res_id in about):
            other = line.mentorship_edition_id._looks_after(about[line.res_id])
            if other and other != line.user_id:
                owner = line.mentorship_owner_id or line.user_id
                handed[other, owner] = handed.get((other, owner), lines.browse()) | line
        for (other, owner), chosen in handed.items():
            readable = set(records.with_user(other)._filtered_access("read").ids)
            theirs = chosen.filtered(lambda line, ids=readable: line.res_id in ids)
            theirs._hand_over(other, owner)
