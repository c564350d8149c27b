"""Going on without the programme, on the page of a pairing (R6)."""

from odoo.tools import format_list


def values(env, pairing, own):
    """Return what a member reads and can choose about going on without the programme,
    or None while it is too early, or too late.

    :param own: the reader's ``mentorship.pairing.member``
    """
    if own.answer != "accepted" or not pairing._may_go_on_informally():
        return None
    others = own._informal_others().partner_id.mapped("name")
    return {
        "own": bool(own.informal_on),
        "said": said(env, own, others),
        "kept": env._(
            "Members who choose this keep reading each other's email and telephone on "
            "this page, until %s months after the end.",
            pairing.edition_id.retention_months,
        ),
        "over": pairing.state == "completed",
    }


def said(env, own, others):
    """Return the sentence about who would like to go on, or "" if no one said so.

    :param own: the reader's ``mentorship.pairing.member``
    :param others: the names of the others who would like to
    """
    names = format_list(env, others)
    if own.informal_on and others:
        return env._("You and %s go on together, on your own.", names)
    if own.informal_on:
        return env._("You would like to go on together, on your own.")
    if others:
        return env._("%s would like to go on with you, on your own.", names)
    return ""
