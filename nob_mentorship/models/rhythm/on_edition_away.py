from collections import Counter

from odoo import api, models
from odoo.fields import Domain

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
            # the companies that are selected are those of another user
            records = records.with_context(allowed_company_ids=[])
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
        for (other, owner), chosen in self._stand_ins(lines, records).items():
            chosen._hand_over(other, owner)

    @api.model
    def _stand_ins(self, lines, records, away=None):
        """Find the users at work who take over lines.

        :param records: the records, of one model, that the lines are about
        :param away: a ``res.users`` who will be out of office as well, or None
        :return: {(user who takes over, user who gets them back): lines}
        """
        about, handed = records.grouped("id"), {}
        for line in lines.filtered(lambda line: line.res_id in about):
            other = line.mentorship_edition_id._looks_after(about[line.res_id], away)
            if other and other != line.user_id and not other.is_out_of_office:
                owner = line.mentorship_owner_id or line.user_id
                handed[other, owner] = handed.get((other, owner), lines.browse()) | line
        found = {}
        for (other, owner), chosen in handed.items():
            readable = set(records.with_user(other)._filtered_access("read").ids)
            found[other, owner] = chosen.filtered(
                lambda line, ids=readable: line.res_id in ids
            )
        return found

    @api.model
    def _standing_in_for(self, user):
        """Find the users who take over from a user that will be out of office, as
        things are now.

        :return: ({user: how many lines they take over}, how many lines stay, the
            editions in which no one else is at work)
        """
        lines = self.env["mail.activity"].search(
            [
                ("user_id", "=", user.id),
                ("mentorship_edition_id", "!=", False),
                ("res_model", "in", FOLLOWED),
            ]
        )
        counts, alone = Counter(), self.browse()
        for edition in self.search(
            self.env["mentorship.timetable"]._in_use()
            & Domain("programme_id.coordinator_ids", "in", user.ids)
        ):
            other = edition._looks_after(edition, user)
            if other and not other.is_out_of_office:
                counts[other] += 0
            else:
                alone |= edition
        for model, some in lines.grouped("res_model").items():
            records = self.env[model].browse(some.mapped("res_id")).exists()
            for (other, _owner), theirs in self._stand_ins(some, records, user).items():
                counts[other] += len(theirs)
        return counts, len(lines) - counts.total(), alone
