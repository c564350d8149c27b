"""What two members of a pairing have in common (N14)."""

from odoo.tools import format_list

from ...tools.names import greeted


def of(env, own, other):
    """Return sentences on what two members have in common, of what each of them lets
    the other read.

    :param own: the reader's ``mentorship.pairing.member``
    :param other: another member of the same pairing
    :return: a list of text, empty if they share nothing
    """
    both = own._reads(other) & other._reads(own)
    name = greeted(other.partner_id.name)
    said = []
    shared = own.enrolment_id.topic_ids & other.enrolment_id.topic_ids
    if shared and "topics" in both:
        topics = format_list(env, shared._names())
        said.append(
            env._("You and %(name)s both chose: %(topics)s.", name=name, topics=topics)
        )
    region = own.enrolment_id.region_id & other.enrolment_id.region_id
    if region and "region" in both:
        said.append(env._("You are both in %(region)s.", region=region.name))
    return said
