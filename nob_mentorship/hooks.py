import logging
from functools import partial

from odoo.exceptions import UserError

from .models.evaluation import box
from .models.evaluation.looking_after import LOOKED
from .models.odoo_inside import UNINSTALLING
from .tools import ballot_script, room_page

_logger = logging.getLogger(__name__)
ADDON = "nob_mentorship"
ASPIRANT = "membership_category_aspirant"
PARTS = {
    "ir.model.fields.selection": "field_id.model_id.model",
    "ir.model.inherit": "model_id.model",
}
"""Records that Odoo deletes with a model, while the external identifiers from other
modules remain: {model of the records: path to the name of the deleted model}."""


def pre_init_hook(_env):
    """Refuse to install without the sealed page, which is built and not committed."""
    try:
        room_page.files()
        ballot_script.address("ballot", "nl_NL")
    except room_page.NotBuilt as error:
        raise UserError(str(error)) from None


def uninstall_hook(env):
    """Leave other modules' data behind, and none of ours.

    Runs while the addon's models still exist.
    """
    _leave_used_category(env)
    _destroy_keys(env)
    env["ir.config_parameter"].set_param(LOOKED, False)
    _remove_evaluations(env)
    _remove_timetables(env)
    _forget_names(env)
    env["mentorship.shipped"]._set_kept(())
    env.cr.precommit.add(partial(_forget_constraints, env))


def _our_models(env):
    """Return the names of the models that are removed with us: no remaining module has
    them.
    """
    leaving = env["ir.module.module"].search([("state", "=", "to remove")])
    names = env["ir.model.data"].search([("model", "=", "ir.model")])
    ours = names.filtered(lambda name: name.module == ADDON)
    others = names.filtered(lambda name: name.module not in leaving.mapped("name"))
    kept = set((others - ours).mapped("res_id"))
    models = env["ir.model"].browse(set(ours.mapped("res_id")) - kept)
    return models.exists().mapped("model")


def _remove_timetables(env):
    """Delete the lines that refer to our mail templates, which go first."""
    env["mentorship.reminder.sent"].search([]).unlink()
    lines = env["mentorship.reminder"].with_context(active_test=False, **UNINSTALLING)
    lines.search([]).unlink()


def _leave_used_category(env):
    """Keep the category of aspiring members if records of others refer to it."""
    category = env.ref(f"{ADDON}.{ASPIRANT}", raise_if_not_found=False)
    if category and _is_used(env, category):
        env["ir.model.data"].search(
            [("module", "=", ADDON), ("name", "=", ASPIRANT)]
        ).unlink()


def _is_used(env, record):
    """Tell whether a record of another module's model refers to this one."""
    links = env["ir.model.fields"].search(
        [
            ("relation", "=", record._name),
            ("ttype", "in", ("many2one", "many2many")),
            ("store", "=", True),
            ("model", "not in", _our_models(env)),
        ]
    )
    return any(
        env[link.model]
        .with_context(active_test=False)
        .search_count([(link.name, "in", record.ids)], limit=1)
        for link in links
        if link.model in env and env[link.model]._auto
    )


def _remove_evaluations(env):
    """Remove evaluations with their forms and answers: otherwise the answers would
    become readable to the users of Odoo Surveys.

    Forms without an evaluation are removed with their type, unless another addon has it
    too.
    """
    evaluations = env["mentorship.evaluation"].search([])
    env["mentorship.evaluation.ballot"].search([]).unlink()
    forms = evaluations.survey_id
    # without the checks that protect a form and its evaluation
    evaluations.with_context(**UNINSTALLING).unlink()
    forms.with_context(**UNINSTALLING).unlink()


def _destroy_keys(env):
    """Ask for all keys of this database to be destroyed once the addon is removed,
    including those of open evaluations: their ballots are removed too.

    This is impossible afterwards, so a server without the ballot folder says where it
    is.
    """
    if not env["mentorship.evaluation"].search_count([("box_uuid", "!=", False)]):
        return
    if not box.is_here():
        _logger.warning(
            "Keys of evaluations are left in the ballot folder of the server %s: "
            "remove the folder %s in it by hand.",
            env["mentorship.evaluation"]._server_with_key(),
            env["ir.config_parameter"].get_param(box.UUID),
        )
        return
    env.cr.postcommit.add(box.later(env, "forget", sure=True))


def _forget_constraints(env):
    """Remove what Odoo records again about our columns while it drops them."""
    env.cr.execute(
        "DELETE FROM ir_model_constraint WHERE module IN"
        " (SELECT id FROM ir_module_module WHERE name = %s)",
        [ADDON],
    )


def _forget_names(env):
    """Remove the identifiers that other modules gave to parts of our models.

    Odoo removes the parts with the models, but leaves the identifiers.
    """
    names = env["ir.model.data"]
    for model, place in PARTS.items():
        parts = env[model].search([(place, "in", _our_models(env))])
        names |= names.search(
            [
                ("module", "!=", ADDON),
                ("model", "=", model),
                ("res_id", "in", parts.ids),
            ]
        )
    names.unlink()
