from odoo import models

from ..base.asked import Question
from ..base.labels import field_labels


class MentorshipEnrolment(models.Model):
    """The questions before staff send, accept or withdraw sign-ups: how many places
    there are, and how many members are told.
    """

    _inherit = "mentorship.enrolment"

    def _asks_accept(self):
        self._to_move("accepted", ("submitted",))
        return self._asks_bulk_accept()

    def _asks_bulk_accept(self):
        _ = self.env._
        todo = self.filtered(lambda each: each.state == "submitted")
        return Question(
            _("Accept %s?", self.display_name)
            if len(self) == 1
            else _("Accept the selected sign-ups (%s)?", self._figure(len(todo))),
            _("Accept"),
            (*todo._place_words(), *todo._mail_words(), self._stay_words(todo)),
        )

    def _asks_bulk_submit(self):
        _ = self.env._
        todo = self.filtered(lambda each: each.state == "draft")
        return Question(
            _(
                "Send the selected sign-ups for the members (%s)?",
                self._figure(len(todo)),
            ),
            _("Send"),
            (*todo._mail_words(), self._stay_words(todo)),
        )

    def _asks_reconsider(self):
        self.ensure_one()
        self._to_move("submitted", ("refused",))
        self._check_to_reconsider()
        _ = self.env._
        return Question(
            _("Take the refusal of %s back?", self.display_name),
            _("Take it back"),
            (
                self.refused_on
                and _("Refused on: %s", self._day_words(self.refused_on)),
                *self._mail_words(),
                _("The email says that you will look at the sign-up again."),
            ),
        )

    def _asks_give_portal_access(self):
        _ = self.env._
        # sudo: which of the members of these sign-ups have a login, as the sign-ups say
        people = self.sudo().partner_id
        new = people.filtered(lambda partner: not partner.user_ids)
        reached = new.filtered("email")
        return Question(
            _("Give %s a login?", self.display_name)
            if len(self) == 1
            else _("Give these members a login (%s)?", self._figure(len(reached))),
            _("Give a login"),
            (
                _(
                    "Emails with a link to choose a password: %s",
                    self._figure(len(reached)),
                ),
                new - reached
                and _(
                    "Members without an email address: %s. Tell them yourself.",
                    self._figure(len(new - reached)),
                ),
                people - new
                and _(
                    "Members who have a login already: %s",
                    self._figure(len(people - new)),
                ),
            ),
        )

    def _asks_invite_sign_up(self):
        _ = self.env._
        todo = self.filtered(lambda each: each.state == "draft")
        return Question(
            _("Ask %s to complete the sign-up?", self.display_name)
            if len(self) == 1
            else _(
                "Ask these members to complete their sign-up (%s)?",
                self._figure(len(todo)),
            ),
            _("Ask to complete it"),
            (*todo._mail_words(), self._stay_words(todo)),
        )

    def _asks_withdraw(self):
        self.ensure_one()
        live = self.member_ids.filtered("live").pairing_id
        active = live.filtered(lambda pairing: pairing.state == "active")
        return Question(
            self.env._("Withdraw the sign-up of %s?", self.display_name),
            self.env._("Withdraw"),
            (
                self.env._("Active pairings that end: %s", self._figure(len(active))),
                self.env._("Offers that end: %s", self._figure(len(live - active))),
                active._call_off_words(),
                self.env._("Everyone in them is told by email."),
            ),
        )

    def _asks_available(self):
        self.ensure_one()
        return Question(
            self.env._("Can %s get offers again?", self.display_name),
            self.env._("Available again"),
            (
                self.away_until
                and self.env._(
                    "The member said “not now” until %s. From today, they can get "
                    "offers again.",
                    self._away_day(),
                ),
            ),
        )

    def _place_words(self):
        """Return the lines about the places for these sign-ups: how many there are, and
        how many sign-ups go on the waiting list.
        """
        roles, lines = field_labels(self, "role"), []
        for (edition, role), chosen in self.grouped(
            lambda each: (each.edition_id, each.role)
        ).items():
            values = {
                "edition": edition.display_name,
                "role": roles[role],
                "count": self._figure(len(chosen)),
            }
            left = edition._places_left(role)
            if left is None:
                lines.append(
                    self.env._("%(edition)s, %(role)s: to accept %(count)s", **values)
                )
                continue
            lines.append(
                self.env._(
                    "%(edition)s, %(role)s: to accept %(count)s, places left %(left)s, "
                    "on the waiting list %(waiting)s",
                    left=self._figure(left),
                    waiting=self._figure(max(len(chosen) - left, 0)),
                    **values,
                )
            )
        return lines
