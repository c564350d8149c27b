"""The data that the sealed page gets about the member using it."""

from base64 import b64encode
from secrets import token_bytes

from ...models.sealed import address
from ...tools import colour

HALF = "mentorship_half"
"""The session key of the half that "keep open on this device" needs."""

LOGGED_OUT = "mentorship_logged_out"
"""The session key that is set by a logout in this browser, until the page has been
told."""


def me(env, partner, session):
    """Return the member using the page, and the ways to open their texts.

    :param partner: the member, one ``res.partner``, as superuser
    :param session: the session of the request; it holds the half that is deleted at
        logout
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
            "colour": colour.colour(company.email_secondary_color),
        },
        "identity": (identity and identity_values(identity)) or None,
        "wroteBefore": not identity and identity._were_there(partner),
        "trust": trust_values(identity),
        "half": half_of(session),
        "loggedOut": bool(session.pop(LOGGED_OUT, False)),
        "version": address.version(),
    }


def half_of(session):
    """Return the session's half in base64, creating it on first use."""
    if HALF not in session:
        session[HALF] = b64encode(token_bytes(32)).decode()
    return session[HALF]


def identity_values(identity):
    """Return the public keys, and the ways to open the secret ones."""
    return {
        "recipient": identity.recipient,
        "signer": identity.signer,
        "before": identity._before(),
        "ways": [way_values(way) for way in identity.way_ids],
    }


def way_values(way):
    """Return one way to open an identity, without its contents: see `opened_by`."""
    return {
        "id": way.id,
        "kind": way.kind,
        "label": way.label,
        "credential": way.credential or "",
        "salt": way.salt or "",
    }


def trust_values(identity):
    """Return the member's trust list, or None."""
    trust = identity.trust_ids
    if not trust:
        return None
    return {"revision": trust.revision, "sealed": trust.sealed_list or ""}
