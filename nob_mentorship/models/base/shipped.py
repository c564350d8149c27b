from lxml import etree

from odoo import api, models
from odoo.tools import SQL, parse_version
from odoo.tools.convert import xml_import
from odoo.tools.translate import TranslationImporter, get_po_paths

from ...tools import shipped

ADDON = "nob_mentorship"
KEPT = f"{ADDON}.kept_texts"
"""The parameter with the names of texts that were kept, separated by commas."""
BOOKKEEPING = "19.0.1.4.0"
"""The first version whose update brings changed texts."""


class _Undo(Exception):
    """Rolls back a savepoint that was used only to look."""


class MentorshipShipped(models.AbstractModel):
    """The texts of the data files after installation: mails, forms, programmes.

    An update replaces a text that the customer did not change, in all its languages,
    and keeps one that they did; a manager can then compare the two and choose. See
    `tools/shipped.py` for what counts as a text.
    """

    _name = "mentorship.shipped"
    _description = "Mentorship: texts that ship with the addon"

    @api.model
    def _standing(self):
        """Return the texts in the database, as `shipped.standing` does."""
        self.env.flush_all()

        def query(sql):
            self.env.cr.execute(sql)
            return self.env.cr.fetchall()

        return shipped.standing(query)

    @api.model
    def _update_from(self, version):
        """Load this version's texts where the customer has those of an earlier one.

        :param version: the version that the database is updated from
        """
        before = self._shipped_before(version)
        had = shipped.shipped_by(version, parse_version)
        standing = self._standing()
        kept = set(self._kept_names())
        for name, marks in self._shipped_now().items():
            text = standing.get(name)
            if not text:
                # what the customer deleted stays deleted, with all that belonged to it
                if name not in had and self._has_its_place(name):
                    self._load(name)
            elif shipped.matches(text, marks):
                continue
            elif shipped.is_unchanged(text, name) and not self._is_in_use(name):
                self._load(name)
            elif before.get(name) != marks:
                kept.add(name)
        self._set_kept(kept)
        self._name_files()

    @api.model
    def _name_files(self):
        """Record the file of each mail, from which staff can reset it: Odoo does so at
        the installation only, and files move.
        """
        for path in shipped.DATA.rglob("*.xml"):
            place = path.relative_to(shipped.DATA.parent)
            for element in etree.parse(path).iter("record"):
                if element.get("model") != "mail.template":
                    continue
                name = f"{ADDON}.{element.get('id')}"
                # the customer may have deleted it
                if mail := self.env.ref(name, raise_if_not_found=False):
                    mail.template_fs = f"{ADDON}/{place}"

    @api.model
    def _shipped_now(self):
        """Return the fingerprints of this version, as `shipped.shipped_by` does."""
        newest = max(shipped.versions(), key=parse_version)
        return shipped.shipped_by(newest, parse_version)

    @api.model
    def _shipped_before(self, version):
        """Return the fingerprints of the texts that the customer may have started from:
        those of the given version or, before updates brought changed texts, the first
        ones shipped.
        """
        if parse_version(version) >= parse_version(BOOKKEEPING):
            return shipped.shipped_by(version, parse_version)
        first = {}
        for texts in shipped.versions().values():
            first = texts | first
        return first

    @api.model
    def _is_in_use(self, name):
        """Tell whether a text is a form that has been, or can be, answered."""
        record = self.env.ref(f"{ADDON}.{name}")
        return record._name == "survey.survey" and bool(record._forms_in_use())

    # texts that were kept

    @api.model
    def _kept_names(self):
        """Return the names of the texts that an update kept, sorted."""
        # sudo: the parameter holds only names of our own records
        names = self.env["ir.config_parameter"].sudo().get_param(KEPT) or ""
        return sorted(filter(None, names.split(",")))

    @api.model
    def _set_kept(self, names):
        """Record the texts that the customer keeps although there is a newer one."""
        # sudo: called by an update, or by a method that checked for a manager
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(KEPT, ",".join(sorted(names)) or False)

    @api.model
    def _kept(self):
        """Return the kept texts that still differ from ours, as {name: text}."""
        names = self._kept_names()
        if not names:
            return {}
        standing, now = self._standing(), self._shipped_now()
        return {
            name: standing[name]
            for name in names
            if name in standing
            and name in now
            and not shipped.matches(standing[name], now[name])
        }

    # replaced by ours

    @api.model
    def _ours(self, name):
        """Return a text as this version ships it, without changing the database."""
        try:
            with self.env.cr.savepoint():
                self._load(name)
                text = self._standing()[name]
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return text

    @api.model
    def _take_over(self, name):
        """Replace a text by that of this version.

        :raises UserError: if it is a form that has been, or can be, answered
        """
        record = self.env.ref(f"{ADDON}.{name}")
        if record._name == "survey.survey":
            record._check_not_in_use()
        self._load(name)
        self._set_kept(set(self._kept_names()) - {name})

    @api.model
    def _load(self, name):
        """Load the records of a text from the data files, in every language."""
        path, elements = self._elements(name)
        env = self.with_context(lang=None).env
        importer = xml_import(env, ADDON, {}, "init", noupdate=True, xml_filename=path)
        xmlids = [f"{ADDON}.{element.get('id')}" for element in elements]
        for xmlid, element in zip(xmlids, elements, strict=True):
            if record := env.ref(xmlid, raise_if_not_found=False):
                self._keep_only_texts(element)
                self._forget_translations(record)
        root = etree.Element("odoo", noupdate="1")
        root.extend(elements)
        importer.parse(root)
        self._remove_others([env.ref(xmlid) for xmlid in xmlids])
        self._load_translations(xmlids)

    @api.model
    def _elements(self, name):
        """Return the data file of a text, and the elements of its records in that
        file."""
        for path in sorted(map(str, shipped.DATA.rglob("*.xml"))):
            names, elements = {name}, []
            for record in etree.parse(path).iter("record"):
                parent = shipped.PARENTS.get(record.get("model"))
                field = record.find(f"field[@name='{parent}']") if parent else None
                if record.get("id") == name or (
                    field is not None and field.get("ref") in names
                ):
                    names.add(record.get("id"))
                    elements.append(record)
            if elements:
                return path, elements
        raise ValueError(f"no data file has {name}")

    @api.model
    def _has_its_place(self, name):
        """Tell whether the records that a text refers to, such as its programme, are
        there."""
        _path, elements = self._elements(name)
        own = {element.get("id") for element in elements}
        named = {field.get("ref") for one in elements for field in one.iter("field")}
        return all(
            self.env.ref(
                other if "." in other else f"{ADDON}.{other}", raise_if_not_found=False
            )
            for other in named - own - {None}
        )

    @api.model
    def _keep_only_texts(self, element):
        """Remove the parts of an element that belong to the customer once the record
        exists."""
        texts = shipped.FIELDS[element.get("model")]
        for field in element.findall("field"):
            if field.get("name") not in texts:
                element.remove(field)

    @api.model
    def _forget_translations(self, record):
        """Reduce a record to its English texts.

        Otherwise Odoo would carry the old translations over to similar new terms.
        """
        record.flush_recordset()
        for name in shipped.FIELDS[record._name]:
            if record._fields[name].translate:
                self.env.cr.execute(
                    SQL(
                        """
                        UPDATE %(table)s
                           SET %(field)s = jsonb_build_object('en_US', %(english)s)
                         WHERE id = %(id)s AND %(english)s IS NOT NULL
                        """,
                        table=SQL.identifier(record._table),
                        field=SQL.identifier(name),
                        english=SQL("%s->'en_US'", SQL.identifier(name)),
                        id=record.id,
                    )
                )
        record.invalidate_recordset()

    @api.model
    def _remove_others(self, loaded):
        """Remove the questions and answers of a form that are not in the data files.

        :param loaded: the records of a text, a form or another
        """
        form = loaded[0]
        if form._name != "survey.survey":
            return
        known = {(record._name, record.id) for record in loaded}

        def is_other(record):
            return (record._name, record.id) not in known

        form.question_ids.suggested_answer_ids.filtered(is_other).unlink()
        form.question_ids.filtered(is_other).unlink()

    @api.model
    def _load_translations(self, xmlids):
        """Load the translations of records in every language that is installed."""
        importer = TranslationImporter(self.env.cr)
        for language, _name in self.env["res.lang"].get_installed():
            for path in get_po_paths(ADDON, language):
                importer.load_file(path, language, xmlids=xmlids)
        importer.save(overwrite=True, force_overwrite=True)
