from werkzeug.exceptions import NotFound

from odoo.http import request

from ..room import door, grants, items
from .room import PAIRING, MentorshipRoomController, room_route


class MentorshipConsentPortal(MentorshipRoomController):
    """Sharing one thing with one person, with the mentee's consent (R16, N2)."""

    @room_route(f"{PAIRING}/share/<string:item>", methods=("GET", "POST"))
    def share(self, pairing_id, item, **_params):
        """Ask the mentee, or offer as the mentee, to share one thing."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        record = pairing._shareable(item, self._partner)
        if not visit.closed and record not in visit.open(record):
            raise NotFound()
        if not self._posted:
            return self._share_page(visit, record)
        sent, texts, wrong, error = self._read(visit, ("purpose",), ("purpose",))
        recipient = pairing._consent_recipient(
            sent.get("recipient"), sent.get("address"), self._partner
        )
        if not recipient:
            wrong["recipient"] = request.env._(
                "Nobody with this e-mail address has a login here. Choose somebody "
                "from the list, or ask the programme to invite them."
            )
            error = error or self._look_below()

        def write():
            consent = pairing._new_consent(record, self._partner, recipient)
            readers = self._partner | consent.giver_id
            visit.seal(consent, texts, readers | recipient)
            if consent.giver_id == self._partner:
                self._give(visit, consent)
            return readers

        error = error or self._write_room(visit, write)
        if error:
            return self._share_page(visit, record, error, wrong, sent)
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "shared")

    @room_route("/my/mentorship/consent/<int:consent_id>/answer")
    def answer_consent(self, consent_id, **_params):
        """Say yes or no as the mentee, or take a yes back."""
        consent = self._find("mentorship.consent", consent_id)
        visit = self._enter(consent.pairing_id)
        sent, error = self._sent()
        # sudo: found among the member's own; its methods check that the giver answers
        own = consent.with_user(request.env.user).sudo()
        answers = {
            "yes": lambda: self._give(visit, own),
            "no": own._refuse,
            "revoke": own._revoke,
        }
        answer = answers.get(sent.get("answer"))
        if not answer:
            error = error or request.env._("Please say yes or no.")
        # a yes is signed in an open room; a no, or taking a yes back, needs none
        if visit.closed and sent.get("answer") == "yes":
            error = error or visit.closed["text"]

        def write():
            answer()
            return consent.giver_id | consent.author_id

        error = error or self._write_answer(visit, write)
        if error:
            return self._consent_page(visit, consent, None, error)
        return self._go(f"/my/mentorship/pairing/{consent.pairing_id.id}", "answered")

    @room_route("/my/mentorship/consent/<int:consent_id>", methods=("GET",))
    def shared(self, consent_id, **_params):
        """The recipient's page: exactly what was shared, while the yes stands."""
        consent = self._find_shared(consent_id)
        if not consent:
            consent = self._find("mentorship.consent", consent_id)
            return self._consent_page(self._enter(consent.pairing_id), consent, None)
        visit = self._enter_as_recipient(consent)
        item = consent._shared_item()
        stands = not visit.closed and grants.stands(visit.keys, consent)
        texts = stands and items.read(visit.keys, consent.giver_id, item).get(item)
        if stands:
            consent._note_opened()
        return self._consent_page(visit, consent, item if texts else None)

    @room_route(
        "/my/mentorship/consent/<int:consent_id>/file/<int:file_id>", methods=("GET",)
    )
    def shared_file(self, consent_id, file_id, **_params):
        """A file of a note that was shared."""
        consent = self._find_shared(consent_id)
        visit = consent and self._enter_as_recipient(consent)
        if not visit or visit.closed or not grants.stands(visit.keys, consent):
            raise NotFound()
        item = consent._shared_item()
        files = item.file_ids if item._name == "mentorship.note" else item.browse()
        file = files.filtered(lambda file: file.id == file_id)
        if not file:
            raise NotFound()
        return self._download(visit, file, consent.giver_id)

    def _give(self, visit, consent):
        # sudo: `_grant` checks that the caller is the giver, before anything is signed
        consent = consent.with_user(request.env.user).sudo()
        consent._grant()
        grants.give(visit.keys, consent)

    def _write_answer(self, visit, write):
        """As `_write_room`, also for a pairing that is over: its yeses can end."""

        def whole():
            readers = write()
            visit.pairing._note_activity(visit.partner, readers)
            request.env.cr.flush()

        return self._try_to_seal(whole)

    def _find_shared(self, consent_id):
        """Return the consent that stands for the logged-in recipient, or none."""
        # sudo: whose it is, and that it stands, is part of the search
        consents = request.env["mentorship.consent"].sudo()
        return consents.search(
            [
                ("id", "=", min(consent_id, 2**31 - 1)),
                *consents._recipient_domain(self._partner),
            ]
        )

    def _enter_as_recipient(self, consent):
        return self._opened(door.enter_as_recipient, consent.pairing_id)

    def _share_page(self, visit, record, error=None, wrong=None, sent=None):
        return self._show(
            visit,
            "portal_room_share",
            error,
            room=self._pages._room(visit.pairing, self._partner),
            share=self._pages._share(visit.pairing, record, self._partner),
            texts=visit.hide({"purpose": sent.secret("purpose")} if sent else {}),
            form={
                "recipient": sent.get("recipient") if sent else "",
                "address": sent.get("address") if sent else "",
            },
            errors=wrong or {},
        )

    def _consent_page(self, visit, consent, item, error=None):
        """Render a consent; `item` is what the recipient may read now, if anything."""
        shown = None
        if item:
            texts = items.read(visit.keys, consent.giver_id, item)[item]
            files = items.read(
                visit.keys,
                consent.giver_id,
                item.file_ids if item._name == "mentorship.note" else item.browse(),
            )
            shown = {
                **self._pages._shared_line(item),
                "texts": visit.hide(texts),
                "files": [
                    {
                        "url": f"{consent._page_path()}/file/{file.id}",
                        "texts": visit.hide(texts),
                    }
                    for file, texts in files.items()
                ],
            }
        return self._show(
            visit,
            "portal_consent",
            error,
            consent={
                **self._pages._consent_line(consent, self._partner),
                "texts": visit.hide(visit.open(consent).get(consent) or {}),
            },
            shown=shown,
        )
