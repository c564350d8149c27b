import json
from base64 import b64encode

from odoo.http import content_disposition, request

from ..room import items
from ..tools.seal import SealError
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
        if request.httprequest.method == "GET":
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
            content, name = self._as_text(facts), "mentorship.txt"
        else:
            content = json.dumps(facts, ensure_ascii=False, indent=2)
            name = "mentorship.json"
        kind = "text/plain" if name.endswith("txt") else "application/json"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", f"{kind}; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _own(self, visit):
        """Return what this member wrote in a room: facts and plain texts."""
        parts = []
        for records in visit.pairing._written_by(self._partner):
            texts = visit.read(records)
            files = visit.read(records.file_ids) if "file_ids" in records else {}
            parts += [
                {
                    **self._pages._written_line(record, self._partner),
                    "texts": texts[record],
                    "files": [
                        {**texts, "content": self._content(visit, file)}
                        for file, texts in files.items()
                        if texts and file.note_id == record
                    ],
                }
                for record in records
                if record in texts
            ]
        return parts

    def _content(self, visit, file):
        try:
            return b64encode(items.read_content(visit.keys, file)).decode()
        except SealError:
            return None

    def _as_text(self, facts):
        """Return the facts as text to read; of files the names alone."""
        lines = []

        def add(value, depth):
            indent = "  " * depth
            if isinstance(value, dict):
                for name, part in value.items():
                    if name == "content" or part in (None, "", [], {}, False):
                        continue
                    label = self._pages._export_label(name)
                    if isinstance(part, (dict, list)):
                        lines.append(f"{indent}{label}:")
                        add(part, depth + 1)
                    else:
                        text = str(part).replace("\n", f"\n{indent}    ")
                        lines.append(f"{indent}{label}: {text}")
            else:
                for part in value:
                    if isinstance(part, (dict, list)):
                        add(part, depth)
                        lines.append("")
                    else:
                        lines.append(f"{indent}{part}")

        add(facts, 0)
        return "\n".join(lines) + "\n"
