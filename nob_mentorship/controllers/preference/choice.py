from functools import partial

from werkzeug.exceptions import NotFound

from ...portal.preference import choice as choice_page
from ..base import MentorshipController, form_route, page_route, view_route

PATH = "/my/mentorship/enrolment/<int:enrolment_id>/mentors"
ORDER = ("first", "second", "third")
"""The inputs for mentors to ask, in order; a button on a card sends the first."""


class MentorshipChoicePortal(MentorshipController):
    """A mentee views the mentors, and asks some of them (R50)."""

    @page_route([PATH, f"{PATH}/page/<int:page>"], keep=False)
    def mentors(self, enrolment_id, page=1, **params):
        """Show the mentors who can be asked; ask the chosen ones."""
        mentee = self._find_mentee(enrolment_id)
        if not self._posted:
            return self._choice_page(mentee, topic=params.get("topic", ""), page=page)
        own, chosen = mentee.sudo(False), self._typed("next")
        with self._whole(partial(self._choice_page, mentee)):
            if chosen:
                own._choose_next(chosen)
            else:
                own._choose([self._typed(name) for name in ORDER])
        done = "named" if chosen else "chosen"
        return self._go(f"{mentee._page_path()}/mentors", done)

    @view_route(f"{PATH}/<int:mentor_id>")
    def mentor(self, enrolment_id, mentor_id, **_params):
        """Show more about a mentor that the mentee can ask."""
        mentee = self._find_mentee(enrolment_id)
        mentor = choice_page.to_ask(mentee).filtered(lambda m: m.id == mentor_id)
        if not mentor:
            raise NotFound()
        values = choice_page.mentor_values(self._server_env, mentee, mentor)
        return self._page("portal_choice_one", **values)

    @form_route(f"{PATH}/withdraw")
    def withdraw_choices(self, enrolment_id, **_params):
        """Stop asking further mentors."""
        mentee = self._find_mentee(enrolment_id)
        with self._whole(partial(self._choice_page, mentee)):
            mentee.sudo(False)._withdraw_choices()
        return self._go(f"{mentee._page_path()}/mentors", "not_asked")

    def _find_mentee(self, enrolment_id):
        """Return the member's own sign-up as a mentee who is allowed to choose.

        :raises NotFound: for any other sign-up
        """
        enrolment = self._find("mentorship.enrolment", enrolment_id)
        if not enrolment._has_own_choice():
            raise NotFound()
        return enrolment

    def _choice_page(self, mentee, error=None, errors=None, **values):
        shown = choice_page.values(self._server_env, mentee, **values)
        return self._page("portal_choice", error, errors, **shown)
