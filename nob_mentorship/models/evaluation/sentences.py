from odoo import models

from . import box, verified


class MentorshipEvaluation(models.Model):
    """Messages for the codes of the separate program."""

    _inherit = "mentorship.evaluation"

    def _box_problem(self, code):
        """Return the message that says why an operation on the box is impossible.

        :param str code: from the separate program, from `box.ask`, or from the key
            monitoring
        """
        return self._box_sentences().get(code) or self.env._(
            "The box cannot be used right now (%s). Leave everything as it is, and ask "
            "your administrator for help.",
            code,
        )

    def _box_sentences(self):
        """Return {code: sentence}."""
        return {
            **self._folder_sentences(),
            **self._key_sentences(),
            **self._state_sentences(),
            **self._program_sentences(),
        }

    def _nothing_lost(self):
        """Return a sentence saying that nothing is lost and, if the form is still
        open, that people can still answer."""
        # sudo: reads only whether its form is served at all
        if (
            self.state == "open"
            and not self.closing
            and verified.is_signed(self.sudo())
        ):
            return self.env._("Nothing is lost, and people can still answer.")
        return self.env._("Nothing is lost.")

    def _server_with_key(self):
        """Return the name of the server that has the key of this evaluation, or else of
        the one opened last; False if none was opened yet.
        """
        # sudo: only the name of a server, nothing of its evaluation
        opened = self.sudo().search(
            [("box_node", "!=", False)], order="opened_on desc, id desc", limit=1
        )
        return self.box_node or opened.box_node

    def _folder_sentences(self):
        _, node = self.env._, self._server_with_key()
        folder = _(
            "There is a problem with a ballot folder of this server: %(problem)s. "
            "%(lost)s Ask your administrator to solve it."
        )
        to_mend = _(
            "There is a problem with a ballot folder of this server: %(problem)s. "
            "%(lost)s Ask your administrator to fix it: if another folder is intact, "
            "the command “mentorship_key mend” copies what is missing."
        )

        def said(problem, sentence=folder):
            return sentence % {"problem": problem, "lost": self._nothing_lost()}

        return {
            "no_folder": _(
                "This server has no ballot folder. It sends reminders and takes "
                "answers, but it cannot open or close an evaluation or ask more "
                "people. Do that on the server “%s”.",
                node,
            )
            if node
            else _(
                "This server has no ballot folder, so you cannot open an evaluation "
                "here. Ask your administrator to set ballot_dir in Odoo's "
                "configuration."
            ),
            "unseen": _(
                "For more than a day, no server with a ballot folder has looked at the "
                "key of this evaluation. %(lost)s Ask your administrator whether the "
                "server “%(node)s” is running, and whether its configuration still "
                "names ballot_dir.",
                lost=self._nothing_lost(),
                node=node or "?",
            ),
            "folder_missing": said(_("it cannot be found")),
            "folder_empty": said(
                _(
                    "something is missing from it; its disk may not be mounted, or the "
                    "folder is new"
                ),
                to_mend,
            ),
            "folder_wrong": said(_("it is not a folder, or something in it is a link")),
            "folder_denied": said(_("Odoo has no access to it")),
            "folder_read_only": said(_("Odoo cannot write to it")),
            "folder_full": said(_("its disk is full")),
            "folder_failed": said(_("its disk is failing")),
            "damaged": said(_("a file in it is damaged"), to_mend),
            "conflict": said(
                _("the folders do not match, so one of them belongs to another time"),
                _(
                    "There is a problem with the ballot folders of this server: "
                    "%(problem)s. %(lost)s Ask your administrator to find out which "
                    "one is right, to replace the other with an empty folder, and to "
                    "run “mentorship_key mend”."
                ),
            ),
        }

    def _key_sentences(self):
        _ = self.env._
        return {
            "key_missing": _(
                "The master key is not on this server, so this cannot be done right "
                "now. Nothing is lost. Ask your administrator for help: Settings shows "
                "what is missing."
            ),
            "key_unreadable": _(
                "The master key cannot be read, so this cannot be done right now. Ask "
                "your administrator for help."
            ),
            "key_other": _(
                "This is not the master key that the evaluation was opened with. Ask "
                "your administrator to put the right one back; as long as that exists, "
                "nothing is lost."
            ),
            "no_box": _(
                "The key that signs evaluations is missing from the ballot folder. "
                "Until it is back, links to forms do not work and no more people can "
                "be asked; no answers are lost. Ask your administrator to put back the "
                "file box.key: “mentorship_key mend” copies it from another folder."
            ),
            "another_box": _(
                "The key in the ballot folder is not the one that signed the open "
                "evaluations: the folder belongs to another time or database. Ask your "
                "administrator to put the right one back. Nothing was changed."
            ),
            "another_database": _(
                "The keys in the ballot folder belong to another copy of this "
                "database. To go on with this copy, ask your administrator to run "
                "“mentorship_key adopt”; the other copy then loses the keys."
            ),
            "no_evaluation": _(
                "The key of this evaluation is not in the ballot folder. Ask your "
                "administrator to look for a copy of the folder before you do anything "
                "else. As a last resort, a manager can close the evaluation without "
                "the answers."
            ),
            "came_back": _(
                "This evaluation was closed before, and its key was destroyed: this "
                "looks like an earlier copy of the database. A copy of the key is back "
                "in a ballot folder; ask your administrator to destroy it. A manager "
                "can close the evaluation without the answers."
            ),
        }

    def _state_sentences(self):
        _ = self.env._
        return {
            "busy": _(
                "Someone else is working on this evaluation right now. Try again in a "
                "minute; nothing is lost."
            ),
            "already_open": _(
                "This evaluation was opened before with other terms. Nothing was "
                "changed. Reload the page and try again."
            ),
            "another_paper": _(
                "The opening paper in the database is not the one in the ballot "
                "folder: one of them was changed, or belongs to another time. No "
                "participants were asked. Ask your administrator for help."
            ),
            "closing": _(
                "This evaluation is being closed, so no more people can be asked. "
                "Reload the page."
            ),
            "destroyed": _(
                "This evaluation was closed before, and its key was destroyed: this "
                "looks like an earlier copy of the database. The answers here can "
                "never be opened. A manager can close the evaluation without the "
                "answers."
            ),
            "another_set": _(
                "The sealed answers or the links in the database were changed after "
                "the box was first opened, so it is not opened again. Ask your "
                "administrator to restore them. As a last resort, a manager can close "
                "the evaluation without the answers."
            ),
            "not_closed": _(
                "The box of this evaluation was never opened, so its key is not "
                "destroyed yet. Close the evaluation first."
            ),
        }

    def _program_sentences(self):
        _, lost = self.env._, self._nothing_lost()
        library = _(
            "The program that keeps the keys does not start: a Python library is "
            "missing. %s Ask your administrator to install the libraries listed in "
            "the README.",
            lost,
        )
        broken = _(
            "The program that keeps the keys stopped with an error. %s Ask your "
            "administrator to check that the addon is fully installed.",
            lost,
        )
        cut_off = _(
            "The program that keeps the keys did not answer. %s Try again; if the "
            "problem persists, ask your administrator to check the disks and the "
            "memory of this server.",
            lost,
        )
        refused = _(
            "The program that keeps the keys refused the request from Odoo. %s Ask "
            "your administrator to check ballot_dir in Odoo's configuration: it must "
            "list each folder once, with its full path. If it does, something was "
            "changed in the database.",
            lost,
        )
        slow = _(
            "The server did not have enough memory or time for this. %s Try again when "
            "it is less busy.",
            lost,
        )
        return {
            "too_much": _(
                "This is too much for one box: too many people for such a long form. "
                "%s Ask fewer people, or use a shorter form.",
                lost,
            ),
            "memory": slow,
            "time": slow,
            "not_installed": library,
            "failed": broken,
            "not_started": broken,
            "no_answer": cut_off,
            "unheard": cut_off,
            "cut_off": cut_off,
            "request": refused,
        }


def said(env, refused):
    """Return the message for a person at the command line.

    :param refused: `Refused`, with the number of the folder concerned, if there is one
    """
    words = env["mentorship.evaluation"]._box_problem(refused.code)
    at, paths = refused.more.get("folder"), box.folders()
    return f"{paths[at]}: {words}" if at is not None and at < len(paths) else words
