"""Where our code depends on Odoo's internals, found by reading it (`ast`); nothing
runs.

`nob_mentorship/models/odoo_inside.py` declares what the addon may depend on. This
module finds where it does, and what is not declared.
"""

import ast
import functools
import re
from collections import Counter

from . import paths

DECLARED = paths.ADDON / "models" / "odoo_inside.py"
PUBLIC = {
    "odoo": None,
    "odoo.api": None,
    "odoo.cli": None,
    "odoo.exceptions": None,
    "odoo.fields": None,
    "odoo.http": {"content_disposition", "request", "route"},
    "odoo.models": None,
    "odoo.tests": None,
    "odoo.tools": None,
}
"""{module that addons import from, according to Odoo's documentation: the names, or
None for all}"""
PROMISED = frozenset(
    {
        # of a model, as in the documentation of the ORM
        "_abstract",
        "_auto",
        "_compute_display_name",
        "_fields",
        "_filtered_access",
        "_name",
        "_origin",
        "_read_group",
        "_search",
        "_search_display_name",
        "_table",
        "_transient",
        # of a scheduled action, as in the documentation of actions
        "_commit_progress",
        "_trigger",
        # of Python and werkzeug
        "_exit",
        "_get_current_object",
        "_getframe",
    }
)
TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)\b(?!\()")
IMPORT = re.compile(r"^\s*(?:from|import) (odoo(?:\.\w+)+)", re.M)
REFLECTION = {"getattr", "hasattr", "setattr", "object", "patch"}


@functools.cache
def _tree(file):
    return ast.parse(file.read_text())


@functools.cache
def declared(name):
    """Return a table of `odoo_inside.py`: made of texts alone, so without Odoo."""
    found = {}
    for node in _tree(DECLARED).body:
        if isinstance(node, ast.Assign):
            needed = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
            if needed <= found.keys():
                exec(compile(ast.Module([node], []), str(DECLARED), "exec"), found)
    return found[name]


def shipped():
    """Return the Python files of our addons that run in an installation."""
    return [
        file
        for addon in (paths.ADDON, *paths.BRIDGES)
        for file in _python(addon)
        if "tests" not in file.parts
    ]


def _python(folder):
    return sorted(folder.rglob("*.py"))


def _own_names(files):
    """Return {name that our code assigns to itself: how often}."""
    own = Counter()
    for file in files:
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                own[node.name] += 1
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own[node.id] += 1
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                own[node.attr] += 1
    return own


def _is_super(node):
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "super"
    )


def _is_private(name):
    return (name.startswith("_") and not name.endswith("__")) or "__" in name.strip("_")


def _names(node):
    """Return the foreign names that one node of code uses: an attribute, a quoted name
    that is looked up, or one that `super()` leads to."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Call):
        function = node.func
        called = getattr(function, "id", getattr(function, "attr", ""))
        if called in REFLECTION:
            return [
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
            ]
    return []


def _imports(file):
    """Return [(module, name or "")] of what a file imports from Odoo."""
    found = []
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [(module, "") for module in IMPORT.findall(node.value)]
    return [
        (module, name)
        for module, name in found
        if module.partition(".")[0] == "odoo"
        and not module.startswith("odoo.addons.nob_mentorship")
    ]


def _is_public(module, name):
    if module not in PUBLIC or name.startswith("_"):
        return False
    names = PUBLIC[module]
    return names is None or name in names


def _short(file):
    root = paths.ADDON if paths.ADDON in file.parents else paths.ROOT
    return str(file.relative_to(root))


def places():
    """Return {declared path: the addon's files that depend on it}."""
    found = {path: set() for path in declared("TOUCHES")}
    by_name = {}
    for path in found:
        by_name.setdefault(path.rpartition(".")[2], []).append(path)
    for file in shipped():
        imported = {".".join(pair) for pair in _imports(file)}
        for path, files in found.items():
            bare = path.removesuffix(".__call__").removesuffix(".__file__")
            if path in imported or bare in imported:
                files.add(_short(file))
        for node in ast.walk(_tree(file)):
            for name in _names(node):
                for path in by_name.get(name, ()):
                    if _is_private(name) or _is_super(node) or "convert_" in name:
                        found[path].add(_short(file))
    return {path: sorted(files) for path, files in found.items()}


def tables():
    """Return {table of Odoo: the addon's files with SQL on it}."""
    found = {}
    for file in shipped():
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for name in TABLE.findall(node.value):
                    if not name.startswith(("mentorship_", "pg_")):
                        found.setdefault(name, set()).add(_short(file))
    return {name: sorted(files) for name, files in found.items()}


def undeclared(files=None):
    """Return ["file: name"] of undeclared dependencies on Odoo's internals.

    :param files: files of the addon; all that are shipped, unless given
    """
    known = {path.rpartition(".")[2] for path in declared("TOUCHES")} | PROMISED
    own = _own_names(shipped())
    prefixes = tuple(declared("TOUCHES"))
    found = set()
    for file in files or shipped():
        for module, name in _imports(file):
            path = f"{module}.{name}".rstrip(".")
            if not _is_public(module, name) and not any(
                known_path == path or known_path.startswith(f"{path}.")
                for known_path in prefixes
            ):
                found.add(f"{_short(file)}: {path}")
        for node in ast.walk(_tree(file)):
            for name in _names(node):
                # what `super()` leads to is ours if another class of ours has it
                ours = own[name] > _is_super(node)
                if _is_private(name) and name not in known and not ours:
                    found.add(f"{_short(file)}: {name}")
    for name, where in tables().items():
        if name not in declared("TABLES"):
            found |= {f"{file}: table {name}" for file in where}
    return sorted(found)


def elsewhere():
    """Return {name of Odoo's internals: files} of what is not shipped."""
    tested = [f"{addon.name}/tests" for addon in paths.EVERY]
    folders = (*tested, "tests", "dev", "bench")
    files = [file for folder in folders for file in _python(paths.ROOT / folder)]
    own = {*_own_names([*shipped(), *files]), *PROMISED}
    found = {}
    for file in files:
        where = str(file.relative_to(paths.ROOT))
        for module, name in _imports(file):
            if not _is_public(module, name):
                path = f"{module}.{name}".rstrip(".")
                found.setdefault(path, set()).add(where)
        for node in ast.walk(_tree(file)):
            for name in _names(node):
                if _is_private(name) and name not in own and name.isidentifier():
                    found.setdefault(name, set()).add(where)
    return {name: sorted(files) for name, files in found.items()}
