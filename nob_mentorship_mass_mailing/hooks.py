def uninstall_hook(env):
    """Remove the lists of programmes, unless a mailing uses them, and the contacts that
    were made for these lists. The wish for no more invitations stays.
    """
    lists = env["mailing.list"].with_context(active_test=False)
    lists = lists.search([("mentorship_programme_id", "!=", False)])
    rows = env["mailing.subscription"].search([("list_id", "in", lists.ids)])
    rows._mentorship_drop()
    lists.filtered(lambda one: not one.mailing_ids).unlink()
