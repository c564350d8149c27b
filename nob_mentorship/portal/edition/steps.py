"""A member's next steps for an open edition."""


def of_sign_up(env, cards):
    """Return one step for each edition that this member can sign up for."""
    return [
        {
            "title": env._("Sign up for %s", edition["name"]),
            "text": edition["line"],
            "url": edition["url"],
            "label": env._("View and sign up"),
        }
        for card in cards
        for edition in card["editions"]
        if edition["open"]
    ]


def to_renew(env, editions, partner):
    """Return the step for a person who is not a member while a sign-up is open."""
    open_editions = editions.filtered(lambda edition: edition._accepts_enrolment())
    finding = open_editions[:1] and open_editions[0]._find_membership(partner)
    if not finding or finding.code != "not_member":
        return []
    programme = open_editions[0].programme_id
    return [
        {
            "title": env._("You are not a member at the moment"),
            "text": finding.reason,
            "url": programme._question_link(),
            "label": env._("Write to us"),
        }
    ]
