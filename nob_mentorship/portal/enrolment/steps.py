"""A member's next steps for a sign-up."""

from ..preference import choice as choice_page


def of(env, enrolment):
    """Return this member's next step for a sign-up, a list of at most one."""
    may_edit = enrolment._may_edit()
    sent = may_edit and enrolment.state != "draft"
    if sent and (enrolment._lacks_words() or enrolment._unanswered()):
        return [
            {
                "title": env._("Your sign-up is not complete yet"),
                "text": env._(
                    "Complete your sign-up for %s.",
                    enrolment.edition_id.display_name,
                ),
                "url": enrolment._page_path(),
                "label": env._("Fill it in"),
            }
        ]
    if enrolment.state != "draft" or not may_edit:
        return choice_page.steps(env, enrolment)
    return [
        {
            "title": env._("Finish your sign-up"),
            "text": env._(
                "It is saved but not sent yet: %s.",
                enrolment.edition_id.display_name,
            ),
            "url": enrolment._page_path(),
            "label": env._("Continue"),
        }
    ]
