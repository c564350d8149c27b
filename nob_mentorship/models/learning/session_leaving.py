from odoo import api, fields, models
from odoo.fields import Domain

from .session import UNMARKED


class MentorshipSession(models.Model):
    """What stays of sessions when a person is erased, or becomes one with another
    (N9).

    That someone was there stays in the numbers, by their sign-up.
    """

    _inherit = "mentorship.session"

    @api.model
    def _erase(self, partner):
        """Take an erased person off the sessions to come, without a mail to them, and
        delete what they asked for; a topic that others read stays, without a name.
        """
        mine = Domain("partner_id", "=", partner.id)
        self.env["mentorship.session.voice"].search(mine).unlink()
        self.env["mentorship.session.request"].search(mine)._forget_author()
        lines = self.env["mentorship.session.attendee"].search(
            mine
            & Domain("state", "in", UNMARKED)
            & Domain("session_id.stop", ">", fields.Datetime.now())
        )
        for session, own in lines.grouped("session_id").items():
            session._touch()
            session._take_off(own, tell=False)

    @api.model
    def _make_one(self, people):
        """Leave contacts that become one person one row in each session, the one that
        says most, and one voice for each topic.

        :param people: ids of contacts
        """
        mine = [("partner_id", "in", people)]
        said = ("attended", "absent", "going", "waiting")
        lines = self.env["mentorship.session.attendee"].search(mine, order="id")
        for session, own in lines.grouped("session_id").items():
            if len(own) > 1:
                session._touch()
                rest = own.sorted(lambda line: (said.index(line.state), line.id))[1:]
                session._take_off(rest, tell=False)
        voices = self.env["mentorship.session.voice"].search(mine, order="id")
        for own in voices.grouped("request_id").values():
            own[1:].unlink()
        tries = self.env["mentorship.session.try"].search(mine, order="tries desc, id")
        for own in tries.grouped("session_id").values():
            own[1:].unlink()
