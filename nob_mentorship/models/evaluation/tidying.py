import json
import logging
from contextlib import suppress

from odoo import api, models
from odoo.tools import format_date

from ...tools.apart import Refused
from . import box, closing
from .looking_after import MOST_CHECKED

_logger = logging.getLogger(__name__)


class MentorshipEvaluation(models.Model):
    """Destroying keys that are no longer needed.

    The database alone is never trusted: an attacker who can write to it, or an old
    backup, can make a key that still opens a box look unused. A key is destroyed only
    if the ballot folder knows the set that the box was opened with, or knows that the
    key was destroyed before, or if the closing day in the key's own paper is long past.
    """

    _inherit = "mentorship.evaluation"

    @api.model
    def _destroy_due_keys(self):
        """Complete unfinished closings, and tidy up."""
        # sudo: the server's own work; nothing of it is shown
        evaluations = self.sudo()
        for evaluation in evaluations.search(
            [
                ("state", "=", "closed"),
                ("box_gone", "=", False),
                ("box_uuid", "!=", False),
            ]
        ):
            evaluation._finish_closing(by_itself=True)
            self.env["ir.cron"]._commit_progress()
        self._destroy_what_came_back()
        self._tidy_keys()

    def _finish_closing(self, by_itself=False):
        """Destroy the key of a closed evaluation, if it still exists; tell managers if
        that is not possible yet.

        :param bool by_itself: True if no person asks: then the database's word is not
            enough to give up a box that was never opened
        :return: a code for why the key stays; None once it is gone
        """
        code = None
        try:
            if by_itself and not self.box_set:
                self._check_gone()
            closing.destroy(self.env, self.id)
        except Refused as refused:
            code = refused.code
            _logger.warning("a key is not destroyed yet: %s", code)
        except closing.IN_THE_WAY:
            code = "busy"
        told = type(self)._said_key_stays
        if code:
            self._tell_managers(told, lambda spoken: spoken._why_key_stays(code))
        else:
            self._untell_managers(told)
        return code

    def _said_closed(self):
        """Return the result of a closing: the key is destroyed, or not yet."""
        # sudo: the key, after staff closed the evaluation; nothing of it is shown
        if not (code := self.sudo()._finish_closing()):
            return self.env._("Closed, and the key destroyed.")
        return self.env._(
            "Closed. The key is not destroyed yet; Odoo tries again each day. The "
            "current problem: %s",
            self._box_problem(code),
        )

    def _said_discarded(self):
        """Return the result of closing without the answers."""
        # sudo: as above
        if not self.sudo()._finish_closing():
            return self.env._("Closed without the answers.")
        return self.env._(
            "Closed without the answers. The key could not be destroyed: if it comes "
            "back, Odoo destroys it about ten weeks after the last day of the "
            "evaluation."
        )

    def _check_gone(self):
        """Raise unless the ballot folder itself says that this key is destroyed.

        :raises Refused: ``not_closed`` if the key exists and opens a box
        """
        name = self.box_uuid
        standing = self._found_keys([name]).get(name, "not_closed")
        if standing not in (*closing.GONE, "came_back"):
            raise Refused(standing)

    def _why_key_stays(self, code):
        """Return why the key of a closed evaluation still exists, in words."""
        if code == "not_closed":
            return self.env._(
                "This evaluation was closed without opening its box. Odoo destroys the "
                "key about ten weeks after the last day of the evaluation. Until then "
                "someone with the ballot folder, the master key and a backup of the "
                "database could read the answers."
            )
        return self.env._(
            "The results are complete. Odoo tries each day to destroy the key. The "
            "current problem: %s",
            self._box_problem(code),
        )

    @api.model
    def _destroy_what_came_back(self):
        """Destroy keys of closed evaluations that have reappeared in a folder, from a
        disk that was missing at closing, or a restored copy.
        """
        # sudo: the daily job; nothing of it is shown
        closed = self.sudo().search(
            [("box_gone", "=", True), ("box_uuid", "!=", False)]
        )
        by_name = {one.box_uuid: one for one in closed if box.is_name(one.box_uuid)}
        names = sorted(by_name)
        try:
            for at in range(0, len(names), MOST_CHECKED):
                part = names[at : at + MOST_CHECKED]
                (found,) = box.ask(self.env, "check", evaluations=part)
                for name, standing in found["evaluations"].items():
                    if standing == "came_back":
                        by_name[name]._destroy_again()
        except Refused as refused:
            _logger.warning("closed keys are not looked after: %s", refused.code)

    def _destroy_again(self):
        """Destroy a key that has come back: the folder knows that it was destroyed."""
        box.ask(self.env, "destroy", evaluation=self.box_uuid, set="", give_up=True)
        _logger.warning("the key of a closed evaluation had come back")

    @api.model
    def _tidy_keys(self):
        """Ask the separate program to destroy keys that never got an evaluation,
        because a server was killed or a database restored. The program decides which.
        """
        try:
            box.ask(self.env, "tidy", keep=sorted(self._needed_keys()))
        except Refused as refused:
            _logger.warning("unused keys stay: %s", refused.code)

    @api.model
    def _needed_keys(self):
        """Return the uuids of all evaluations that are not closed, according to their
        rows and their papers.
        """
        # sudo: names of keys, which are not shown
        rows = self.sudo().with_context(active_test=False)
        open_ones = rows.search([("state", "!=", "closed")])
        names = set(open_ones.mapped("box_uuid"))
        for paper in open_ones.filtered("paper").mapped("paper"):
            with suppress(ValueError, TypeError, KeyError):
                names.add(json.loads(paper)["evaluation"])
        return {name for name in names if box.is_name(name)}

    @api.model
    def _unknown_keys_warnings(self):
        """Return a list with one sentence on keys in the ballot folder that no
        evaluation names; empty if there are none, or they cannot be read.
        """
        try:
            days = self._unknown_keys() if box.is_here() else ()
        except Refused:
            # the reason is shown elsewhere
            return []
        if not days:
            return []
        return [
            self.env._(
                "The ballot folder has keys of evaluations that this database does "
                "not know (%(count)s). If you restored an older backup, ask your "
                "administrator whether it was the right one: these keys open the "
                "answers given since then. Otherwise the server stopped while an "
                "evaluation was being opened, and there is nothing to do. Odoo "
                "destroys each key about ten weeks after the last day of its "
                "evaluation; the first of these days is %(day)s.",
                count=len(days),
                day=format_date(self.env, days[0], date_format="d MMMM yyyy")
                if days[0]
                else "?",
            )
        ]

    @api.model
    def _unknown_keys(self):
        """Return the closing days of keys in the ballot folder that no evaluation
        names, as texts, earliest first; "" for a key without one.

        :raises Refused: if this server cannot know
        """
        # sudo: names of keys, which are not shown
        rows = self.sudo().with_context(active_test=False)
        names = set(rows.search([("box_uuid", "!=", False)]).mapped("box_uuid"))
        (found,) = box.ask(self.env, "check", evaluations=[])
        unknown = found["others"].keys() - names - self._needed_keys()
        return sorted(found["others"][name] for name in unknown)
