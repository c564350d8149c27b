from ..room import forms
from ..tools.form import FormError, read_date, read_number
from .room import PAIRING, MentorshipRoomController, room_route


class MentorshipGoalPortal(MentorshipRoomController):
    """Goals of mentee and of mentor, SMART (R53, R56)."""

    @room_route(f"{PAIRING}/goal", methods=("GET", "POST"))
    def new_goal(self, pairing_id, **_params):
        """Set a goal of one's own."""
        pairing = self._find("mentorship.pairing", pairing_id)
        return self._goal(self._enter(pairing), pairing.goal_ids.browse())

    @room_route("/my/mentorship/goal/<int:goal_id>", methods=("GET", "POST"))
    def goal(self, goal_id, **_params):
        """Change a goal of one's own, let it go, or take it up again."""
        goal = self._find("mentorship.goal", goal_id)
        return self._goal(self._enter(goal.pairing_id), goal)

    @room_route("/my/mentorship/goal/<int:goal_id>/progress")
    def progress(self, goal_id, **_params):
        """Note how far one's own goal is."""
        goal = self._find("mentorship.goal", goal_id)
        visit = self._enter(goal.pairing_id)
        sent, error = self._form(visit)
        try:
            progress = read_number(sent.get("progress"), 0, 100)
        except FormError as trouble:
            error = error or self._pages._form_error(trouble)
        error = error or self._write_room(visit, lambda: goal._note_progress(progress))
        if error:
            return self._goal_page(visit, goal, error)
        return self._go(f"/my/mentorship/pairing/{goal.pairing_id.id}", "changed")

    def _goal(self, visit, goal):
        if not self._posted:
            return self._goal_page(visit, goal)
        sent, texts, wrong, error = self._read(visit, forms.GOAL, ("specific",))
        path = f"/my/mentorship/pairing/{visit.pairing.id}"
        turn = {"drop": goal._drop, "resume": goal._resume}.get(sent.get("do"))
        if goal and turn and not visit.closed:
            error = self._form(visit)[1] or self._write_room(visit, turn)
            return (
                self._go(path, "changed")
                if not error
                else self._goal_page(visit, goal, error)
            )
        values, trouble = self._read_values(sent)
        wrong.update(trouble)
        error = error or (wrong and self._look_below())
        error = error or (goal and self._conflict(goal, sent))

        def write():
            record = visit.pairing._save_goal(goal, self._partner, values)
            readers = visit.pairing._room_members().partner_id
            visit.seal(record, texts, readers)
            return readers

        error = error or self._write_room(visit, write)
        if error:
            return self._goal_page(visit, goal, error, wrong, sent)
        return self._go(path, "changed" if goal else "goal")

    def _read_values(self, sent):
        """Return (the open values of a goal, {field: sentence})."""
        values, wrong = {}, {}
        values["term"] = "long" if sent.get("term") == "long" else "short"
        try:
            values["due_on"] = read_date(sent.get("due_on"))
        except FormError as error:
            wrong["due_on"] = self._pages._form_error(error)
        return values, wrong

    def _goal_page(self, visit, goal, error=None, wrong=None, sent=None):
        saved = visit.hide((goal and visit.open(goal).get(goal)) or {})
        line = self._pages._goal_line(goal, self._partner) if goal else {}
        return self._show(
            visit,
            "portal_room_goal",
            error,
            room=self._pages._room(visit.pairing, self._partner),
            goal=line,
            saved=saved if sent and goal else None,
            texts=visit.hide({n: sent.secret(n) for n in forms.GOAL})
            if sent
            else saved,
            form={
                "term": sent.get("term") if sent else line.get("term", "short"),
                "due_on": sent.get("due_on") if sent else line.get("due", ""),
            },
            errors=wrong or {},
        )
