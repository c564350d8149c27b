"""Training and reading for members: what there is besides the guides (R61)."""

COLUMNS = ("programme_id", "name", "summary", "kind", "audience", "moment")
"""The columns of a list; the long texts are read on the page of each."""
TEXTS = ("questions", "to_agree", "body")
"""The long texts."""


def path(resource):
    """Return the address of the page of a resource."""
    return f"/my/mentorship/resource/{resource.id}"


def lines(resources, roles=()):
    """Return the lines of a list: the resources, without the guides for talks.

    :param resources: ``mentorship.resource``, in their order
    :param roles: the roles that the member has; without one, nothing is left out
    """
    return [
        {
            "name": resource.name,
            "summary": resource.summary or "",
            "url": path(resource),
        }
        for resource in resources
        if resource.kind != "guide"
        and (not resource.audience or not roles or resource.audience in roles)
    ]
