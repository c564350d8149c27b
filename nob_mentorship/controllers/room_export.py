import json
from base64 import b64encode
from functools import partial

from odoo.http import content_disposition, request

from ..room import items, veil
from ..tools.seal import SealError, Secret
from .room import MentorshipRoomController, room_route


class MentorshipExportPortal(MentorshipRoomController):
    """Everything of a member's own, for the member alone (promise 7)."""

    @room_route("/my/mentorship/export", methods=("GET", "POST"))
    def export(self, **_params):
        """Choose a form, and get all of it, made in memory."""
        visits = [self._enter(p) for p in self._pages._rooms_of(self._partner)]
        closed = [
            self._pages._names_of_others(v.pairing, self._partner)
            for v in visits
            if v.closed
        ]
        if not self._posted:
            return self._page("portal_export", closed_rooms=closed)
        sent, error = self._sent()
        if error:
            return self._page("portal_export", error, closed_rooms=closed)
        facts = self._pages._export(self._partner)
        facts["written"] = [
            part for visit in visits if not visit.closed for part in self._own(visit)
        ]
        facts["closed_rooms"] = closed
        if sent.get("format") == "text":
            labels, kind, name = self._pages._export_labels(), "text/plain", "txt"
            make = partial(as_text, facts, labels)
        else:
            kind, name = "application/json", "json"
            make = partial(as_json, facts)
        response = request.make_response(
            b"",
            headers=[
                ("Content-Type", f"{kind}; charset=utf-8"),
                ("Content-Disposition", content_disposition(f"mentorship.{name}")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        request.env.cr.flush()
        return veil.send_late(response, make)

    def _own(self, visit):
        """Return what this member wrote in a room: facts, and texts as `Secret`."""
        parts = []
        for records in visit.pairing._written_by(self._partner):
            texts = visit.open(records)
            files = visit.open(records.file_ids) if "file_ids" in records else {}
            parts += [
                {
                    **self._pages._written_line(record, self._partner),
                    "texts": texts[record],
                    "files": [
                        {**about, "content": self._content(visit, file)}
                        for file, about in files.items()
                        if about and file.note_id == record
                    ],
                }
                for record in records
                if record in texts
            ]
        return parts

    def _content(self, visit, file):
        try:
            return in_base64(items.read_content(visit.keys, file))
        except SealError:
            return None


def in_base64(secret):
    """Return the `Secret` of a content in base64."""
    return Secret(b64encode(secret.open()))


def as_json(facts):
    """Return an export as JSON, in bytes."""
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=Secret.text)
    return text.encode()


def as_text(facts, labels):
    """Return an export as text to read, in bytes; of files the names alone.

    :param dict labels: {name in the export: what it is called}
    """
    return ("\n".join(_lines(facts, labels, "")) + "\n").encode()


def _lines(value, labels, indent):
    if isinstance(value, dict):
        for name, part in value.items():
            label = labels.get(name, name)
            if name == "content" or not part:
                continue
            if isinstance(part, dict | list):
                yield f"{indent}{label}:"
                yield from _lines(part, labels, indent + "  ")
            else:
                text = part.text() if isinstance(part, Secret) else str(part)
                yield f"{indent}{label}: " + text.replace("\n", f"\n{indent}    ")
        return
    for part in value:
        if isinstance(part, dict | list):
            yield from _lines(part, labels, indent)
            yield ""
        else:
            yield f"{indent}{part}"
