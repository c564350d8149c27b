from odoo.http import request

from ..room import forms
from .room import PAIRING, MentorshipRoomController, room_route


class MentorshipDocumentPortal(MentorshipRoomController):
    """The development plan (R37) and the agreement (R54, R55)."""

    @room_route(f"{PAIRING}/plan", methods=("GET", "POST"))
    def development_plan(self, pairing_id, **_params):
        """Write one's own development plan."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        plan = pairing._own_plan(self._partner)
        if not self._posted:
            return self._document_page(visit, "portal_room_plan", forms.PLAN, plan)
        sent, texts, wrong, error = self._read(visit, forms.PLAN)
        error = error or self._none_written(texts) or self._conflict(plan, sent)

        def write():
            record = pairing._save_plan(plan, self._partner)
            readers = pairing._room_members().partner_id
            visit.seal(record, texts, readers)
            return readers

        error = error or self._write_room(visit, write)
        if error:
            return self._document_page(
                visit, "portal_room_plan", forms.PLAN, plan, error, wrong, sent
            )
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "plan")

    @room_route(f"{PAIRING}/agreement", methods=("GET", "POST"))
    def agreement(self, pairing_id, **_params):
        """Write a new version of the agreement; everybody is asked again."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit, template = self._enter(pairing), "portal_room_agreement"
        latest = pairing.agreement_ids[:1]
        if not self._posted:
            return self._document_page(visit, template, forms.AGREEMENT, latest)
        sent, texts, wrong, error = self._read(visit, forms.AGREEMENT)
        error = error or self._none_written(texts) or self._conflict(latest, sent)

        def write():
            record = pairing._new_agreement(self._partner)
            readers = pairing._room_members().partner_id
            visit.seal(record, texts, readers)
            record._ask()
            return readers

        error = error or self._write_room(visit, write)
        if error:
            return self._document_page(
                visit, template, forms.AGREEMENT, latest, error, wrong, sent
            )
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "agreement")

    @room_route(f"{PAIRING}/agreement/accept")
    def accept_agreement(self, pairing_id, **_params):
        """Say yes to the version that waits."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        sent, error = self._form(visit)
        asked = pairing.agreement_ids.filtered(
            lambda agreement: str(agreement.id) == sent.get("agreement_id")
        )
        error = error or self._conflict(asked, sent)

        def accept():
            asked._accept(self._partner)
            return pairing._room_members().partner_id

        error = error or self._write_room(visit, accept)
        if error:
            return self._document_page(
                visit,
                "portal_room_agreement",
                forms.AGREEMENT,
                pairing.agreement_ids[:1],
                error,
            )
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "agreed")

    def _none_written(self, texts):
        """Return a sentence when there is no text at all."""
        if any(texts.values()):
            return None
        return request.env._("Please write at least one part.")

    def _document_page(
        self, visit, template, names, item, error=None, wrong=None, sent=None
    ):
        saved = visit.hide((item and visit.open(item).get(item)) or {})
        return self._show(
            visit,
            template,
            error,
            room=self._pages._room(visit.pairing, self._partner),
            # as text: a view leaves out an attribute that is zero
            version=str(item.version) if "version" in item._fields else "0",
            revision=str(item.revision),
            saved=saved if sent and saved else None,
            texts=visit.hide({n: sent.secret(n) for n in names}) if sent else saved,
            errors=wrong or {},
        )
