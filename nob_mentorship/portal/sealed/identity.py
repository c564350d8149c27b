"""What the sealed page knows of the member who looks at it."""

from base64 import b64encode
from secrets import token_bytes

from . import address

COLOUR = "#714b67"
"""Where the company has none of its own."""
HALF = "mentorship_half"
"""What the session holds: the half that "keep open on this device" needs."""

LOGGED_OUT = "mentorship_logged_out"
"""What a session holds since a logout in this browser, until the page heard of it."""


def me(env, partner, session):
    """Return who looks at the page, and what opens their texts.

    :param partner: the member, one ``res.partner``, as superuser
    :param session: of the request; it keeps the half that goes with a logout
    :return: dict for JSON
    """
    company = env.company
    identity = partner.mentorship_identity_ids._of(partner)
    return {
        "member": {
            "uuid": partner._mentorship_member_uuid(),
            "name": partner.name or "",
        },
        "login": env.user.login,
        "lang": env.lang or "en_US",
        "company": {
            "name": company.name,
            "colour": company.primary_color or COLOUR,
        },
        "identity": (identity and identity_values(identity)) or None,
        "wroteBefore": not identity and identity._were_there(partner),
        "trust": trust_values(identity),
        "half": half_of(session),
        "loggedOut": bool(session.pop(LOGGED_OUT, False)),
        "version": address.version(),
    }


def half_of(session):
    """Return the half of the session in base64; made when it is first asked for."""
    if HALF not in session:
        session[HALF] = b64encode(token_bytes(32)).decode()
    return session[HALF]


def identity_values(identity):
    """Return the public keys, and the ways that open the secret ones."""
    return {
        "recipient": identity.recipient,
        "signer": identity.signer,
        "before": identity._before(),
        "ways": [way_values(way) for way in identity.way_ids],
    }


def way_values(way):
    """Return one way to open an identity, but what it opens: see `opened_by`."""
    return {
        "id": way.id,
        "kind": way.kind,
        "label": way.label,
        "credential": way.credential or "",
        "salt": way.salt or "",
    }


def trust_values(identity):
    """Return the member's list, None where there is none."""
    trust = identity.trust_ids
    if not trust:
        return None
    return {"revision": trust.revision, "sealed": trust.sealed_list or ""}
