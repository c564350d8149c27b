from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...tools import ballot_file, ballot_hash, form_description, stored

DAYS_OPEN = 21
"""The number of days that a form without a last day is open."""
TOLD = ("invited", "later", "ballots", "counted", "aside", "dropped")
ROWS = ("asked", "later", "answered")


class MentorshipEvaluation(models.Model):
    """The opening paper of an evaluation: the terms that apply while it is open, signed
    by the separate program before any member is asked.

    An attacker who can write to the database can change what is stored here, but then
    browsers refuse to seal an answer: each link contains the hash of the paper, and the
    paper contains all the rest. So nothing here is assumed to be intact.
    """

    _inherit = "mentorship.evaluation"

    box_uuid = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    box_node = fields.Char(
        "Server with the key",
        readonly=True,
        copy=False,
        help="The server where the evaluation was opened and where its key is kept.",
    )
    box_gone = fields.Boolean(
        "Key destroyed", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    paper = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    paper_signature = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    paper_hash = fields.Char(
        "Opening paper",
        readonly=True,
        copy=False,
        help="Part of every link that was sent. Everyone with the same code answers "
        "the same form on the same terms.",
    )
    supplements = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # for each language that the form is shown in
    form_hashes = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # the invitations' numbers derive from it, and are deleted with it
    number_seed = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    receipts = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    box_set = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # the program's report at closing, and the figures of the rows at that moment
    box_told = fields.Json(readonly=True, copy=False, groups=fields.NO_ACCESS)
    form_changed = fields.Boolean(
        "Form changed",
        readonly=True,
        copy=False,
        help="When the evaluation was closed, the form in the database was not the one "
        "that people answered.",
    )
    counted_count = fields.Integer(
        "Counted",
        readonly=True,
        copy=False,
        help="Answers that count: at most one per person.",
    )
    later_count = fields.Integer(
        "Asked later", compute="_compute_later_count", compute_sudo=True
    )
    aside_count = fields.Integer(
        "Not counted",
        readonly=True,
        copy=False,
        help="Answers that were not counted: second answers to the same invitation, "
        "and answers that do not belong to this evaluation.",
    )

    def _compute_later_count(self):
        later = self.env["mentorship.evaluation.invitation"]._read_group(
            [("evaluation_id", "in", self.ids), ("later", "=", True)],
            ["evaluation_id"],
            ["__count"],
        )
        counts = {evaluation.id: count for evaluation, count in later}
        for evaluation in self:
            told = evaluation._told()
            rows = counts.get(evaluation.id, 0)
            evaluation.later_count = told["later"] if told else rows

    def _terms(self):
        """Return the terms in the paper, a dict; empty if it was never opened, or if
        the paper is missing.
        """
        return stored.read(self.paper, dict)

    def _last_day(self):
        """Return the last day to answer, or None if no paper states one."""
        try:
            return fields.Date.to_date(self._terms().get("closes"))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _check_last_day(self, vals):
        """Raise if an open form would stay open longer than its paper says.

        :raises UserError: because no browser seals an answer after that day
        """
        if "closes_on" not in vals:
            return
        day = fields.Date.to_date(vals["closes_on"])
        # sudo: reads only the last day from the paper
        for evaluation in self.sudo().filtered(lambda e: e.state == "open"):
            last = evaluation._last_day()
            if last and (not day or day > last):
                raise UserError(
                    self.env._(
                        "Participants were told that they can answer until %s. You can "
                        "choose an earlier day, not a later one.",
                        format_date(self.env, last, date_format="d MMMM yyyy"),
                    )
                )

    def _ballot_bytes(self):
        """Return the number of bytes of a ballot, or None if no paper states it."""
        length = self._terms().get("length")
        whole = isinstance(length, int) and 0 < length <= ballot_file.LONGEST
        return ballot_file.sealed_length(length) if whole else None

    # the form

    def _form_digest(self, code):
        """Return the hash of the current form, in one language."""
        form = self.survey_id.with_context(lang=code)
        return form_description.digest(form._described())

    def _form_digests(self):
        """Return {language: hash} of the form, for each language it is shown in."""
        codes = self.survey_id._get_supported_lang_codes()
        return {code: self._form_digest(code) for code in codes}

    def _papers_form(self):
        """Return {language: hash} of the form that the paper names; empty if there is
        no such form here.
        """
        found = stored.of_kind(self.form_hashes, dict)
        if not all(ballot_hash.is_hash(digest) for digest in found.values()):
            return {}
        form = ballot_hash.of_list("forms", found.values())
        return found if form == self._terms().get("form") else {}

    def _has_papers_form(self, paper_hash):
        """Tell whether the form is, word for word, the one that was answered.

        :param str paper_hash: the hash of the paper that the program has
        """
        if ballot_hash.of("paper", (self.paper or "").encode()) != paper_hash:
            return False
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        answered = {
            code: digest
            for code, digest in self._papers_form().items()
            if code in installed
        }
        return bool(answered) and all(
            self._form_digest(code) == digest for code, digest in answered.items()
        )

    def _with_own_words(self):
        """Return the evaluations whose form is still as it was answered; an evaluation
        with a changed form is left out until the original words are restored.
        """
        # sudo: whether a form matches its paper, for users who can read the evaluation
        return self.filtered(
            lambda evaluation: (
                not evaluation.form_changed
                or evaluation.sudo()._has_papers_form(evaluation.paper_hash)
            )
        )

    # what is told

    def _served_paper(self):
        """Return the values that the page checks before it seals an answer."""
        return {
            "paper": self.paper,
            "signature": self.paper_signature,
            "supplements": stored.of_kind(self.supplements, list),
            "forms": sorted(set(self._papers_form().values())),
            "evaluation": self.box_uuid,
        }

    def _told(self):
        """Return the program's report at closing, {} if there is none: a number for
        each of :data:`TOLD`, and as ``rows`` the figures of the rows of invitations, a
        number for each of :data:`ROWS`.
        """
        told = stored.of_kind(self.box_told, dict)
        rows = told.get("rows")
        numbers = [told.get(name) for name in TOLD]
        numbers += [rows.get(name) for name in ROWS] if isinstance(rows, dict) else [""]
        return told if all(isinstance(one, int) for one in numbers) else {}

    def _box_told(self):
        """Return the figures about the box for the results, or None without a paper.

        :return: ``paper`` (its hash); if the program reported them, ``asked`` (by the
            paper and its supplements), ``later`` (by supplements), ``ballots``,
            ``counted`` (None without a report), ``aside``, ``dropped``; and ``rows``, a
            sentence if the database differed
        """
        if self.state != "closed" or not self.paper_hash:
            return None
        # sudo: numbers of an evaluation that the user can read
        told = self.sudo()._told()
        if not told:
            return {"paper": self.paper_hash, "counted": None, "rows": ""}
        asked = told["invited"] + told["later"]
        rows = {"asked": asked, "later": told["later"], "answered": told["ballots"]}
        return {
            **{name: told[name] for name in TOLD[1:]},
            "asked": asked,
            "rows": "" if rows == told["rows"] else self._rows_words(told["rows"]),
            "paper": self.paper_hash,
        }

    def _rows_words(self, rows):
        """Return a sentence about rows that differ from the program's report.

        :param dict rows: as in :meth:`_told`
        """
        return self.env._(
            "When the evaluation was closed, the database held different numbers: "
            "%(asked)s asked (%(later)s of them later), and %(answered)s answered. "
            "Ask the people with access to the database what was changed there; the "
            "numbers shown are those of the box.",
            **rows,
        )

    def _changed_words(self):
        """Return a sentence about a form that is not, or was not at closing, the one
        that was answered; "" for all others.
        """
        if not self.form_changed:
            return ""
        if self._with_own_words():
            return self.env._(
                "When the evaluation was closed, the form in the database was not the "
                "one that people had answered. The form is now as they saw it. Answers "
                "that did not fit the changed form are missing."
            )
        return self.env._(
            "When the evaluation was closed, the form or the opening paper in the "
            "database was not the one that people had answered, so the answers are not "
            "shown. Ask the people with access to the database to put the original "
            "back; the answers will then be shown."
        )

    def _lying_receipts(self):
        """Return the receipts of the ballots in the box or, once it is closed, of those
        that count; in an order that reveals nothing.
        """
        if self.state == "closed":
            found = stored.of_kind(self.receipts, list)
            return [receipt for receipt in found if isinstance(receipt, str)]
        self.env.flush_all()
        # only the hashes: a ballot can be many bytes
        self.env.cr.execute(
            SQL(
                "SELECT ballot_hash FROM mentorship_evaluation_ballot"
                " WHERE evaluation_id = %s",
                self.id,
            )
        )
        hashes = [found for (found,) in self.env.cr.fetchall()]
        return sorted(
            ballot_hash.receipt(found) for found in hashes if ballot_hash.is_hash(found)
        )
