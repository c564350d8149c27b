from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.form import LINE_LIMIT

SAID_LIMIT = 1000
COORDINATOR = "nob_mentorship.group_mentorship_coordinator"


class MentorshipChange(models.Model):
    """A change that follows from what members said, with the user who looks after it
    (R66).

    Staff write it in their own words: it takes over no figure and no answer from an
    evaluation. No member has access to it. Participants of later editions read those
    that are published, on a page.
    """

    _name = "mentorship.change"
    _inherit = ["mail.thread", "mail.activity.mixin", "mentorship.guarded"]
    _description = "Change"
    _order = "due_on, id"

    _name_parts = ("name",)
    _method_fields = frozenset({"state", "done_on", "published"})
    _lengths = {"name": LINE_LIMIT, "said": SAID_LIMIT}

    # not tracked: a text that is changed is gone
    name = fields.Char("What we change", required=True, translate=True)
    said = fields.Text(
        "What members said",
        required=True,
        translate=True,
        help="In your own words: quote no one, describe no one, and give no figures.",
    )
    edition_id = fields.Many2one(
        "mentorship.edition",
        "Heard in",
        required=True,
        index=True,
        ondelete="restrict",
        help="The edition in which members said so. Participants of later editions of "
        "the programme can read the change.",
    )
    programme_id = fields.Many2one(
        related="edition_id.programme_id", store=True, index=True
    )
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    evaluation_id = fields.Many2one(
        "mentorship.evaluation",
        index="btree_not_null",
        ondelete="set null",
        help="Leave this empty if it was heard elsewhere, such as in a talk.",
    )
    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self._default_owner(),
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
        help="It is on their day until it is done.",
    )
    due_on = fields.Date("To be done by", tracking=True)
    state = fields.Selection(
        [("agreed", "Agreed on"), ("done", "Done"), ("dropped", "Dropped")],
        default="agreed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    done_on = fields.Date("Made on", readonly=True, copy=False)
    published = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="Participants of later editions of this programme can read it.",
    )

    @api.model
    def _default_owner(self):
        """Return the user, if they are staff of mentorship."""
        user = self.env.user
        return user if user.has_group(COORDINATOR) else user.browse()

    @api.constrains("evaluation_id", "edition_id")
    def _check_evaluation(self):
        # sudo: facts of the evaluations that the user chose and can read
        for change in self.sudo().filtered("evaluation_id"):
            evaluation = change.evaluation_id
            if evaluation.edition_id != change.edition_id:
                raise ValidationError(
                    self.env._(
                        "“%s” is an evaluation of another edition.",
                        evaluation.display_name,
                    )
                )
            if not evaluation._has_results():
                raise ValidationError(
                    self.env._(
                        "“%s” has no results, so nothing follows from it.",
                        evaluation.display_name,
                    )
                )

    @api.constrains("owner_id", "edition_id")
    def _check_owner(self):
        for change in self.filtered("owner_id"):
            # the companies that are selected are those of another user
            theirs = change.with_context(allowed_company_ids=[])
            if not theirs.with_user(change.owner_id).has_access("write"):
                raise ValidationError(
                    self.env._(
                        "%s is not staff of this programme. Choose a coordinator of "
                        "it, or a manager.",
                        # sudo: the name of the user that was chosen
                        change.sudo().owner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        changes._refresh_line()
        return changes

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        result = super().write(vals)
        if {"owner_id", "due_on", "edition_id"} & vals.keys():
            self._refresh_line()
        return result
