import json
import logging

from odoo import api, fields, models

from ...tools.apart import Refused
from . import box, closing

_logger = logging.getLogger(__name__)
UNUSED = "nob_mentorship.unused_keys"
"""Where the daily job notes keys of no evaluation; what it finds again the next day is
destroyed."""
WELL = ("ready", "closing")
MOST_CHECKED = 1000
"""Evaluations that the program looks at in one go."""


class MentorshipEvaluation(models.Model):
    """Looking after the keys of open evaluations, as long as something can be done.

    Each server that has a ballot folder looks when it starts, and one of them each day.
    A server without one asks people and takes answers all the same.
    """

    _inherit = "mentorship.evaluation"

    box_trouble = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    box_warning = fields.Char(compute="_compute_box_warning", compute_sudo=True)

    @api.depends("box_trouble", "state")
    @api.depends_context("lang")
    def _compute_box_warning(self):
        for evaluation in self:
            code = evaluation.state == "open" and evaluation.box_trouble
            evaluation.box_warning = code and evaluation._box_problem(code)

    @api.model
    def _look_after_keys(self):
        """Look whether the keys of open evaluations can be read, and tell managers once
        where one cannot; finish what closings left."""
        # sudo: the server's own look at its folders
        evaluations = self.sudo().search(
            [("state", "=", "open"), ("paper", "!=", False)]
        )
        if not evaluations or not box.is_here():
            return
        found = self._found_keys(evaluations.mapped("box_uuid"))
        for evaluation in evaluations:
            trouble = found.get(evaluation.box_uuid) or False
            if evaluation.box_trouble != trouble:
                evaluation.box_trouble = trouble
            if trouble:
                evaluation._tell_managers(evaluation._box_problem)

    @api.model
    def _found_keys(self, names):
        """Return {uuid: code of what is wrong} of evaluations.

        :param names: their uuids
        """
        try:
            (found,) = box.ask(self.env, "check", evaluations=names)
        except Refused as refused:
            return dict.fromkeys(names, refused.code)
        # what is wrong with the server comes before what follows from it
        codes = [found["key"], *found["folders"]]
        wrong = next((code for code in codes if code != "ready"), None)
        standings = {
            name: "folder_empty" if standing == "partly" else standing
            for name, standing in found["evaluations"].items()
        }
        return {
            name: wrong or standing
            for name, standing in standings.items()
            if wrong or standing not in WELL
        }

    def _tell_managers(self, words):
        """Plan an activity for each manager, unless one that says this is there."""
        managers = self.env.ref("nob_mentorship.group_mentorship_manager").all_user_ids
        for user in managers.filtered("active"):
            spoken = self.with_context(lang=user.lang)
            said = spoken.env._("This evaluation cannot be closed now: there is a "
                                "problem with its key.")
            if any(
                activity.user_id == user and activity.summary == said
                for activity in self.activity_ids
            ):
                continue
            spoken.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=said,
                note=getattr(spoken, words.__name__)(self.box_trouble),
                user_id=user.id,
            )

    @api.model
    def _day_keys(self):
        """Do what falls due each day: look, and destroy what nothing needs."""
        if not box.is_here():
            return
        self._look_after_keys()
        # sudo: the daily job; nothing of it is shown
        closed = self.sudo().search(
            [("state", "=", "closed"), ("box_gone", "=", False)]
        )
        for evaluation in closed.filtered("box_uuid"):
            try:
                closing.destroy(self.env, evaluation.id)
            except Refused as refused:
                _logger.warning("a key is not destroyed yet: %s", refused.code)
        self._destroy_what_came_back()
        self._destroy_unused_keys()

    @api.model
    def _destroy_what_came_back(self):
        """Destroy keys of closed evaluations that lie in a folder again: a disk that
        was
        not there at closing, or a copy that was put back."""
        # sudo: the daily job; nothing of it is shown
        closed = self.sudo().search(
            [("box_gone", "=", True), ("box_uuid", "!=", False)],
            limit=MOST_CHECKED,
        )
        by_name = {evaluation.box_uuid: evaluation for evaluation in closed}
        if not by_name:
            return
        try:
            (found,) = box.ask(self.env, "check", evaluations=list(by_name))
            for name, standing in found["evaluations"].items():
                if standing == "came_back":
                    opened = by_name[name].box_set or ""
                    given_up = {} if opened else {"give_up": True}
                    box.ask(
                        self.env, "destroy", evaluation=name, set=opened, **given_up
                    )
                    _logger.warning("the key of a closed evaluation had come back")
        except Refused as refused:
            _logger.warning("closed keys are not looked after: %s", refused.code)

    @api.model
    def _destroy_unused_keys(self):
        """Destroy keys that no evaluation came of, once they were seen two days: a
        server that was killed left them. An evaluation may be opening right now."""
        # sudo: the daily job; names of keys, shown to nobody
        all_of_them = self.sudo().with_context(active_test=False)
        used = all_of_them.search([("box_uuid", "!=", False)])
        open_ones = used.filtered(lambda evaluation: evaluation.state == "open")
        parameters = self.env["ir.config_parameter"].sudo()
        seen = json.loads(parameters.get_param(UNUSED) or "{}")
        today = str(fields.Date.today())
        try:
            names = open_ones.mapped("box_uuid")
            (found,) = box.ask(self.env, "check", evaluations=names)
            unused = set(found["others"]) - set(used.mapped("box_uuid"))
            for name in [one for one in unused if seen.get(one, today) < today]:
                box.ask(self.env, "destroy", evaluation=name, set="", give_up=True)
                unused.remove(name)
        except Refused as refused:
            _logger.warning("unused keys stay: %s", refused.code)
            return
        seen = {name: seen.get(name, today) for name in sorted(unused)}
        parameters.set_param(UNUSED, json.dumps(seen) if seen else False)

    def _box_problem(self, code):
        """Return why something cannot be done with the box, in words.

        :param str code: of the program apart, of `box.ask`, or ``busy``
        """
        return self._box_sentences().get(code) or self.env._(
            "The box cannot be used right now (%s). Leave everything as it is, and ask "
            "your administrator for help.",
            code,
        )

    def _box_sentences(self):
        _, node = self.env._, self.box_node
        folder = _(
            "There is a problem with the ballot folder of this server: %s. Nothing is "
            "lost, and people can still answer. Ask your administrator to solve it."
        )
        return {
            "no_folder": _(
                "This server has no ballot folder. It sends reminders and takes "
                "answers, but it cannot open or close an evaluation or ask more people. "
                "Do that on the server “%s”.",
                node,
            )
            if node
            else _(
                "This server has no ballot folder, so you cannot open an evaluation "
                "here. Ask your administrator to set ballot_dir in Odoo's "
                "configuration."
            ),
            "busy": _(
                "Someone else is working on this evaluation right now. Try again in a "
                "minute; nothing is lost."
            ),
            "key_missing": _(
                "The master key is not on this server, so this does not work now. "
                "Nothing is lost. Ask your administrator for help: Settings says what "
                "is missing."
            ),
            "key_unreadable": _(
                "The master key cannot be read, so this does not work now. Ask your "
                "administrator for help."
            ),
            "key_other": _(
                "This is not the master key that the evaluation was opened with. Ask "
                "your administrator to put the right one back; as long as that exists, "
                "nothing is lost."
            ),
            "folder_missing": folder % _("it cannot be found"),
            "folder_empty": folder % _("it is empty for this database; its disk may not "
                                       "be mounted"),
            "folder_wrong": folder % _("it is not a folder"),
            "folder_denied": folder % _("Odoo has no access to it"),
            "folder_read_only": folder % _("Odoo cannot write to it"),
            "folder_full": folder % _("its disk is full"),
            "folder_failed": folder % _("its disk is failing"),
            "another_database": _(
                "The keys in the ballot folder belong to another copy of this database. "
                "Do you want to go on with this copy? Ask your administrator to run "
                "“mentorship_key adopt”; the other copy then loses the keys."
            ),
            "no_evaluation": _(
                "The key of this evaluation is not in the ballot folder. Ask your "
                "administrator to look for a copy of the folder before you do anything "
                "else. As a last resort, a manager can close the evaluation without the "
                "answers."
            ),
            "another_set": _(
                "The sealed answers or the links were changed in the database after the "
                "box was first opened, so it is not opened again. Ask your "
                "administrator to put them back as they were. As a last resort, a "
                "manager can close the evaluation without the answers."
            ),
            "destroyed": _(
                "This evaluation was closed before, and its key was destroyed: this "
                "looks like an earlier copy of the database. The answers here can never "
                "be opened. A manager can close the evaluation without the answers."
            ),
            "came_back": _(
                "This evaluation was closed before, and its key was destroyed: this "
                "looks like an earlier copy of the database. A copy of the key is back "
                "in a ballot folder; ask your administrator to destroy it. A manager "
                "can close the evaluation without the answers."
            ),
        }
