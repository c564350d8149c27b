from odoo import fields, models


class MentorshipPairingMember(models.Model):
    """Whether each member was prepared for the mentorship (N15): whether they did what
    their edition asked before the introduction, or what staff note.

    Unknown is not no (promise 8).
    """

    _inherit = "mentorship.pairing.member"

    prepared = fields.Selection(
        [("unknown", "Unknown"), ("yes", "Yes"), ("no", "No")],
        default="unknown",
        required=True,
        copy=False,
        help="Whether this member prepared for the mentorship, for example in a "
        "training.",
    )

    ready_missing = fields.Char(related="enrolment_id.ready_missing")

    def action_prepared(self):
        """Note that these members were prepared."""
        self._note_prepared("yes")

    def action_not_prepared(self):
        """Note that these members were not prepared."""
        self._note_prepared("no")

    def action_prepared_unknown(self):
        """Note that it is not known whether these members were prepared."""
        self._note_prepared("unknown")

    def _note_prepared(self, prepared):
        self._check_staff()
        self.prepared = prepared

    def _note_ready(self):
        """Note, at their introduction, whether these members did what was asked of
        them. What staff noted stays, and “ready anyway” says nothing about it.

        A mentor who was introduced to someone earlier is not asked again: what was true
        then still is.
        """
        states = self.enrolment_id._ready_states()
        for member in self.filtered(lambda member: member.prepared == "unknown"):
            state = states.get(member.enrolment_id)
            before = (member.enrolment_id.member_ids - member).mapped("prepared")
            if state == "yes" or (not state and "yes" in before):
                member.prepared = "yes"
            elif state == "no":
                member.prepared = "no"
