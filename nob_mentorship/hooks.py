def uninstall_hook(env):
    """Leave the members what is theirs, and no name of ours in other modules.

    Runs while the addon's models are still there.
    """
    _leave_used_category(env)
    _forget_names(env)


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
