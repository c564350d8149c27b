"""The confirmations that members see after their own actions."""


def words(env, code):
    """Return the message about what was just done, or None for any other code.

    :param str code: as it stands in the address, which anyone can type
    """
    _ = env._
    return {
        "saved": _("Saved. Nothing has been sent yet."),
        "changed": _("Saved."),
        "told": _("Saved. Only the coordinators or a manager can read it."),
        "taken": _("Taken back and deleted."),
        "signed_up": _("Thank you, your sign-up has been sent."),
        "withdrawn": _("You have withdrawn."),
        "next_time": _(
            "You have withdrawn. We will ask you again for the next edition."
        ),
        "chosen": _("We have asked your first choice and will let you know."),
        "named": _("Saved. We will ask this mentor if your earlier choices say no."),
        "not_asked": _("We won't ask anyone else."),
        "interested": _("You will hear from us when the next edition opens."),
        "not_interested": _("You are no longer on the list."),
        "yes": _("Thank you for saying yes."),
        "paired": _("Congratulations, you are paired!"),
        "no": _("Thank you for your answer. You can be matched with someone else."),
        "not_now": _(
            "Thank you for letting us know. We will not make you an offer before the "
            "day you chose."
        ),
        "asked": _("Your question has been sent. You will get an email."),
        "question_answered": _("Your answer has been sent."),
        "taken_back": _(
            "You have taken back your request. You can choose another mentor."
        ),
        "contact": _("Thank you for letting us know. Enjoy your mentorship!"),
        "meeting": _("The meeting is planned, and the invitations are on their way."),
        "series": _("The meetings are planned, and the invitation is on its way."),
        "held": _("The meeting is marked as held."),
        "moved": _("The meeting has been changed, and everyone has been told."),
        "as_it_was": _("Nothing changed, so nothing was sent."),
        "not_met": _(
            "Saved: this meeting did not take place. Plan a new one when it suits you."
        ),
        "cancelled": _("The meeting has been cancelled, and everyone has been told."),
        "cancelled_rest": _(
            "The meetings have been cancelled, and everyone has been told."
        ),
        "session_going": _(
            "You have a place. The invitation for your calendar is on its way."
        ),
        "session_waiting": _(
            "You are on the waiting list. We will email you as soon as there is a "
            "place."
        ),
        "session_off": _("You are signed off. Your place is free for someone else."),
        "session_attended": _("Thank you: it is noted that you are there."),
        "topic_proposed": _("Your topic has been sent to the coordinators."),
        "topic_me_too": _("Saved. You will hear from us once a session is planned."),
        "topic_not_me": _("Saved."),
        "topic_taken_back": _("Taken back and deleted."),
        "paused": _("The mentorship is paused."),
        "resumed": _("The mentorship continues."),
        "wish": _("Saved. You will continue once everyone else agrees."),
        "prolonged": _("You continue together."),
        "informal": _("Saved. The others read it on their page."),
        "not_informal": _("Taken back."),
        "mentor_later": _("Saved. You will hear from us once you can be a mentor."),
        "not_mentor_later": _("Taken back."),
        "thanked": _("Thank you. You can change this at any time."),
        "read": _("Noted as read. Only you see this."),
        "unread": _("This is no longer noted as read."),
        "read_asked": _("Noted as read."),
        "self_checked": _("Noted that you did it. Nothing else was sent."),
        "self_unchecked": _("This is no longer noted."),
        "agreed": _("Thank you, you agreed to the terms."),
        "not_thanked": _("Saved. We do not name you."),
        "said": _("Thank you. The coordinators read it before it is shown."),
        "unsaid": _("Taken back and deleted."),
        "talk": _("A coordinator will call you. No one else knows that you asked."),
        "answered": _("Thank you for your answer. The coordinators can read it."),
        "ended": _("You have left this mentorship. We will let the others know."),
    }.get(code)
