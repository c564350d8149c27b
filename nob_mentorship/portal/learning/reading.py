"""Training and reading for members: what there is besides the guides (R61)."""


def lines(resources, roles=()):
    """Return the lines of a list: the resources, without the guides for talks.

    :param resources: ``mentorship.resource``, in their order
    :param roles: the roles that the member has; without one, nothing is left out
    """
    return [
        {
            "name": resource.name,
            "summary": resource.summary or "",
            "url": resource.url or "",
        }
        for resource in resources
        if resource.kind != "guide"
        and (not resource.audience or not roles or resource.audience in roles)
    ]
