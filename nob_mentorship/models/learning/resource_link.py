from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ...tools import links

WEEK = timedelta(days=7)
WEEKS = 2
"""After how many failing weeks in a row a link counts as dead."""
AT_ONCE = 5
"""How many pages are looked at at the same time."""
INSIDE = "nob_mentorship.links_inside"
"""The system parameter with addresses of the own network that are looked at
nevertheless. Only tests set it."""


class MentorshipResource(models.Model):
    """A weekly look at each link: staff hear of one that leads nowhere, before a member
    does (R21, P12).

    A page that asks for a login, or a server that is busy, is no dead link.
    """

    _inherit = "mentorship.resource"

    link_checked_on = fields.Date("Link checked on", readonly=True, copy=False)
    link_failed_on = fields.Date("Link leads nowhere since", readonly=True, copy=False)
    link_failures = fields.Integer(
        "Failing weeks in a row",
        readonly=True,
        copy=False,
        help="From two weeks on, it is on the coordinators' day.",
    )

    @api.model
    def _links_due(self, today):
        """Return the domain of the resources whose link is looked at on a day."""
        unseen = Domain("link_checked_on", "=", False)
        return (
            Domain("active", "=", True)
            & Domain("programme_id.active", "=", True)
            & Domain("url", "not in", (False, ""))
            & (unseen | Domain("link_checked_on", "<=", today - WEEK))
        )

    @api.model
    def _dead_links(self):
        """Return the domain of the resources whose link is dead."""
        return (
            Domain("active", "=", True)
            & Domain("url", "not in", (False, ""))
            & Domain("link_failures", ">=", WEEKS)
        )

    @api.model
    def _cron_links(self):
        """Look at the links that are due; two resources can have the same one.

        The transaction ends before each look: a slow page holds no lock.
        """
        today = fields.Date.context_today(self)
        due = self.search_fetch(self._links_due(today), ["url"])
        # sudo: a setting of the administrator's, read by a scheduled action
        allowed = self.env["ir.config_parameter"].sudo().get_param(INSIDE, "").split()
        by_url = due.grouped("url")
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(due))
        for urls in split_every(AT_ONCE, list(by_url)):
            found = links.look_at(urls, allowed)
            # staff may have changed one in the meantime
            self.env.invalidate_all()
            for url, said in found.items():
                same = by_url[url].exists().filtered(lambda r, url=url: r.url == url)
                same._note_link(said, today)
            if not crons._commit_progress(sum(len(by_url[url]) for url in urls)):
                return

    def _note_link(self, said, today):
        """Note what became of a look at these links.

        :param str said: one of the words of `links.look_at`
        """
        for resource in self:
            values = {"link_checked_on": today}
            if said == links.GONE:
                values["link_failures"] = resource.link_failures + 1
                values["link_failed_on"] = resource.link_failed_on or today
            elif said == links.WORKS:
                values |= {"link_failures": 0, "link_failed_on": False}
            resource.write(values)

    def _forget_link(self):
        """Forget what was noted of another link."""
        if self:
            self.write(
                {
                    "link_checked_on": False,
                    "link_failed_on": False,
                    "link_failures": 0,
                }
            )
