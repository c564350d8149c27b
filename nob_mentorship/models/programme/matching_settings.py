from odoo import fields, models

from ...tools.scoring import CRITERIA, MARKS

RANGES = {
    **{f"weight_{key}": (0.0, 10.0) for key in (*CRITERIA, *MARKS)},
    "ideal_gap_years": (1, 50),
    "min_gap_years": (0, 50),
    "group_size": (2, 50),
}
"""{field: (least, most)}"""


class MentorshipMatchingSettings(models.AbstractModel):
    """The criteria of a matching, and their weights (R46–R49).

    A programme holds them as defaults, an edition has its own copy, and each run keeps
    the ones it used.
    """

    _name = "mentorship.matching.settings"
    _inherit = ["mentorship.bounded"]
    _description = "Mentorship: what counts in a matching"

    _ranges = RANGES

    weight_topics = fields.Float(
        "Shared topics",
        default=5.0,
        tracking=True,
        help="What the mentee wishes against what the mentor offers; rare topics count "
        "more.",
    )
    weight_objective = fields.Float(
        "Direction of the objective",
        default=3.0,
        tracking=True,
        help="What the mentee wants to work on, such as career, against what the "
        "mentor likes to guide in.",
    )
    weight_experience = fields.Float(
        "Gap in experience",
        default=2.0,
        tracking=True,
        help="The nearer to the best gap, the better. Peers: the more alike, the "
        "better.",
    )
    weight_languages = fields.Float(
        "Languages", default=1.0, tracking=True, help="How many they share."
    )
    weight_place = fields.Float(
        "Region or video",
        default=2.0,
        tracking=True,
        help="In the same region, or both willing to meet by video.",
    )
    weight_answers = fields.Float(
        "Questions of the programme",
        default=2.0,
        tracking=True,
        help="Answers that are alike, or complementary, as each question says.",
    )
    weight_recommendation = fields.Float(
        "Recommended by staff",
        default=3.0,
        tracking=True,
        help="Counts where it holds, and lowers no other pair.",
    )
    weight_mentee_wish = fields.Float(
        "Wish of the mentee",
        default=3.0,
        tracking=True,
        help="A wish, never a command: it counts where it holds.",
    )
    weight_mentor_wish = fields.Float(
        "Wish of the mentor",
        default=2.0,
        tracking=True,
        help="A wish, never a command: it counts where it holds.",
    )
    weight_priority = fields.Float(
        "Left out last time",
        default=5.0,
        tracking=True,
        help="Lifts every pair of somebody who was left out in an earlier edition.",
    )
    ideal_gap_years = fields.Integer(
        "Best gap (years)",
        default=10,
        tracking=True,
        help="How many more years of experience the more experienced one ideally has. "
        "Peers: how many years apart they no longer fit.",
    )
    min_gap_years = fields.Integer(
        "Smallest gap (years)",
        default=0,
        tracking=True,
        help="Pairs with a smaller gap in experience are not made. 0: no such rule. In "
        "reverse mentoring the mentor is never the one with more experience.",
    )
    first_places_first = fields.Boolean(
        "Everybody's first place first",
        default=True,
        tracking=True,
        help="No mentor gets a second mentee while another could have a first one.",
    )
    group_size = fields.Integer(
        "Size of a group",
        default=4,
        tracking=True,
        help="The most mentees round a mentor. Peers: with 3 or more, who would be "
        "left over joins two others.",
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
