import json
import uuid

from odoo import fields, models

from ...tools import ballot, ballot_hash, form_description
from . import box

DAYS_OPEN = 21
"""How long a form is open that names no last day."""


class MentorshipEvaluation(models.Model):
    """The opening paper of an evaluation: what holds as long as it is open, signed by
    the program apart before anybody is asked.

    Who writes the database can change what is stored here, and then no browser seals
    anything: the hash of the paper stands in each link, and all else in the paper.
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
        help="Part of every link that was sent. Everyone with the same code answers the "
             "same form on the same terms.",
    )
    supplements = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    form_hashes = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    receipts = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    box_set = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
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
        help="Answers that were not counted: second answers to the same invitation, and "
             "answers that do not belong to this evaluation.",
    )

    def _compute_later_count(self):
        later = self.env["mentorship.evaluation.invitation"]._read_group(
            [("evaluation_id", "in", self.ids), ("later", "=", True)],
            ["evaluation_id"],
            ["__count"],
        )
        counts = {evaluation.id: count for evaluation, count in later}
        for evaluation in self:
            evaluation.later_count = counts.get(evaluation.id, 0)

    def _make_paper(self, numbers):
        """Have the key made and the paper signed; return the values to store.

        :param numbers: hashes of the invitations' random numbers
        :raises Refused: when the program apart does not do it
        """
        hashes = self._form_hashes()
        name = str(uuid.uuid4())
        (made,) = box.ask(
            self.env,
            "open",
            evaluation=name,
            form=ballot_hash.of_list("forms", hashes),
            minimum=self.min_responses,
            audience=self.audience,
            length=ballot.length(self._questions()),
            closes=str(self.closes_on),
            invitations=numbers,
            **self._known_box(),
        )
        # nothing comes of a key whose evaluation does not come to be
        self.env.cr.postrollback.add(
            box.later(self.env, "destroy", evaluation=name, set="", give_up=True)
        )
        return {
            "box_uuid": name,
            "box_node": box.node(),
            "paper": made["paper"],
            "paper_signature": made["signature"],
            "paper_hash": ballot_hash.of("paper", made["paper"].encode()),
            "supplements": json.dumps([]),
            "form_hashes": json.dumps(hashes),
        }

    def _add_supplement(self, numbers):
        """Have people added to those who are invited; return the values to store.

        :param numbers: hashes of the new invitations' random numbers
        :raises Refused: when the program apart does not do it
        """
        there = json.loads(self.supplements)
        previous = self.paper_hash
        if there:
            text = there[-1]["supplement"].encode()
            previous = ballot_hash.of("supplement", text)
        (made,) = box.ask(
            self.env,
            "supplement",
            evaluation=self.box_uuid,
            previous=previous,
            invitations=numbers,
        )
        # among them those of an earlier time of which nothing came
        return {"supplements": json.dumps([*there, *made["supplements"]])}

    def _known_box(self):
        """Return which box key has to be there: that of evaluations that are open."""
        others = self.search([("state", "=", "open"), ("paper", "!=", False)], limit=1)
        return {"box": others._terms()["signer"]} if others else {}

    def _form_hashes(self):
        """Return the hashes of the form in each language it is shown in, sorted."""
        form = self.survey_id
        return sorted(
            {
                form_description.digest(form.with_context(lang=code)._described())
                for code in form._get_supported_lang_codes()
            }
        )

    def _terms(self):
        """Return what the paper says, a dict; an empty one of what was never opened."""
        return json.loads(self.paper or "{}")

    def _served_paper(self):
        """Return what the page gets to check before it seals anything."""
        return {
            "paper": self.paper,
            "signature": self.paper_signature,
            "supplements": json.loads(self.supplements or "[]"),
            "forms": json.loads(self.form_hashes or "[]"),
            "evaluation": self.box_uuid,
        }

    def _box_told(self):
        """Return what closing told of the ballots, None of what has no paper: numbers,
        and the hash of the paper."""
        if self.state != "closed" or not self.paper_hash:
            return None
        return {
            "later": self.later_count,
            "counted": self.counted_count,
            "aside": self.aside_count,
            "paper": self.paper_hash,
        }

    def _lying_receipts(self):
        """Return the receipts of the ballots: those in the box, or, once it is closed,
        those that count; in an order that tells nothing."""
        if self.state == "closed":
            return json.loads(self.receipts or "[]")
        ballots = self.env["mentorship.evaluation.ballot"].search(
            [("evaluation_id", "=", self.id)]
        )
        return sorted(map(ballot_hash.receipt, ballots.mapped("ballot_hash")))
