"""Questions that staff answer before an action: what it will do, with numbers and
dates.
"""

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class Question(NamedTuple):
    """What staff read before they confirm an action.

    :param str text: the question
    :param str label: the words of the button that says yes
    :param lines: what the action does, a sentence each; empty ones are left out
    """

    text: str
    label: str
    lines: tuple = ()


def asker(records, name):
    """Return the method that asks about an action on records.

    :param name: the name of the action, as received
    :raises UserError: if no question belongs to it
    """
    is_action = isinstance(name, str) and name.startswith("action_")
    found = is_action and getattr(
        records, f"_asks_{name.removeprefix('action_')}", None
    )
    if not found:
        raise UserError(records.env._("There is no such action."))
    return found


class MentorshipGuarded(models.AbstractModel):
    """Actions that ask first. The method ``_asks_<name>`` of a model returns the
    :class:`Question` of its ``action_<name>``; actions without one cannot be asked for.

    What the question counts, it counts by the methods that the action itself uses.
    """

    _inherit = "mentorship.guarded"

    def action_ask(self):
        """Ask the user to confirm the action that the button names in
        ``mentorship_action``.

        :raises UserError: if there is no such question, or the action is impossible
        """
        self._check_staff()
        name = self.env.context.get("mentorship_action")
        return self.env["mentorship.confirm.wizard"]._open(self, name)

    @staticmethod
    def _lines(*lines):
        """Return lines as one text, without the empty ones."""
        return "\n".join(filter(None, lines))

    def _figure(self, number):
        """Return a number as the user writes it."""
        return formatLang(self.env, number, digits=0)

    def _day_words(self, day):
        """Return a date in words, or an empty string."""
        return format_date(self.env, day, date_format="d MMMM yyyy") if day else ""

    def _stay_words(self, todo):
        """Return the line about the chosen records that an action leaves alone.

        :param todo: those of these records that it changes
        """
        rest = len(self) - len(todo)
        if not rest:
            return None
        return self.env._("Chosen, but stay as they are: %s", self._figure(rest))


class MentorshipMailing(models.AbstractModel):
    """How many mails an action will send."""

    _inherit = "mentorship.mailing"

    def _mail_words(self):
        """Return the lines about a mail to these records: how many go out, and how many
        members no mail reaches.

        :return: a tuple of sentences
        """
        told = self._reachable()._one_a_member()
        number = self.env["mentorship.guarded"]._figure(len(told))
        return self.env._("Emails to members: %s", number), self._unreached_words()

    def _unreached_words(self):
        """Return the line about the members whom no mail reaches, or None."""
        missed = (self - self.browse(self._reachable().ids))._one_a_member()
        if not missed:
            return None
        return self.env._(
            "Members without an email address: %s. Tell them yourself.",
            self.env["mentorship.guarded"]._figure(len(missed)),
        )
