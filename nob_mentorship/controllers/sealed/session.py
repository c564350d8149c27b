from odoo.http import request, route

from odoo.addons.web.controllers.session import Session

from ...portal.sealed import identity


class SealedSessionController(Session):
    """A logout, after which the sealed page deletes its drafts in the browser."""

    @route()
    def logout(self, redirect="/odoo"):
        """Record the logout for the sealed page, which then deletes its drafts on the
        next visit.

        An expired session is not a logout: drafts are then restored, as they are after
        the account was closed or the device was signed out elsewhere.
        """
        answer = super().logout(redirect)
        request.session[identity.LOGGED_OUT] = True
        return answer
