from functools import partial

from werkzeug.exceptions import NotFound

from odoo.http import request

from ...models.sealed import address
from ...portal.pairing import moments, offer, report_form, series_form
from ...portal.pairing import page as pairing_page
from ...portal.pairing import room as room_page
from ...portal.sealed import serious
from ..base import MentorshipController, form_route, page_route, view_route

ROOT = "/my/mentorship/pairing/<int:pairing_id>"
PLANNED = "mentorship_planned"
"""The key in the session of what was just planned, for the next page to say."""
FORMS = {
    "pause": "pause",
    "prolong": "prolong",
    "end": "end",
    "not_now": "not-now",
    "ask": "ask",
    "answer_question": "answer-question",
    "report": "report",
}
"""{form on the page: the last part of its address}, for what is filled in again."""


class MentorshipPairingPortal(MentorshipController):
    """The page of a pairing: its people, its status, and the next steps."""

    @view_route(ROOT)
    def pairing(self, pairing_id, **_params):
        """Show a pairing to one of its members, or say that it is over."""
        pairing = self._own("mentorship.pairing", pairing_id)
        if not pairing:
            over = self._former("mentorship.pairing", pairing_id)
            if not over:
                raise NotFound()
            return self._over_page(over)
        kept = ((form, self._kept(part)) for form, part in FORMS.items())
        return self._pairing_page(
            pairing, typed={form: typed.to_dict() for form, typed in kept if typed}
        )

    @form_route(f"{ROOT}/answer")
    def answer(self, pairing_id, **_params):
        """Accept or decline an offer."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        answer = self._typed("answer")
        if answer == "yes":
            return self._accept(pairing, own)
        if answer != "no":
            return self._pairing_page(pairing, request.env._("Please say yes or no."))
        done = "taken_back" if own._own_row()._may_take_back() else "no"
        with self._whole(partial(self._pairing_page, pairing)):
            own.action_decline_offer()
        return self._go("/my/mentorship", done)

    def _accept(self, pairing, own):
        """Accept. Members who cannot open sealed texts yet are taken to the step for
        that, which they can skip.
        """
        with self._whole(partial(self._pairing_page, pairing)):
            own.action_accept_offer()
        # sudo: only whether the member's own keys exist
        if not request.env["mentorship.identity"].sudo()._of(self._partner):
            return self._go(address.entry(f"welcome/{pairing.id}"))
        done = "paired" if pairing.state == "active" else "yes"
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    @form_route(f"{ROOT}/not-now")
    def not_now(self, pairing_id, **_params):
        """Say “not now” to an offer, until a day (P19)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        typed = {"not_now": {"until": self._typed("until")}}
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            own = pairing.sudo(False)
            own.action_not_now(
                offer.read_not_now(request.env, own, request.httprequest.form)
            )
        return self._go("/my/mentorship", "not_now")

    @form_route(f"{ROOT}/ask")
    def ask(self, pairing_id, **_params):
        """Ask one question about an offer first (P19)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        shown = self._typed("shown") == "1"
        typed = {"ask": {"question": self._typed("question"), "shown": shown}}
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            pairing.sudo(False).action_ask_back(
                offer.read_words(request.env, request.httprequest.form, "question"),
                shown,
            )
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "asked")

    @form_route(f"{ROOT}/answer-question")
    def answer_question(self, pairing_id, **_params):
        """Answer the question of the other one in an offer (P19)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        typed = {"answer_question": {"words": self._typed("words")}}
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            pairing.sudo(False).action_answer_shown(
                offer.read_words(request.env, request.httprequest.form, "words")
            )
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "question_answered")

    @page_route(f"{ROOT}/first-contact")
    def first_contact(self, pairing_id, **_params):
        """A page with one button; only the button records the first contact (N5)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        if not self._posted:
            return self._page(
                "portal_first_contact",
                **pairing_page.values(self._server_env, pairing, self._partner),
            )
        return self._act(pairing, pairing.sudo(False).action_first_contact, "contact")

    @form_route(f"{ROOT}/pause")
    def pause(self, pairing_id, **_params):
        """Pause until a day."""
        until = self._typed("until")
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        typed = {"pause": {"until": until}}
        return self._act(pairing, lambda: own.action_pause(until), "paused", typed)

    @form_route(f"{ROOT}/resume")
    def resume(self, pairing_id, **_params):
        """Resume after a pause."""
        pairing = self._find("mentorship.pairing", pairing_id)
        return self._act(pairing, pairing.sudo(False).action_resume, "resumed")

    @form_route(f"{ROOT}/prolong")
    def prolong(self, pairing_id, **_params):
        """Wish to continue after the programme (R6)."""
        until = self._typed("until")
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        typed = {"prolong": {"until": until}}
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            own.action_prolong(until)
        done = "prolonged" if pairing.prolonged_until else "wish"
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    @form_route(f"{ROOT}/informal")
    def informal(self, pairing_id, **_params):
        """Wish to go on without the programme, or take that back (R6)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        wish = self._typed("wish")
        if wish == "yes":
            return self._act(pairing, own.action_go_on_informally, "informal")
        if wish == "no":
            return self._act(pairing, own.action_not_informally, "not_informal")
        return self._pairing_page(pairing, request.env._("Please say yes or no."))

    @form_route(f"{ROOT}/again")
    def again(self, pairing_id, **_params):
        """Be told of the next edition, to take part again or as a mentor (R68)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own, role = pairing.sudo(False), self._typed("role")
        take_part = partial(own.action_take_part_again, role)
        return self._act(pairing, take_part, "interested")

    @form_route(f"{ROOT}/mentor-later")
    def mentor_later(self, pairing_id, **_params):
        """Ask to be told once one can be a mentor, or take that back (R4, R68)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        wish = self._typed("wish")
        if wish == "yes":
            return self._act(pairing, own.action_mentor_later, "mentor_later")
        if wish == "no":
            return self._act(pairing, own.action_not_mentor_later, "not_mentor_later")
        return self._pairing_page(pairing, request.env._("Please say yes or no."))

    @form_route(f"{ROOT}/talk")
    def talk(self, pairing_id, **_params):
        """Ask a coordinator for a talk, before or instead of an end (R67, P15)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        return self._act(pairing, pairing.sudo(False).action_ask_talk, "talk")

    @form_route(f"{ROOT}/end")
    def end(self, pairing_id, **_params):
        """End the pairing, with a reason that only staff can read."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own = pairing.sudo(False)
        chosen = self._typed("reason_id")
        reason = chosen.isdecimal() and len(chosen) < 10 and int(chosen)
        typed = {"end": {"reason_id": chosen}}
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            own.action_end(reason)
        return self._go("/my/mentorship", "ended")

    @form_route(f"{ROOT}/report")
    def report(self, pairing_id, **_params):
        """Agree with the report of a talk with the coordinators, or not (R65)."""
        pairing = self._find("mentorship.pairing", pairing_id)
        own, post = pairing.sudo(False), request.httprequest.form
        typed = {"report": report_form.typed(post)}
        send = partial(report_form.answer, own, post)
        return self._act(pairing, send, "answered", typed)

    def _over_page(self, pairing):
        own = pairing.member_ids.filtered(lambda m: m.partner_id == self._partner)
        _ = request.env._
        if own.left_on and own.introduced_on:
            text = _("You are no longer in this mentorship.")
        elif own.answer == "not_now":
            text = _(
                "You said “not now” to this offer. We will not make you another one "
                "before the day you chose."
            )
        elif own.answer == "declined":
            text = _(
                "You have said no to this offer. You can be matched with someone else."
            )
        else:
            text = _("This offer has ended. You no longer need to answer.")
        room = room_page.left(self._server_env, pairing, self._partner)
        response = self._page(
            "portal_over",
            text=text,
            room=room,
            serious=[serious.ways(pairing.programme_id)],
        )
        response.status_code = 410
        return response

    def _act(self, pairing, action, done, typed=None):
        with self._whole(partial(self._pairing_page, pairing, typed=typed)):
            action()
        return self._go(f"/my/mentorship/pairing/{pairing.id}", done)

    def _pairing_page(self, pairing, error=None, errors=None, typed=None):
        """Render the page.

        :param dict typed: {form: {field: text}} for values that were refused
        """
        env, partner = self._server_env, self._partner
        pairing_page.read(pairing)
        has_room = pairing._has_room_for(partner)
        own = pairing.member_ids.filtered(lambda member: member.partner_id == partner)
        code = None if error else request.params.get("done")
        if moment := moments.of(env, pairing, own, code):
            extra = {"moment": moment}
            if code in moments.CODES:
                extra["done"] = None
        elif code == "series" and (said := self._word_of_series(pairing)):
            extra = {"done": said}
        else:
            extra = {}
        return self._page(
            "portal_pairing",
            error,
            errors,
            **extra,
            room=room_page.values(env, pairing, partner) if has_room else None,
            terms=typed or {},
            **pairing_page.values(env, pairing, partner, typed),
        )

    def _word_of_series(self, pairing):
        """Return the message about the series that was just planned; only the first
        page says it, and None otherwise.
        """
        planned = request.session.get(PLANNED)
        if not planned or planned["pairing"] != pairing.id:
            return None
        del request.session[PLANNED]
        return series_form.told(request.env, planned["count"], planned["left_out"])
