"""The sentences of the pages around links from mails."""

from ..base import words


def sent(env, address):
    """Return the answer to a request for a link, the same for a known and an unknown
    address.

    :param str address: as it was typed
    """
    return env._(
        "If we know the address %s, a link is on its way to it. If nothing arrives "
        "within five minutes, look in your spam folder, or write to your association.",
        words.bold(address),
    )


def closed(env, company):
    """Return the sentence for a closed login, with the contact to open it again.

    :param company: one ``res.company``, as superuser
    """
    contact = company.email and words.link(f"mailto:{company.email}", company.email)
    return env._(
        "If you would like it to be opened again, write to %s.",
        contact or company.name,
    )


def other(env, name):
    """Return the sentence for a member with the link of another member.

    :param str name: of the member with the open login
    """
    return env._(
        "You are logged in as %s. If the link is for you, log out first, then open it "
        "with your own login.",
        words.bold(name),
    )
