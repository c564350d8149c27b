from odoo import fields, models

from ..base.asked import Question


class MentorshipEdition(models.Model):
    """The question before an edition is closed: what is still open, and what becomes of
    it (R68).
    """

    _inherit = "mentorship.edition"

    def _asks_close(self):
        self.ensure_one()
        self._to_move("closed", ("running",))
        _ = self.env._
        pairings = self._open_pairings()
        active = pairings.filtered(lambda pairing: pairing.state == "active")
        done = active.filtered(lambda pairing: pairing._completes_with_edition())
        offered = pairings.filtered(lambda pairing: pairing.state == "offered")
        return Question(
            _("Close %s?", self.display_name),
            _("Close the edition"),
            (
                not self.is_past
                and self.date_end
                and _(
                    "The programme has not ended yet: its last day is %s.",
                    self._day_words(self.date_end),
                ),
                _(
                    "Pairings that are completed, and thanked by email: %s",
                    self._figure(len(done)),
                ),
                done._call_off_words(),
                *self._going_on_lines(active - done),
                pairings - active
                and _(
                    "Proposals and offers that end: %s",
                    self._figure(len(pairings - active)),
                ),
                offered
                and _(
                    "Of these, offers that wait for an answer: %s",
                    self._figure(len(offered)),
                ),
                _(
                    "Members who are told that no match was found: %s",
                    self._figure(len(self._left_unmatched().partner_id)),
                ),
                *self._still_to_do_lines(done),
            ),
        )

    def _going_on_lines(self, pairings):
        """Return the lines about the pairings that outlive this edition."""
        if not pairings:
            return ()
        _, paused = self.env._, pairings.filtered("paused_until")
        prolonged = pairings.filtered("prolonged_until")
        return (
            _(
                "Pairings that go on after the programme: %s",
                self._figure(len(pairings)),
            ),
            paused and _("Of these, paused: %s", self._figure(len(paused))),
            prolonged
            and _("Of these, until a later day: %s", self._figure(len(prolonged))),
        )

    def _still_to_do_lines(self, done):
        """Return the lines about what members and staff can still do before the close.

        :param done: the pairings that are completed by it
        """
        # sudo: staff of the programme ask; only numbers leave this method
        _, pairings, edition = self.env._, done.sudo(), self.sudo()
        now = fields.Datetime.now()
        unmarked = pairings.meeting_ids.filtered(
            lambda meeting: meeting.state == "planned" and meeting.stop <= now
        )
        wishes = pairings.filtered(lambda pairing: pairing._open_wishes())
        silent = pairings.filtered(lambda pairing: not pairing.looked_back_on)
        is_open = edition.evaluation_ids.filtered(lambda each: each.state == "open")
        to_come = edition.evaluation_ids.filtered(lambda each: each.state == "draft")
        # as the user: those of colleagues about the user's own pairing do not count
        tasks = self.env["mail.activity"].search_count(
            [("mentorship_edition_id", "=", self.id)]
        )
        return tuple(
            words(self._figure(number))
            for number, words in (
                (
                    self.too_few_count,
                    lambda n: _("Pairings with too few meetings: %s", n),
                ),
                (
                    len(unmarked),
                    lambda n: _("Meetings that no one has marked as held yet: %s", n),
                ),
                (
                    len(wishes),
                    lambda n: _(
                        "Pairings with a wish to continue that not all have answered: "
                        "%s",
                        n,
                    ),
                ),
                (
                    len(silent),
                    lambda n: _(
                        "Pairings that have not looked back yet, and still can for 30 "
                        "days: %s",
                        n,
                    ),
                ),
                (
                    self.to_accept_count,
                    lambda n: _("Sign-ups that you still have to accept: %s", n),
                ),
                (
                    len(is_open),
                    lambda n: _(
                        "Evaluations that stay open until their last day: %s", n
                    ),
                ),
                (
                    len(to_come),
                    lambda n: _("Evaluations that have not opened yet: %s", n),
                ),
                (tasks, lambda n: _("Tasks of staff that are still open: %s", n)),
            )
            if number
        )
