"""The sentences of the pages around links from mails."""

from ..base import words


def sent(env, address):
    """Return what a person reads who asked for a link, whether the address is known or
    not.

    :param str address: as it was typed
    """
    return env._(
        "If we know the address %s, a link is on its way to it. If nothing arrives "
        "within five minutes, look in your spam folder, or write to your association.",
        words.bold(address),
    )


def closed(env, company):
    """Return whom a person can ask to open a closed login again.

    :param company: one ``res.company``, as superuser
    """
    contact = company.email and words.link(f"mailto:{company.email}", company.email)
    return env._(
        "If you would like it to be opened again, write to %s.",
        contact or company.name,
    )


def other(env, name):
    """Return what a member reads who opened a link of another member.

    :param str name: whose login is open
    """
    return env._(
        "You are logged in as %s. If the link is for you, log out first, then open it "
        "with your own login.",
        words.bold(name),
    )
