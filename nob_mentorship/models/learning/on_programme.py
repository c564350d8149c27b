from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, parse_version

START_SET = {
    "19.0.1.4.0": (
        "first_talk",
        "good_mentee",
        "mentor_limits",
        "trust",
        "serious",
        "good_questions",
        "four_roles",
        "goals",
        "plan",
        "feedback",
        "network",
        "ending",
        "hbr",
        "forbes",
    ),
}
"""{version: the texts that it added to those a programme starts with}"""


class MentorshipProgramme(models.Model):
    """The guides (P16) and the texts (R21, R61) that a programme starts with."""

    _inherit = "mentorship.programme"

    def action_add_guides(self):
        """Give these programmes a guide for each talk that they have none for.

        :raises UserError: if there is nothing to add
        """
        self.check_access("write")
        added = [programme._add_guides() for programme in self]
        if not any(added):
            raise UserError(
                self.env._(
                    "There is nothing to add: this programme has a guide for each "
                    "talk, perhaps an archived one, or no other programme has guides."
                )
            )

    def action_add_start_set(self):
        """Give these programmes the texts of the start set that they do not have.

        :raises UserError: if there is nothing to add
        """
        self.check_access("write")
        added = [programme._add_start_set() for programme in self]
        if not any(added):
            raise UserError(
                self.env._(
                    "There is nothing to add: this programme has all start texts, "
                    "perhaps some of them archived, or no other programme has more."
                )
            )

    def _add_guides(self):
        """Copy the guides for talks that this programme has none for, not even an
        archived one, from the first other programme that has guides.

        :return: the new guides
        """
        self.ensure_one()
        own = self.with_context(active_test=False).resource_ids
        talks = own.filtered(lambda resource: resource.kind == "guide").mapped("stage")
        found = self._resources_elsewhere([("kind", "=", "guide")])
        first = found.programme_id.sorted(lambda p: (p.sequence, p.id))[:1]
        missing = found.filtered_domain(
            [("programme_id", "=", first.id), ("stage", "not in", talks)]
        )
        return self._copy_resources(missing)

    def _add_start_set(self, keys=None):
        """Copy the start texts that this programme does not have, not even archived
        ones, each from the first other programme that has it.

        :param keys: of the texts to add; without them, all
        :return: the new resources
        """
        self.ensure_one()
        own = set(self.with_context(active_test=False).resource_ids.mapped("start_key"))
        found = self._resources_elsewhere([("start_key", "!=", False)])
        first = {}
        for programme in found.programme_id.sorted(lambda p: (p.sequence, p.id)):
            for text in found.filtered(lambda r, p=programme: r.programme_id == p):
                first.setdefault(text.start_key, text.id)
        missing = [
            number
            for key, number in first.items()
            if key not in own and (keys is None or key in keys)
        ]
        return self._copy_resources(found.browse(missing))

    @api.model
    def _take_start_set(self, version):
        """Give the customer's own programmes the start texts that are new since a
        version. Those that we ship have theirs in the data files.

        :param version: the version that the database is updated from
        """
        keys = {
            key
            for since, added in START_SET.items()
            if parse_version(since) > parse_version(version)
            for key in added
        }
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "nob_mentorship"), ("model", "=", self._name)]
        )
        for programme in self.with_context(active_test=False).search(
            [("id", "not in", shipped.mapped("res_id"))]
        ):
            programme._add_start_set(keys)

    def _resources_elsewhere(self, domain):
        """Return the resources of other programmes in use, of the same company."""
        # sudo: resources in use, of the same company, which every member of it can read
        resources = self.env["mentorship.resource"].sudo()
        return resources.with_context(active_test=True).search_fetch(
            [
                *domain,
                ("programme_id", "!=", self.id),
                ("programme_id.active", "=", True),
                ("programme_id.company_id", "in", [False, self.company_id.id]),
            ],
            ["programme_id", "stage", "start_key", "file_type"],
        )

    def _copy_resources(self, resources):
        """Copy resources to this programme as they are, in every language, with the
        files that staff added to them.

        Each new programme begins with some twenty long texts. Odoo's `copy` would clean
        and translate them one by one.

        :return: the new resources
        """
        if not resources:
            return resources
        resources.flush_recordset()
        names = [
            name
            for name, field in resources._fields.items()
            if field.store
            and field.column_type
            and field.copy
            and name not in (*models.MAGIC_COLUMNS, "programme_id")
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mentorship_resource
                       (programme_id, create_uid, write_uid, create_date, write_date,
                        %(columns)s)
                SELECT %(programme)s, %(user)s, %(user)s, %(now)s, %(now)s, %(columns)s
                  FROM mentorship_resource
                 WHERE id IN %(resources)s
                 ORDER BY id
                RETURNING id
                """,
                columns=SQL(", ").join(SQL.identifier(name) for name in names),
                programme=self.id,
                user=self.env.uid,
                now=self.env.cr.now(),
                resources=tuple(resources.ids),
            )
        )
        new = resources.browse(number for (number,) in self.env.cr.fetchall())
        self.invalidate_recordset(["resource_ids"])
        # a file is an attachment, and no column
        for old, copied in zip(resources.sorted("id"), new, strict=True):
            if old.file_type:
                copied.file = old.with_context(bin_size=False).file
        return new
