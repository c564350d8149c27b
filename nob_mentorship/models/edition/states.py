from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..base.labels import field_title


class MentorshipEdition(models.Model):
    """The states of an edition: each method is the only way to its state."""

    _inherit = "mentorship.edition"

    def action_not_planned(self):
        """Announce that there is no programme this year (R22, N10).

        :return: a client action that says how many members were mailed, or None
        """
        self._check_staff()
        told = []
        for edition in self._to_move("not_planned", ("draft",)):
            edition._set_state("not_planned")
            interests = edition.programme_id.interest_ids
            told += edition._note_told(
                *interests._tell_of(edition, "mail_template_not_planned")
            )
        return self._say_told(told)

    def action_open_enrolment(self):
        """Open the sign-up, and mail the interest list or the invited members.

        :return: a client action that says how many members were mailed, or None
        """
        self._check_staff()
        told = []
        for edition in self._to_move("enrolment", ("draft", "not_planned")):
            edition._check_called_off()
            edition._check_ready()
            if not edition.date_end:
                edition.date_end = edition._planned_end()
            today = fields.Date.context_today(edition)
            edition._set_state("enrolment", enrolment_opened_on=today)
            asked = edition._told_of_opening()
            if edition.enrolment_mode == "invitation":
                missed = asked._tell()
            else:
                asked, missed = asked._tell_of(edition, "mail_template_enrolment_open")
            told += edition._note_told(asked, missed)
        return self._say_told(told)

    def action_close_enrolment(self):
        """Close the sign-up, by staff or on its last day."""
        self._check_staff()
        for edition in self._to_move("matching", ("enrolment",)):
            edition._set_state("matching")

    def action_start(self):
        """Start the programme, plan its evaluations, and tell members without a
        pairing.

        :return: a client action that says how many members were mailed, or None
        """
        self._check_staff()
        told = []
        for edition in self._to_move("running", ("matching",)):
            edition._set_state("running")
            unpaired = edition._unpaired()
            missed = unpaired._mail("mail_template_no_pairing_yet", report=False)
            told += edition._note_told(unpaired, missed)
        self.filtered("evaluate")._plan_evaluations()
        return self._say_told(told)

    def action_close(self):
        """Close the edition: complete its pairings, and give unmatched members
        priority.

        :return: a client action that shows the progress of the pairings, or the result;
            None if it is closed already
        """
        self._check_staff()
        shown = None
        for edition in self._to_move("closed", ("running",)):
            edition._set_state("closed")
            shown = edition._wind_up("_close_with_edition", "_wind_up_closed")
        return shown

    def action_cancel(self):
        """Cancel the edition, even a running one; tell all who signed up, and add them
        to the interest list.

        :return: a client action that shows the progress of the pairings, or the result;
            None if it is called off already
        """
        self._check_staff()
        shown = None
        for edition in self._to_move(
            "not_planned", ("enrolment", "matching", "running")
        ):
            edition._set_state("not_planned")
            shown = edition._wind_up("_cancel_with_edition", "_wind_up_cancelled")
        return shown

    def _wind_up_closed(self):
        self.enrolment_ids._finish()

    def _wind_up(self, method, after):
        """End the open pairings, then tell all members who signed up.

        :param str method: the method that ends a pairing
        :param str after: the method that ends the edition itself
        """
        # sudo: staff of the programme, checked by the caller; the ending runs to
        # completion even if that user loses their rights meanwhile
        edition = self.sudo()
        pairings = edition._open_pairings()
        name = self.env._("End the pairings of %s", self.display_name)
        if pairings:
            return pairings._in_bulk(method, name=name, after=(edition, after))
        getattr(edition, after)()
        return self.env["mentorship.job"]._notification(
            self.env._("There were no pairings to end."), "success"
        )

    def _check_called_off(self):
        """Raise while the pairings of a cancelled edition are still being ended.

        :raises UserError: if the edition were reopened now, these pairs would not be
            told
        """
        if self.state == "not_planned" and self._open_pairings():
            raise UserError(
                self.env._(
                    "The pairings of this edition are still being ended. Try again in "
                    "a minute."
                )
            )

    def _check_ready(self):
        """Raise unless the edition has all it needs to open.

        :raises UserError: with a list of what is missing
        """
        for name in ("enrolment_end", "date_start"):
            if not self[name]:
                raise UserError(
                    self.env._(
                        "Fill in “%s” before you open the sign-up.",
                        field_title(self, name),
                    )
                )
        if self.enrolment_end < fields.Date.context_today(self):
            raise UserError(self.env._("The sign-up deadline is in the past."))
        if not self.programme_id.active:
            raise UserError(
                self.env._(
                    "%s is archived. Restore the programme before you open the "
                    "sign-up of an edition.",
                    self.programme_id.name,
                )
            )

    def _planned_end(self):
        """Return the last day of the programme: as planned, or by its duration."""
        return self.date_end or self.date_start + relativedelta(
            months=self.duration_months, days=-1
        )

    def _told_of_opening(self):
        """Return the records whose members are mailed when the sign-up opens: those
        invited, or those on the interest list.
        """
        if self.enrolment_mode == "invitation":
            return self.invitee_ids._without_sign_up()
        return self.programme_id.interest_ids

    def _unpaired(self):
        """Return the accepted sign-ups without a pairing and without an offer."""
        return self.enrolment_ids.filtered(
            lambda enrolment: (
                enrolment.state == "accepted" and not enrolment.held_places
            )
        )

    def _is_newest(self, kinds):
        """Tell whether no later edition of the programme is open, being matched or
        running.

        :param kinds: the kinds of editions that count, a tuple
        """
        self.ensure_one()
        newest = self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("state", "in", ("enrolment", "matching", "running")),
                ("kind", "in", kinds),
            ],
            order="date_start desc, id desc",
            limit=1,
        )
        return self == newest

    def _open_pairings(self):
        """Return the pairings that end with this edition, or outlive it."""
        return self.pairing_ids.filtered(
            lambda pairing: pairing.state in ("proposed", "offered", "active")
        )

    def _tell_changes(self):
        """Tell participants that the calendar or the rules changed (R33)."""
        for edition in self:
            edition._report_unreachable(
                edition.enrolment_ids.filtered(
                    lambda e: e.state in ("accepted", "matched")
                )._mail("mail_template_changed", report=False)
            )

    def _note_told(self, asked, missed):
        """Note how many members were mailed, and which ones could not be.

        :param asked: the records to mail
        :param missed: those records whose member cannot be reached
        :return: the notes, a list of one text
        """
        if not asked:
            return [self.env._("No email was sent: there are no members to tell.")]
        told = (asked - missed)._one_a_member()
        words = self.env._("Told by email: %s members.", len(told))
        if missed:
            words += " " + missed._no_mail_note(missed)
        self.message_post(body=words)
        return [words]

    def _say_told(self, told):
        """Return a client action that shows the notes, or None if there are none."""
        if not told:
            return None
        return self.env["mentorship.job"]._notification("\n".join(told), "success")

    def _report_unreachable(self, unreachable):
        """Note for staff which members could not be told."""
        if unreachable:
            self.message_post(body=unreachable._no_mail_note(unreachable))
