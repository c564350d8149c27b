"""Functions (not record methods) that find templates and scripts of the form's page
which differ from the installed ones, for display in Settings.

A template is compared with its file, not with a mark in the database, because an
attacker who can write to the database can write marks too.
"""

import re

from lxml import etree

from ..odoo_inside import arch_in_file

PAGES = (
    "survey.survey_page_fill",
    "nob_mentorship.evaluation_receipt",
    "nob_mentorship.evaluation_notice",
)
CALLS = re.compile(r"""t-call=["']([\w.]+)["']""")
BUNDLES = re.compile(r"""t-call-assets=["']([\w.]+)["']""")
OF_LOADING = frozenset(
    [
        "active",
        "customize_show",
        "forcecreate",
        "groups",
        "id",
        "inherit_id",
        "key",
        "mode",
        "name",
        "primary",
        "priority",
        "track",
        "website_id",
        "xml_id",
    ]
)
"""Attributes of a template's root element that determine how it is loaded."""
NAMED = "./xpath[@expr='.'][@position='attributes'][attribute[@name='t-name']]"
"""The element that loading adds to a copied template."""
SPOKEN = frozenset(["alt", "aria-label", "placeholder", "string", "title", "value"])
"""Attributes that a translation can change."""


def changed_views(env):
    """Return the active views of the form's page that differ from their files.

    :param env: a superuser environment
    """
    views = of_page(env).filtered("active")
    return views.filtered(lambda view: not _is_installed(view))


def of_page(env):
    """Return all views that the form's page can consist of: those that it calls, those
    that these are copied from, and those that change them.

    :param env: a superuser environment
    """
    views = env["ir.ui.view"].with_context(active_test=False, lang=None)
    found, names = views.browse(), set(PAGES)
    while names:
        new = views.search([("key", "in", list(names)), ("id", "not in", found.ids)])
        while (
            more := (views.search([("inherit_id", "in", new.ids)]) | new.inherit_id)
            - new
        ):
            new |= more
        names = {name for view in new for name in CALLS.findall(view.arch_db or "")}
        found |= new
        names -= set(found.mapped("key"))
    return found


def added_scripts(env):
    """Return the scripts in the bundles of the form's page that do not come from a
    module.

    :param env: a superuser environment
    """
    arch = " ".join(view.arch_db or "" for view in of_page(env))
    assets = env["ir.asset"].search([("bundle", "in", BUNDLES.findall(arch))])
    brought = env["ir.model.data"].search(
        [
            ("model", "=", "ir.asset"),
            ("res_id", "in", assets.ids),
            ("module", "in", _installed(env)),
        ]
    )
    others = assets - assets.browse(brought.mapped("res_id"))
    return others.filtered(lambda asset: not (asset.path or "").endswith(".scss"))


def _installed(env):
    return env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")


def _is_installed(view):
    """Tell whether a view is the same as in the file of an installed module."""
    source = _read(_of_file(view))
    if source is None or _plain(source) != _plain(_read(view.arch_db)):
        return False
    bones = _bones(source)
    return all(
        _bones(_read(view.with_context(lang=code).arch_db)) == bones
        for code, _name in view.env["res.lang"].get_installed()
    )


def _of_file(view):
    """Return the arch of a view in its module's file, or None if there is none."""
    module = (view.arch_fs or "").partition("/")[0]
    if module not in _installed(view.env):
        return None
    names = (
        view.env["ir.model.data"]
        .search(
            [
                ("model", "=", "ir.ui.view"),
                ("res_id", "=", view.id),
                ("module", "=", module),
            ]
        )
        .mapped("name")
    )
    found = (arch_in_file(view.arch_fs, f"{module}.{name}") for name in names)
    return next(filter(None, found), None)


def _read(arch):
    """Return the significant element of an arch, or None if there is none."""
    try:
        root = etree.fromstring(arch or "", etree.XMLParser(remove_comments=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    for name in OF_LOADING.intersection(root.attrib):
        del root.attrib[name]
    for added in root.xpath(NAMED):
        root.remove(added)
    return root


def _plain(element):
    """Return an element with its contents, ignoring white space."""
    if element is None:
        return None
    return [
        (one.tag, sorted(one.attrib.items()), _words(one.text), _words(one.tail))
        for one in element.iter()
    ]


def _bones(element):
    """Return the parts that no translation changes: tags, attributes, script texts."""
    if element is None:
        return None
    return [
        (
            one.tag,
            sorted((k, v) for k, v in one.attrib.items() if k not in SPOKEN),
            _words(one.text) if one.tag in ("script", "style", "attribute") else "",
        )
        for one in element.iter()
    ]


def _words(text):
    return " ".join((text or "").split())
