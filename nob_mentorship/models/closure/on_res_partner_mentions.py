import html
import re

from odoo import models
from odoo.fields import Domain
from odoo.tools import escape_psql

from .. import odoo_inside


def _named(name):
    """Return the search pattern of a name, which can begin or end with punctuation, as
    in "Jansen, A.".
    """
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


class ResPartner(models.Model):
    """What mentions an erased person: runs, bulk actions, and activities (N9)."""

    _inherit = "res.partner"

    def _mentorship_talks_of_others(self, lines):
        """Return those of these lines in which another member asks for a talk, and
        which name no one else; what staff wrote in them is destroyed.

        :param lines: ``mail.activity`` about this person's pairings
        """
        name = _named(self.name or "")
        kept = lines.filtered(
            lambda line: (
                line.active
                and line.mentorship_member_id.partner_id not in (self, self.browse())
                and not (self.name and name.search(line.summary or ""))
            )
        )
        kept.write({"note": False, "feedback": False})
        return kept

    def _mentorship_clear_runs(self, enrolments):
        """Remove these sign-ups from all matching runs.

        The score of an offered pair is kept, but not its parts.
        """
        self.env["mentorship.unmatched"].search(
            [("enrolment_id", "in", enrolments.ids)]
        ).unlink()
        proposals = self.env["mentorship.proposal"].search(
            [
                "|",
                ("mentor_enrolment_id", "in", enrolments.ids),
                ("mentee_enrolment_ids", "in", enrolments.ids),
            ]
        )
        offered = proposals.filtered("pairing_id")
        offered.write({"parts": False, "refusal": False})
        (proposals - offered).unlink()

    def _mentorship_clear_jobs(self, enrolments):
        """Remove the mentions of this person in bulk actions, and in questions before
        an action.
        """
        lines = self.env["mentorship.job.line"]
        of_records = [
            Domain("job_id.model", "=", records._name)
            & Domain("res_id", "in", records.ids)
            for records in (
                enrolments,
                enrolments.member_ids,
                enrolments.member_ids.pairing_id,
            )
        ]
        lines.search(Domain("state", "=", "refused") & Domain.OR(of_records)).unlink()
        if not self.name:
            return
        name = _named(self.name)
        named = lines.search([("reason", "ilike", escape_psql(self.name))])
        named.filtered(lambda line: name.search(line.reason)).unlink()
        jobs = self.env["mentorship.job"].search(
            [("problem", "ilike", escape_psql(self.name))]
        )
        for job in jobs:
            job.problem = name.sub("…", job.problem)
        # the question whether to erase them is one of these
        words = escape_psql(self.name)
        asked = self.env["mentorship.confirm.wizard"].search(
            Domain("question", "ilike", words) | Domain("consequences", "ilike", words)
        )
        asked.filtered(
            lambda one: name.search(f"{one.question} {one.consequences}")
        ).unlink()
        self._mentorship_clear_told(enrolments.edition_id)
        self._mentorship_clear_told(enrolments.member_ids.pairing_id)
        self._mentorship_clear_changes(enrolments.programme_id)

    def _mentorship_clear_changes(self, programmes):
        """Remove this person's name from the changes of these programmes, in every
        language: staff are asked to name no one, but could have done so.
        """
        name = _named(self.name)
        # Odoo changes no text in a language that was switched off
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        changes = self.env["mentorship.change"].search(
            [("programme_id", "in", programmes.ids)]
        )
        for change in changes:
            for field in ("name", "said"):
                texts = odoo_inside.translations(change, field)
                cleared = {
                    language: name.sub("…", text)
                    for language, text in texts.items()
                    if name.search(text) and language in {*languages, "en_US"}
                }
                if cleared:
                    change.update_field_translations(field, cleared)
        lines = changes.activity_ids
        self.env.add_to_compute(lines._fields["res_name"], lines)
        self._mentorship_clear_told(changes)

    def _mentorship_clear_told(self, told):
        """Remove this person's name from activities that told staff about records,
        including those marked as done, which are messages now.

        :param told: editions, or pairings
        """
        name = _named(html.escape(self.name, quote=False))
        for model, of_model, field in (
            ("mail.activity", "res_model", "note"),
            ("mail.message", "model", "body"),
        ):
            records = self.env[model].with_context(active_test=False)
            for record in records.search(
                [(of_model, "=", told._name), ("res_id", "in", told.ids)]
            ):
                if record[field] and name.search(record[field]):
                    record[field] = name.sub("…", record[field])
