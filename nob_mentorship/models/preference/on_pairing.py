from odoo import api, fields, models


class MentorshipPairing(models.Model):
    """Unhandled preferences of the members, whether a mentee chose the mentor, and how
    the pair came about (N15).
    """

    _inherit = "mentorship.pairing"

    word_count = fields.Integer(compute="_compute_word_count")
    choice_ids = fields.One2many("mentorship.choice", "pairing_id", "Chosen by")
    # it would tell one of them of the other's wish: read in figures only
    came_about = fields.Selection(
        [
            ("proposed", "Proposed by the matching"),
            ("one", "Wished by one"),
            ("both", "Wished by both"),
            ("chosen", "Chosen by the members"),
            ("staff", "Paired by staff"),
        ],
        "How it came about",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Empty for a pair of before this was recorded.",
    )

    @api.depends_context("uid")
    def _compute_word_count(self):
        counts = self.env["mentorship.preference"]._open_counts(
            "enrolment_id", self.member_ids.enrolment_id.ids
        )
        for pairing in self:
            pairing.word_count = sum(
                counts.get(member.enrolment_id.id, 0) for member in pairing.member_ids
            )

    def action_view_words(self):
        """Open the preferences of these people that are not handled yet."""
        return self.env["mentorship.preference"]._open_list(
            [("enrolment_id", "in", self.member_ids.enrolment_id.ids)]
        )

    def _note_came_about(self, how):
        """Note how these pairs came about, when they are offered; once noted, it stays
        until the offer is taken back.

        :param str how: a key of `came_about`; a wish of the members comes before it,
            unless they chose each other
        """
        # sudo: the caller checked who offers; wishes that are hidden from the caller
        # count too, and nothing of them leaves this method
        for pairing in self.sudo().filtered(lambda pairing: not pairing.came_about):
            wished = how != "chosen" and pairing._wished()
            pairing.came_about = wished or how

    def _wished(self):
        """Return who wished for this pair: ``one``, ``both``, or ``staff`` who
        recommended it; False if no one did.
        """
        people = self.member_ids.enrolment_id
        wishes = self.env["mentorship.wish"].search(
            [
                ("mentor_enrolment_id", "in", people.ids),
                ("mentee_enrolment_id", "in", people.ids),
            ]
        )
        wishing = {}
        for wish in wishes.filtered(lambda wish: wish.source != "staff"):
            # of peers, either of the two can stand in either place
            person = wish[f"{wish.source}_enrolment_id"]
            wishing.setdefault(frozenset(wish._people().ids), set()).add(person)
        if wishing:
            return "both" if any(len(who) > 1 for who in wishing.values()) else "one"
        return "staff" if wishes else False
