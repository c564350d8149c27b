from werkzeug.exceptions import NotFound

from odoo import models
from odoo.http import request

from ..room import door


class IrHttp(models.AbstractModel):
    """Takes what belongs to the pair's room out of a request; marks who logged in."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        door.take_ticket()
        try:
            return super()._match(path_info)
        except ValueError:
            # a number in an address that is longer than Python reads
            raise NotFound() from None

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if rule.endpoint.routing.get("mentorship_room"):
            door.take_form()
        if rule.endpoint.routing.get("mentorship_ballot"):
            door.take_ballot()
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _post_dispatch(cls, response):
        sid = request.session.sid
        result = super()._post_dispatch(response)
        door.mark_login(sid, response)
        return result
