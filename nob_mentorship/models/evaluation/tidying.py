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
    """Destroying the keys that nothing needs any more.

    The database alone is never believed: who writes it, or restores an older one, can
    make a key look unused that still opens a box. A key is destroyed when the ballot
    folder knows the set that the box was opened with; or that it was destroyed before;
    or long after the closing day that stands in the key's own paper.
    """

    _inherit = "mentorship.evaluation"

    @api.model
    def _destroy_due_keys(self):
        """Do what closings left undone, and tidy up."""
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
        """Destroy the key of an evaluation that was closed, if it is still there; tell
        managers where that is not possible yet.

        :param bool by_itself: no person asks: a box that was never opened is not given
            up on the word of the database
        :return: why the key stays, a code; None when it is gone
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
        """Return what a closing ended with: the key is destroyed, or is not yet."""
        # sudo: the key, after staff closed the evaluation; nothing of it is shown
        if not (code := self.sudo()._finish_closing()):
            return self.env._("Closed, and the key destroyed.")
        return self.env._(
            "Closed. The key is not destroyed yet; Odoo tries again each day. The "
            "current problem: %s",
            self._box_problem(code),
        )

    def _said_discarded(self):
        """Return what closing without the answers ended with."""
        # sudo: as above
        if not self.sudo()._finish_closing():
            return self.env._("Closed without the answers.")
        return self.env._(
            "Closed without the answers. The key could not be destroyed: if it comes "
            "back, Odoo destroys it about ten weeks after the last day of the "
            "evaluation."
        )

    def _check_gone(self):
        """Raise unless the ballot folder says itself that this key is destroyed.

        :raises Refused: ``not_closed`` where it is there and opens a box
        """
        name = self.box_uuid
        standing = self._found_keys([name]).get(name, "not_closed")
        if standing not in (*closing.GONE, "came_back"):
            raise Refused(standing)

    def _why_key_stays(self, code):
        """Return why the key of a closed evaluation is still there, in words."""
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
        """Destroy keys of closed evaluations that lie in a folder again: a disk that
        was not there at closing, or a copy that was put back."""
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
        """Destroy a key of which the folder knows that it was destroyed before."""
        box.ask(self.env, "destroy", evaluation=self.box_uuid, set="", give_up=True)
        _logger.warning("the key of a closed evaluation had come back")

    @api.model
    def _tidy_keys(self):
        """Have keys destroyed that no evaluation came of: a server that was killed, or
        a database that was restored, left them. The program decides which."""
        try:
            box.ask(self.env, "tidy", keep=sorted(self._needed_keys()))
        except Refused as refused:
            _logger.warning("unused keys stay: %s", refused.code)

    @api.model
    def _needed_keys(self):
        """Return the uuids of all evaluations that are not closed, as their rows and
        their papers name them."""
        # sudo: names of keys, shown to nobody
        rows = self.sudo().with_context(active_test=False)
        open_ones = rows.search([("state", "!=", "closed")])
        names = set(open_ones.mapped("box_uuid"))
        for paper in open_ones.filtered("paper").mapped("paper"):
            with suppress(ValueError, TypeError, KeyError):
                names.add(json.loads(paper)["evaluation"])
        return {name for name in names if box.is_name(name)}

    @api.model
    def _unknown_keys_warnings(self):
        """Return a sentence on keys in the ballot folder that no evaluation names, in a
        list; an empty list where there are none, or none can be seen."""
        try:
            days = self._unknown_keys() if box.is_here() else ()
        except Refused:
            # why is said elsewhere
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
                day=format_date(self.env, days[0]) if days[0] else "?",
            )
        ]

    @api.model
    def _unknown_keys(self):
        """Return the closing days of keys in the ballot folder that no evaluation
        names, each a text, the first one first; "" of one that says none.

        :raises Refused: where this server cannot know
        """
        # sudo: names of keys, shown to nobody
        rows = self.sudo().with_context(active_test=False)
        names = set(rows.search([("box_uuid", "!=", False)]).mapped("box_uuid"))
        (found,) = box.ask(self.env, "check", evaluations=[])
        unknown = found["others"].keys() - names - self._needed_keys()
        return sorted(found["others"][name] for name in unknown)
