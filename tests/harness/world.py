"""An association on a running server: staff, members, memberships, by RPC."""

import copy
from datetime import timedelta

from . import clock

PASSWORD = "mentor-test-2030"


class World:
    """Makes the records that a test needs, as the administrator.

    :param server: a running server
    """

    def __init__(self, server):
        self.server = server
        self.admin = server.client()
        self.membership = self._membership()

    def on(self, server):
        """Return the same association on a server whose database is a copy."""
        world = copy.copy(self)
        world.server, world.admin = server, server.client()
        return world

    def _membership(self):
        (category,) = self.search("membership.membership_category", [], ["id"])[:1]
        return self.create(
            "product.product",
            name="Lidmaatschap",
            membership=True,
            list_price=0,
            membership_category_id=category["id"],
            membership_date_from=str(clock.today() - timedelta(days=100)),
            membership_date_to=str(clock.today() + timedelta(days=265)),
        )

    def create(self, model, **values):
        """Create a record and return its id; a user gets no invitation by mail."""
        quiet = {"no_reset_password": True}
        return self.admin.call(model, "create", [values], {"context": quiet})

    def search(self, model, domain, fields):
        """Return the values of the records that a domain finds."""
        return self.admin.call(model, "search_read", [domain], {"fields": fields})

    def ref(self, xmlid):
        """Return the id of a record of the data."""
        module, name = xmlid.split(".")
        (found,) = self.search(
            "ir.model.data",
            [("module", "=", module), ("name", "=", name)],
            ["res_id"],
        )
        return found["res_id"]

    def user(self, login, name, group):
        """Create a user with one group, in Dutch; return (user id, partner id)."""
        user = self.create(
            "res.users",
            login=login,
            name=name,
            email=f"{login}@leden.example",
            password=PASSWORD,
            lang="nl_NL",
            tz="Europe/Amsterdam",
            group_ids=[(6, 0, [self.ref(group)])],
        )
        (found,) = self.search("res.users", [("id", "=", user)], ["partner_id"])
        return user, found["partner_id"][0]

    def member(self, login, name, years=None, **values):
        """Create a member with a login; return the partner's id."""
        _user, partner = self.user(login, name, "base.group_portal")
        if years is not None:
            values["professional_since"] = str(clock.today() - timedelta(366 * years))
        if values:
            self.admin.call("res.partner", "write", [[partner], values])
        self.membership_line(partner)
        return partner

    def membership_line(self, partner):
        """Make a partner a member from a while ago until next year."""
        self.create(
            "membership.membership_line",
            partner_id=partner,
            membership_id=self.membership,
            member_price=0,
            date=str(clock.today()),
            date_from=str(clock.today() - timedelta(days=100)),
            date_to=str(clock.today() + timedelta(days=265)),
            state="paid",
        )

    def manager(self, login, name):
        """Create a manager of mentorship and return an RPC client of theirs."""
        self.user(login, name, "nob_mentorship.group_mentorship_manager")
        return self.server.client(login, PASSWORD)

    def edition(self, manager, programme="nob_mentorship.programme_nob", **values):
        """Create an edition that can open today; return its id."""
        today = clock.today()
        return manager.call(
            "mentorship.edition",
            "create",
            [
                {
                    "programme_id": self.ref(programme),
                    "name": "2030",
                    "enrolment_start": str(today),
                    "enrolment_end": str(today + timedelta(days=30)),
                    "date_start": str(today + timedelta(days=40)),
                    **values,
                }
            ],
        )
