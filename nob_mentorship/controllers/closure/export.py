import json

from odoo.http import content_disposition, request

from ...portal.closure import export
from ...portal.pairing import room as room_page
from ..base import MentorshipController, page_route


class MentorshipExportPortal(MentorshipController):
    """A member's data export, for that member only (promise 7). What they wrote in a
    room is added by their own browser.
    """

    @page_route("/my/mentorship/export")
    def export(self, **_params):
        """Choose a format, and download all data, made in memory."""
        env, partner = self._server_env, self._partner
        if not self._posted:
            rooms = room_page.rooms_of(env, partner)
            return self._page(
                "portal_export",
                rooms=[room_page.values(env, room, partner) for room in rooms],
            )
        facts = export.values(env, partner)
        if self._typed("format") == "text":
            if facts["picture"]:
                facts["picture"] = env._("It is in the data file (JSON).")
            content, kind = as_text(facts, export.labels(env)), "text/plain"
            name = "txt"
        else:
            content, kind, name = as_json(facts), "application/json", "json"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", f"{kind}; charset=utf-8"),
                ("Content-Disposition", content_disposition(f"mentorship.{name}")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )


def as_json(facts):
    """Return an export as JSON, in bytes."""
    return json.dumps(facts, ensure_ascii=False, indent=2).encode()


def as_text(facts, labels):
    """Return an export as text to read, in bytes.

    :param dict labels: {name in the export: label}
    """
    return ("\n".join(_lines(facts, labels, "")) + "\n").encode()


def _lines(value, labels, indent):
    if isinstance(value, dict):
        for name, part in value.items():
            label = labels.get(name, name)
            if not part:
                continue
            if isinstance(part, dict | list):
                yield f"{indent}{label}:"
                yield from _lines(part, labels, indent + "  ")
            else:
                yield f"{indent}{label}: " + str(part).replace("\n", f"\n{indent}    ")
        return
    for part in value:
        if isinstance(part, dict | list):
            yield from _lines(part, labels, indent)
            yield ""
        else:
            yield f"{indent}{part}"
