"""The company's colours on members' pages, as in its mails."""

from ...tools import colour

INK = "#212529"
"""The colour of a link if the company's own is not legible on white."""


def style(company):
    """Return the declarations that give a page the colours of a company.

    :param company: one ``res.company``, as superuser
    """
    # core calls the colour of a button the second one, and of its text the first
    wished = company.email_secondary_color, company.email_primary_color
    fill, ink = colour.of_button(*wished)
    return (
        f"--mentorship-fill: {fill}; --mentorship-ink: {ink};"
        f" --mentorship-link: {colour.of_link(fill, INK)};"
    )
