from functools import partial

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .room import ballots


def uninstall_hook(env):
    """Leave the members what is theirs, and no name of ours in other modules.

    Runs while the addon's models are still there.
    """
    _leave_used_category(env)
    _remove_evaluations(env)
    _forget_names(env)
    env.cr.precommit.add(partial(_forget_constraints, env))


def _leave_used_category(env):
    """Let the aspirants' category stay where memberships are sold in it."""
    category = env.ref(
        "nob_mentorship.membership_category_aspirant", raise_if_not_found=False
    )
    products = env["product.template"].with_context(active_test=False)
    if category and products.search_count(
        [("membership_category_id", "=", category.id)], limit=1
    ):
        env["ir.model.data"].search(
            [("module", "=", "nob_mentorship"), ("name", "=like", "%category_aspirant")]
        ).unlink()


def _remove_evaluations(env):
    """Remove evaluations with their forms, answers and keys: nothing would close the
    answers to the users of Odoo Surveys any more."""
    evaluations = env["mentorship.evaluation"].search([])
    env["mentorship.evaluation.ballot"].search([]).unlink()
    for key_name in evaluations.mapped("key_name"):
        ballots.destroy_key(env, key_name)
    forms = env["survey.survey"].with_context(active_test=False)
    forms = forms.search([("survey_type", "=", "mentorship")])
    # past the checks that a form and its evaluation stay
    removing = {MODULE_UNINSTALL_FLAG: True}
    evaluations.with_context(**removing).unlink()
    forms.with_context(**removing).unlink()


def _forget_constraints(env):
    """Remove what Odoo notes once more of our columns while it drops them."""
    env.cr.execute(
        "DELETE FROM ir_model_constraint WHERE module IN"
        " (SELECT id FROM ir_module_module WHERE name = 'nob_mentorship')"
    )


def _forget_names(env):
    """Remove the external identifiers that core's modules gave to parts of our models.

    Odoo removes the parts with the models, and leaves the identifiers.
    """
    env["ir.model.data"].search(
        [
            ("module", "!=", "nob_mentorship"),
            "|",
            ("name", "=like", "selection\\_\\_mentorship\\_%"),
            ("name", "=like", "model\\_inherit\\_\\_mentorship\\_%"),
        ]
    ).unlink()
