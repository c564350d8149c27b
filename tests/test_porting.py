"""The internals of Odoo that the addon uses are listed, and the list fits the code.

These tests only read the source. That Odoo still behaves as we rely on is tested in
`nob_mentorship/tests/test_odoo_inside.py`.
"""

import ast
import re

import pytest

from dev import client_code, odoo_home, paths, porting, touch_points

NEW = """
from odoo import models
from odoo.http import request, root
from odoo.sql_db import Cursor
from odoo.addons.survey.controllers.main import Survey
from odoo.addons.web.controllers.home import Home

class Partner(models.Model):
    _inherit = "res.partner"

    def _compute_avatar(self):
        self.env.cr.execute("SELECT id FROM ir_ui_menu")
        getattr(self, "_rpc_api_keys_only")
        return super()._compute_avatar(self.env.registry._database_translated)

    def _own(self):
        return self._own() or self._fields
"""


def test_nothing_is_used_that_is_not_in_the_list():
    assert touch_points.undeclared() == []


def test_a_new_touch_point_would_be_found(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ADDON", tmp_path)
    monkeypatch.setattr(paths, "BRIDGES", ())
    (tmp_path / "new.py").write_text(NEW)
    assert touch_points.undeclared() == [
        "new.py: _compute_avatar",
        "new.py: _database_translated",
        "new.py: _rpc_api_keys_only",
        "new.py: odoo.addons.web.controllers.home.Home",
        "new.py: odoo.http.root",
        "new.py: odoo.sql_db.Cursor",
        "new.py: table ir_ui_menu",
    ]


def test_nothing_is_in_the_list_that_is_not_used():
    assert [path for path, files in touch_points.places().items() if not files] == []
    assert set(touch_points.declared("TABLES")) == set(touch_points.tables())


def test_each_has_a_test_that_is_there():
    missing = []
    for path, (_relied, test) in touch_points.declared("TOUCHES").items():
        file, _colons, name = porting.full(test).partition("::")
        tree = ast.parse((paths.ROOT / file).read_text())
        names = {getattr(node, "name", None) for node in ast.walk(tree)}
        if name not in names:
            missing.append((path, test))
    assert missing == []


def test_the_document_is_what_the_command_prints():
    as_it_is = porting.DOCUMENT.read_text() == porting.document()
    assert as_it_is, "run `make porting ARGS=--write`"


def _source(module):
    """Return the text of core's script that a module's name leads to."""
    addons = odoo_home.root() / "odoo" / "addons"
    if module == "@odoo/owl":
        return (addons / "web/static/lib/owl/owl.js").read_text()
    addon, _slash, rest = module.removeprefix("@").partition("/")
    return (addons / addon / "static" / "src" / f"{rest}.js").read_text()


@pytest.mark.parametrize(("file", "module", "name"), client_code.imports())
def test_core_has_what_our_scripts_take(file, module, name):
    exported = (
        rf"^export (?:async )?(?:class|function|const|let) {name}\b"
        rf"|^ +exports\.{name} = "
    )
    assert re.search(exported, _source(module), re.M), file


@pytest.mark.parametrize(("file", "name", "method"), client_code.overrides())
def test_core_has_the_methods_that_our_scripts_replace(file, name, method):
    (module,) = (
        module
        for where, module, taken in client_code.imports()
        if (where, taken) == (file, name)
    )
    assert re.search(rf"^    (?:async )?{method}\(", _source(module), re.M)
