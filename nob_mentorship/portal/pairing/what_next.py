"""What comes next, on the page of a pairing that is over (R68)."""

from ...models.sealed import address
from ..edition.page import again_buttons, sign_up_buttons


def values(env, pairing, own):
    """Return what a member can choose once their pairing is over, or None.

    :param own: the reader's ``mentorship.pairing.member``
    """
    if not own._has_next():
        return None
    partner = own.partner_id
    written = pairing.lookback_ids.author_id
    editions = own._next_editions()
    interest = env["mentorship.interest"].search(
        [
            ("programme_id", "=", own.programme_id.id),
            ("partner_id", "=", partner.id),
        ]
    )
    return {
        "programme_id": own.programme_id.id,
        "look_back": pairing._may_look_back()
        and partner not in written
        and address.entry(f"room/{pairing.id}"),
        "informal": pairing._may_go_on_informally(),
        "roles": [
            role_values(env, own, editions, interest, role)
            for role in own._next_roles()
        ],
        "later": later(env, own),
    }


def role_values(env, own, editions, interest, role):
    """Return how a member can take part again in a role, now or next time.

    :param editions: the other editions of the programme that are not over
    :param interest: their ``mentorship.interest`` in the programme, or none
    """
    again = role == own.role
    sign_up, edition = own._next_sign_up(editions, role)
    buttons = again_buttons(env) if again else sign_up_buttons(env)
    return {
        "role": role,
        "title": env._("Take part again") if again else env._("Become a mentor"),
        "wish": env._("I would like to take part again")
        if again
        else env._("I would like to be a mentor next time"),
        "listed": bool(interest) and (interest.role or own.role) == role,
        "sign_up": {
            "url": sign_up._page_path(),
            "label": env._("Your sign-up for %s", sign_up.edition_id.display_name),
        }
        if sign_up
        else None,
        "edition": {
            "id": edition.id,
            "text": env._("The sign-up for %s is open.", edition.display_name),
            "label": buttons[role],
        }
        if edition and not sign_up
        else None,
    }


def later(env, own):
    """Return what a member who cannot be a mentor yet can ask for, or None.

    :param own: the reader's ``mentorship.pairing.member``
    """
    rows = own._of_programme()
    if not own._is_too_new() or any(rows.mapped("mentor_told_on")):
        return None
    return {
        "asked": any(rows.mapped("mentor_from")),
        "why": env._(
            "A mentor has more than %s years of work experience.",
            own.edition_id.mentor_min_years,
        ),
    }
