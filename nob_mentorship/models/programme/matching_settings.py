from odoo import fields, models

from ...tools.scoring import CRITERIA, MARKS

RANGES = {
    **{f"weight_{key}": (0.0, 10.0) for key in (*CRITERIA, *MARKS)},
    "ideal_gap_years": (1, 50),
    "min_gap_years": (0, 50),
    "group_size": (2, 50),
}
"""{field: (minimum, maximum)}"""


class MentorshipMatchingSettings(models.AbstractModel):
    """The criteria of a matching, and their weights (R46–R49).

    A programme holds them as defaults, an edition has its own copy, and each run keeps
    the ones it used.
    """

    _name = "mentorship.matching.settings"
    _inherit = ["mentorship.bounded"]
    _description = "Mentorship: matching criteria"

    _ranges = RANGES

    # read together when one of them is, and not with the other columns: members' pages
    # need none of them
    weight_topics = fields.Float(
        "Shared topics",
        default=5.0,
        prefetch="matching",
        tracking=True,
        help="The topics the mentee asks for, compared with those the mentor offers; "
        "rare topics count more.",
    )
    weight_objective = fields.Float(
        "Direction of the objective",
        default=3.0,
        prefetch="matching",
        tracking=True,
        help="The areas the mentee wants to work on, such as career, compared with "
        "those the mentor likes to guide in.",
    )
    weight_experience = fields.Float(
        "Gap in experience",
        default=2.0,
        prefetch="matching",
        tracking=True,
        help="The closer to the ideal gap, the better. Peers: the smaller the gap, "
        "the better.",
    )
    weight_languages = fields.Float(
        "Languages",
        default=1.0,
        prefetch="matching",
        tracking=True,
        help="The number of languages they share.",
    )
    weight_place = fields.Float(
        "Region or video",
        default=2.0,
        prefetch="matching",
        tracking=True,
        help="In the same region, or both willing to meet by video.",
    )
    weight_answers = fields.Float(
        "Questions of the programme",
        default=2.0,
        prefetch="matching",
        tracking=True,
        help="Similar or complementary answers, as set on each question.",
    )
    weight_recommendation = fields.Float(
        "Recommended by staff",
        default=3.0,
        prefetch="matching",
        tracking=True,
        help="Adds to pairs it applies to; other pairs are unaffected.",
    )
    weight_mentee_wish = fields.Float(
        "Wish of the mentee",
        default=3.0,
        prefetch="matching",
        tracking=True,
        help="Adds to pairs it applies to, but never forces a pairing.",
    )
    weight_mentor_wish = fields.Float(
        "Wish of the mentor",
        default=2.0,
        prefetch="matching",
        tracking=True,
        help="Adds to pairs it applies to, but never forces a pairing.",
    )
    weight_priority = fields.Float(
        "First in line",
        default=5.0,
        prefetch="matching",
        tracking=True,
        help="Raises every pair with a member who was left out in an earlier edition, "
        "or whose pairing in this edition ended early.",
    )
    ideal_gap_years = fields.Integer(
        "Ideal gap (years)",
        default=10,
        prefetch="matching",
        tracking=True,
        help="Ideal difference in years of experience. Peers: the difference from "
        "which two members no longer fit.",
    )
    min_gap_years = fields.Integer(
        "Minimum gap (years)",
        default=0,
        prefetch="matching",
        tracking=True,
        help="Members with a smaller gap in experience are not paired. 0: no minimum. "
        "In reverse mentoring the mentor never has more experience than the mentee.",
    )
    first_places_first = fields.Boolean(
        "Fill every mentor's first place first",
        default=True,
        prefetch="matching",
        tracking=True,
        help="No mentor gets a second mentee while another mentor could get a first "
        "one.",
    )
    group_size = fields.Integer(
        "Group size",
        default=4,
        prefetch="matching",
        tracking=True,
        help="Maximum number of mentees per mentor. Peers: with 3 or more, a member "
        "who would be left over joins two others.",
    )

    def _valid_field_parameter(self, field, name):
        return name == "tracking" or super()._valid_field_parameter(field, name)

    def _weights(self):
        """Return {criterion or mark: weight}."""
        self.ensure_one()
        return {key: self[f"weight_{key}"] for key in (*CRITERIA, *MARKS)}

    def _check_matching_settings(self):
        """Raise if a weight or number is out of range.

        :raises ValidationError: with the problem, in words
        """
        for record in self:
            self._check_bounds({name: record[name] for name in self._ranges})
