"""The status of a sign-up, in one sentence."""

from ...models.enrolment.stated import WEIGHED
from ..base import words
from ..preference import choice as choice_page


def of(env, enrolment):
    """Return one sentence on the status of this sign-up and the next step, or on the
    reason why this member is no longer eligible.
    """
    weighed = enrolment.state in ("draft", *WEIGHED)
    if weighed and (story := doubtful(env, enrolment)):
        return story
    return undoubted(env, enrolment)


def undoubted(env, enrolment):
    """Return that sentence for a member who is eligible; see :func:`of`."""
    if enrolment._lacks_words():
        return env._(
            "We no longer have what you wrote. Please fill in your sign-up again; then "
            "we will look at it."
        )
    stories = {
        "draft": env._("Saved, but not sent yet."),
        "submitted": env._("Sent. The programme staff will look at it and email you.")
        if enrolment.edition_id.intake
        else env._(
            "Sent. Our records do not contain everything we need to decide, so a "
            "coordinator will look at your sign-up first. You will get an email."
        ),
        "waiting": env._(
            "All places are taken. You are on the waiting list and move up "
            "automatically when a place becomes free."
        ),
        "accepted": accepted(env, enrolment),
        "refused": enrolment.refusal_reason or env._("Your sign-up was not accepted."),
        "matched": env._("You are taking part, and you have a pairing."),
        "completed": env._("You have completed the programme. Thank you!"),
        "unmatched": env._(
            "We could not find a match for you this time. Next time you come first."
        ),
        "withdrawn": env._("You have withdrawn."),
    }
    return stories[enrolment.state]


def doubtful(env, enrolment):
    """Return the obstacle to an open sign-up, or what the member still has to tell us;
    "" if there is none.
    """
    findings = enrolment._findings()
    reasons = [finding.reason for finding in findings if finding.verdict == "no"]
    unknown = [finding.reason for finding in findings if finding.facts]
    if not reasons and unknown and enrolment.state != "draft":
        reasons = [
            *unknown,
            env._("Please fill it in below.")
            if enrolment._may_edit()
            else env._("Please write to us."),
        ]
    return "\n".join(reasons)


def accepted(env, enrolment):
    """Return the sentence for a member without a pairing; it reveals nothing of
    others."""
    if story := choice_page.story(env, enrolment):
        return story
    # accepted and not matched: the pairing that holds the place is not active yet
    if enrolment.held_places:
        return env._(
            "You are taking part, and we have an offer for you: see your overview."
        )
    if enrolment._is_away():
        return env._(
            "You are taking part. As you asked, we will not make you an offer before "
            "%s.",
            words.day(env, enrolment.away_until),
        )
    if not enrolment.unmatched_word:
        return env._(
            "You are taking part. We will let you know when we have found a match for "
            "you."
        )
    if enrolment.unmatched_word == "later" or enrolment.role == "peer":
        return env._("You are taking part. We have not found a match for you yet.")
    if enrolment.role == "mentor":
        return env._(
            "You are taking part. Mentors offer more places than there are mentees, so "
            "we have not found a match for you yet."
        )
    return env._(
        "You are taking part. More members are looking for a mentor than there are "
        "places, so we have not found a match for you yet."
    )
