from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MOST_CHOICES = 3


class MentorshipEnrolment(models.Model):
    """What a member says about who to be paired with: a mentee's choice among the
    mentors who agreed to be shown (R50), and what both tell staff (N3, R49)."""

    _inherit = "mentorship.enrolment"

    own_choice = fields.Boolean(related="edition_id.own_choice")
    shown = fields.Boolean(
        "Shown to mentees",
        default=False,
        help="The mentor agreed to be shown to mentees and to be asked by them.",
    )
    choice_ids = fields.One2many("mentorship.choice", "enrolment_id", "Chosen mentors")

    def _has_own_choice(self):
        """Tell whether this is a mentee of an edition where mentees choose."""
        self.ensure_one()
        return self.own_choice and self.role == "mentee"

    def _may_choose(self):
        """Tell whether this mentee can choose a mentor now."""
        self.ensure_one()
        return (
            self._has_own_choice()
            and self.state == "accepted"
            and not self.held_places
            and self.edition_id.state in ("enrolment", "matching", "running")
            and self._is_clear()
        )

    def _mentors_to_choose(self, among=()):
        """Return the sign-ups of the mentors whom this mentee can ask, by name.

        Who said no to this mentee is not asked again.

        :param among: ``mentorship.enrolment`` records to look at, instead of all
        """
        self.ensure_one()
        # sudo: the caller is this mentee, or goes on for them; who leaves this method
        # agreed to be shown
        mentee = self.sudo()
        refused = mentee.choice_ids.filtered(lambda c: c.state == "declined")
        domain = [
            ("edition_id", "=", mentee.edition_id.id),
            ("role", "=", "mentor"),
            ("shown", "=", True),
            ("state", "in", ("accepted", "matched")),
            ("id", "not in", refused.mentor_enrolment_id.ids),
        ]
        if among:
            domain.append(("id", "in", among.ids))
        mentors = mentee.search(domain)
        return mentee.edition_id._may_be_paired(mentee, mentors).sorted(
            lambda mentor: (mentor.partner_id.name or "", mentor.id)
        )

    def _open_choices(self):
        """Return what is asked and waits, in the order of the mentee."""
        return self.choice_ids.filtered(
            lambda choice: choice.state in ("asked", "waiting")
        ).sorted("sequence")

    def _asked_choice(self):
        """Return the choice whose mentor is asked now, empty when none is."""
        return self.choice_ids.filtered(lambda choice: choice.state == "asked")

    def _choose(self, chosen):
        """Ask at most three mentors, one after the other.

        :param chosen: ids as typed, a list of strings, the first choice first; an
            empty one is no choice
        :raises UserError: when that is not possible; nobody was asked then
        """
        self.ensure_one()
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff
        mentee = self.sudo()
        # of two forms at the same moment, the second one has to see the first
        mentee._touch()
        chosen = [raw for raw in chosen if raw]
        open_choices = mentee._open_choices()
        if open_choices and chosen == [
            str(choice.mentor_enrolment_id.id) for choice in open_choices
        ]:
            return
        if not mentee._may_choose():
            raise UserError(
                self.env._(
                    "You cannot choose a mentor now: you have already asked one, you "
                    "have a mentorship, or this programme is over."
                )
            )
        mentee._ask_in_order(chosen)

    def _ask_in_order(self, chosen):
        """Note the choices of a mentee who may choose, and ask the first.

        :param chosen: ids as typed, a list of strings
        :raises UserError: when one of them cannot be chosen
        """
        if not chosen:
            raise UserError(self.env._("Choose at least one mentor."))
        if len(chosen) > MOST_CHOICES or len(set(chosen)) < len(chosen):
            raise UserError(self.env._("Choose at most three mentors, each once."))
        mentors = {str(mentor.id): mentor for mentor in self._mentors_to_choose()}
        if not mentors.keys() >= set(chosen):
            raise UserError(
                self.env._("One of these mentors is no longer available. Choose again.")
            )
        self.env["mentorship.choice"].create(
            [
                {
                    "enrolment_id": self.id,
                    "mentor_enrolment_id": mentors[raw].id,
                    "sequence": sequence,
                }
                for sequence, raw in enumerate(chosen, start=1)
            ]
        )
        if not self._ask_next():
            raise UserError(
                self.env._("One of these mentors is no longer available. Choose again.")
            )

    def _ask_next(self):
        """Ask the next of the chosen mentors who can still be asked.

        :return: whether somebody was asked
        """
        return any(
            choice._ask()
            for choice in self._open_choices()
            if choice.state == "waiting"
        )

    def _withdraw_choices(self):
        """Let nobody else be asked; the offer that is open stays."""
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff
        mentees = self.sudo()
        # what asks the next one at the same moment has to see this, or is seen
        mentees._touch()
        mentees._drop_choices()

    def _drop_choices(self):
        """Withdraw what waits."""
        self.choice_ids.filtered(lambda c: c.state == "waiting")._set_state("withdrawn")

    def _may_tell(self):
        """Tell whether this member may still say whom to be paired with."""
        self.ensure_one()
        return not self._is_final()

    def _own_preferences(self):
        """Return what this member told staff, newest first, as superuser records."""
        # sudo: members have no access of their own; the caller found their sign-up
        preferences = self.env["mentorship.preference"].sudo()
        return preferences.search([("enrolment_id", "=", self.id)], order="id desc")

    def _tell_staff(self, texts, about_coordinator=False):
        """Keep what the member tells staff about who to be paired with.

        :param dict texts: {``wish`` or ``avoid``: text}
        :param bool about_coordinator: it is about a coordinator, so a manager reads it
        :raises AccessError: when this is not the caller's own sign-up
        :raises UserError: when it is too late, nothing was typed, or nobody is left who
            may read it
        """
        self._check_own()
        # sudo: the member's own, checked above
        enrolment = self.sudo()
        if not enrolment._may_tell():
            raise UserError(
                self.env._("This sign-up is closed and can no longer be changed.")
            )
        if not any(texts.values()):
            raise UserError(
                self.env._("Write something in at least one of the two fields first.")
            )
        for kind, text in texts.items():
            if text:
                self.env["mentorship.preference"]._tell(
                    enrolment, kind, text, about_coordinator
                )

    def _take_back_preference(self, raw_id):
        """Delete what the member told staff, while nobody handled it.

        :param str raw_id: the number of the preference, as the form sends it
        :raises AccessError: when this is not the caller's own sign-up
        :raises UserError: when it is handled already, or is none of this sign-up
        """
        self._check_own()
        found = self._own_preferences().filtered(
            lambda preference: str(preference.id) == raw_id
        )
        if found.state != "new":
            raise UserError(self.env._("This has already been handled or taken back."))
        found.unlink()

    def _check_own(self):
        """Raise unless this is the caller's own sign-up.

        :raises AccessError: for everybody else, staff among them
        """
        # sudo: only whose it is, is looked at
        if self.sudo().partner_id != self.env.user.partner_id:
            raise AccessError(self.env._("You cannot change this record."))

    def unlink(self):
        self.check_access("unlink")
        # sudo: who may delete a sign-up need not be able to read these; the database
        # would leave their activities behind
        preferences = self.env["mentorship.preference"].sudo()
        preferences.search([("enrolment_id", "in", self.ids)]).unlink()
        return super().unlink()
