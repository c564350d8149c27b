def uninstall_hook(env):
    """Remove who came to the sessions from Events, and the events that were made of
    them, unless others registered too. The sessions themselves stay as they are.
    """
    rows = env["event.registration"].with_context(active_test=False)
    rows.search([("mentorship_session_id", "!=", False)]).unlink()
    events = env["event.event"].with_context(active_test=False)
    made = events.search([("mentorship_made", "=", True)])
    others = rows.search([("event_id", "in", made.ids)]).event_id
    (made - others).unlink()
