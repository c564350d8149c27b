from odoo.http import request, route

from odoo.addons.web.controllers.session import Session

from ...portal.sealed import identity


class SealedSessionController(Session):
    """A logout ends what the sealed page keeps in a browser."""

    @route()
    def logout(self, redirect="/odoo"):
        """Note the logout for the sealed page, which drops drafts the next time.

        A session that merely ended is no logout: what was typed then comes back, as
        after the account was closed or the device was signed out elsewhere.
        """
        answer = super().logout(redirect)
        request.session[identity.LOGGED_OUT] = True
        return answer
