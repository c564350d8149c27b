from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MOST_CHOICES = 3


class MentorshipEnrolment(models.Model):
    """A member's preferences about their match: a mentee's choice among the mentors who
    agreed to be listed (R50), and the preferences that both tell staff (N3, R49).
    """

    _inherit = "mentorship.enrolment"

    own_choice = fields.Boolean(related="edition_id.own_choice")
    shown = fields.Boolean(
        "Shown to mentees",
        default=False,
        help="The mentor agreed to be shown to mentees and to be asked by them.",
    )
    choice_ids = fields.One2many("mentorship.choice", "enrolment_id", "Chosen mentors")

    def _has_own_choice(self):
        """Tell whether this is a mentee in an edition where mentees choose."""
        self.ensure_one()
        return self.own_choice and self.role == "mentee"

    def _may_choose(self):
        """Tell whether this mentee is able to choose a mentor now."""
        return self._is_choosing() and not self.held_places

    def _is_choosing(self):
        """Tell whether this mentee chooses among the mentors of a current edition."""
        self.ensure_one()
        return (
            self._has_own_choice()
            and self.state == "accepted"
            and self.edition_id.state in ("enrolment", "matching", "running")
            and self._is_clear()
        )

    def _mentors_to_choose(self, among=()):
        """Return the sign-ups of the mentors that this mentee can ask, by name.

        Mentors who declined this mentee are not asked again.

        :param among: the ``mentorship.enrolment`` records to consider, instead of all
        """
        self.ensure_one()
        # sudo: the caller is this mentee, or acts for them; the mentors returned agreed
        # to be listed
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
        """Return the choices that are asked or waiting, in the mentee's order."""
        return self.choice_ids.filtered(
            lambda choice: choice.state in ("asked", "waiting")
        ).sorted("sequence")

    def _asked_choice(self):
        """Return the choice whose mentor is being asked, empty if there is none."""
        return self.choice_ids.filtered(lambda choice: choice.state == "asked")

    def _choose(self, chosen):
        """Ask up to three mentors, one after the other.

        :param chosen: ids as typed, a list of strings in order of preference; an empty
            string is no choice
        :raises UserError: if that is impossible; then no mentor was asked
        """
        self.ensure_one()
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff
        mentee = self.sudo()
        # of two forms sent at the same moment, the second must see the first
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
                    "You cannot choose a mentor at the moment: you have already asked "
                    "one, you have a mentorship, or this programme is over."
                )
            )
        mentee._ask_in_order(chosen)

    def _ask_in_order(self, chosen):
        """Store the choices of a mentee who is allowed to choose, and ask the first.

        :param chosen: ids as typed, a list of strings
        :raises UserError: if one of them cannot be chosen
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
        # a mentee who asks is available again
        self.away_until = False
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

    def _may_choose_next(self):
        """Tell whether this mentee can name another mentor, to be asked after those
        chosen before.
        """
        named = self._open_choices()
        is_asked = "asked" in named.mapped("state")
        return self._is_choosing() and is_asked and len(named) < MOST_CHOICES

    def _choose_next(self, chosen):
        """Add a mentor, to be asked if those before give no yes.

        :param str chosen: the id of the mentor's sign-up, as typed
        :raises UserError: if that is impossible; then nothing was added
        """
        self.ensure_one()
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff
        mentee = self.sudo()
        # of two forms sent at the same moment, the second must see the first
        mentee._touch()
        before = mentee._open_choices()
        if chosen in before.mentor_enrolment_id.mapped(lambda mentor: str(mentor.id)):
            return
        if not mentee._may_choose_next():
            raise UserError(
                self.env._("You can ask at most three mentors, one after the other.")
            )
        mentors = {str(mentor.id): mentor for mentor in mentee._mentors_to_choose()}
        if chosen not in mentors:
            raise UserError(
                self.env._("One of these mentors is no longer available. Choose again.")
            )
        mentee.env["mentorship.choice"].create(
            {
                "enrolment_id": mentee.id,
                "mentor_enrolment_id": mentors[chosen].id,
                "sequence": before[-1:].sequence + 1,
            }
        )

    def _ask_next(self):
        """Ask the next chosen mentor who can still be asked.

        :return: whether a mentor was asked
        """
        return any(
            choice._ask()
            for choice in self._open_choices()
            if choice.state == "waiting"
        )

    def _withdraw_choices(self):
        """Ask no other mentors; the open offer stays."""
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff
        mentees = self.sudo()
        # a concurrent request to the next mentor must see this, or be seen
        mentees._touch()
        mentees._drop_choices()

    def _drop_choices(self):
        """Withdraw the waiting choices."""
        self.choice_ids.filtered(lambda c: c.state == "waiting")._set_state("withdrawn")

    def _may_tell(self):
        """Tell whether this member can still state their preferences."""
        self.ensure_one()
        return not self._is_final()

    def _own_preferences(self):
        """Return the preferences that this member told staff, newest first, as
        superuser."""
        # sudo: members have no access of their own; the caller found their sign-up
        preferences = self.env["mentorship.preference"].sudo()
        return preferences.search([("enrolment_id", "=", self.id)], order="id desc")

    def _tell_staff(self, texts, about_coordinator=False):
        """Store the preferences that the member tells staff.

        :param dict texts: {``wish`` or ``avoid``: text}
        :param bool about_coordinator: whether it is about a coordinator, so that only
            managers read it
        :raises AccessError: if this is not the caller's own sign-up
        :raises UserError: if it is too late, nothing was typed, or no one is left who
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
        """Delete the preferences that the member told staff and that were not handled.

        :param str raw_id: the id of the preference, as sent by the form
        :raises AccessError: if this is not the caller's own sign-up
        :raises UserError: if it was already handled, or does not belong to this sign-up
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

        :raises AccessError: for all other users, including staff
        """
        # sudo: reads only which member it belongs to
        if self.sudo().partner_id != self.env.user.partner_id:
            raise AccessError(self.env._("You cannot change this record."))

    def unlink(self):
        self.check_access("unlink")
        # sudo: a user who can delete a sign-up may not be able to read these; the
        # database would leave their activities behind
        preferences = self.env["mentorship.preference"].sudo()
        preferences.search([("enrolment_id", "in", self.ids)]).unlink()
        return super().unlink()
