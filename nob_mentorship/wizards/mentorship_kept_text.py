from itertools import zip_longest

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from ..tools import shipped

MANAGER = "nob_mentorship.group_mentorship_manager"


class MentorshipKeptText(models.TransientModel):
    """A text that the customer changed and that an update kept, next to ours.

    A manager compares the two, and takes ours or keeps theirs.
    """

    _name = "mentorship.kept.text"
    _description = "Changed text"
    _rec_name = "title"

    name = fields.Char(required=True, readonly=True)
    title = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)
    difference = fields.Html(readonly=True, sanitize=False)
    done = fields.Boolean(readonly=True)

    @api.model
    def action_open(self):
        """Open the list of kept texts, for a manager."""
        self._check_manager()
        # sudo: a manager, checked above; texts of the addon, nothing about a member
        shipped_texts = self.env["mentorship.shipped"].sudo()
        # sudo: the names of models
        of_models = self.env["ir.model"].sudo()
        # sudo: users cannot create one directly, because its HTML is shown unescaped
        lines = self.sudo().create(
            [
                {
                    "name": name,
                    "title": record.display_name,
                    "kind": of_models.search([("model", "=", record._name)]).name,
                    "difference": self._difference(name, text),
                }
                for name, text in shipped_texts._kept().items()
                for record in shipped_texts.env.ref(f"nob_mentorship.{name}")
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Changed texts"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", lines.ids), ("done", "=", False)],
            "help": Markup("<p class='o_view_nocontent_smiling_face'>%s</p><p>%s</p>")
            % (
                self.env._("No changed texts"),
                self.env._(
                    "An email or form that you changed keeps your text when an update "
                    "brings a newer one. You then choose between the two here."
                ),
            ),
        }

    def action_take_ours(self):
        """Replace the customer's text by ours."""
        self._check_manager()
        # sudo: a manager, checked above, for texts that an update kept
        shipped_texts = self.env["mentorship.shipped"].sudo()
        for line in self:
            if line.name in shipped_texts._kept():
                shipped_texts._take_over(line.name)
        return self._finish()

    def action_keep(self):
        """Keep the customer's text, and hide it from the list until there is a newer
        one.
        """
        self._check_manager()
        # sudo: a manager, checked above, for texts that an update kept
        shipped_texts = self.env["mentorship.shipped"].sudo()
        names = set(shipped_texts._kept_names()) - set(self.mapped("name"))
        shipped_texts._set_kept(names)
        return self._finish()

    def _finish(self):
        # sudo: one's own lines, by the access rights of a transient model
        self.sudo().done = True
        return self.action_open() | {"target": "main"}

    def _check_manager(self):
        """Raise unless the user is a manager.

        :raises AccessError: because managers decide about texts of all programmes
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a mentorship manager can do this."))

    @api.model
    def _difference(self, name, text):
        """Return an HTML table of the differences between the customer's text and
        ours."""
        # sudo: called for a manager
        shipped_texts = self.env["mentorship.shipped"].sudo()
        if shipped_texts._is_in_use(name):
            return Markup("<p>%s</p>") % self.env._(
                "This form is being answered or has been answered, so it can no longer "
                "be changed."
            )
        ours = shipped_texts._ours(name)
        codes = {*shipped.languages(text), *shipped.languages(ours)}
        languages = self.env["res.lang"].with_context(active_test=False)
        rows = Markup().join(
            Markup("<tr><td>%s<br/>%s</td><td>%s</td><td>%s</td></tr>")
            % (language.name, label, *self._readable(yours, new))
            for language in languages.search([("code", "in", sorted(codes))])
            for label, yours, new in self._changes(text, ours, language.code)
        )
        head = Markup("<tr><th/><th>%s</th><th>%s</th></tr>") % (
            self.env._("Yours"),
            self.env._("Ours"),
        )
        return Markup('<table class="table text-break">%s%s</table>') % (head, rows)

    @api.model
    def _changes(self, text, ours, language):
        """Yield (label, the customer's value, our value) for each field that
        differs."""
        for (model, yours), (our_model, new) in zip_longest(
            text, ours, fillvalue=(None, {})
        ):
            labels = self.env["ir.model.fields"].get_field_string(model or our_model)
            for field in shipped.FIELDS[model or our_model]:
                two = [
                    shipped.value_in(values.get(field), language) or ""
                    for values in (yours, new)
                ]
                if two[0] != two[1]:
                    yield labels[field], *two

    @api.model
    def _readable(self, yours, ours):
        """Return two values as different texts: without their tags, if that is
        enough."""
        plain = [html2plaintext(str(value)) for value in (yours, ours)]
        return plain if plain[0] != plain[1] else [str(yours), str(ours)]
