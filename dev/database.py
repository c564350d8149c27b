"""Databases: the template with what the addon needs, and fresh copies of it."""

import atexit
import os
import shutil
from ast import literal_eval
from uuid import uuid4

from . import odoo, odoo_home, paths, postgres, stamp, venv
from .console import Problem, step

BASE = "nob_base"
MODULES = (
    "auth_signup",
    "base_import",
    "contacts",
    "digest",
    "gamification",
    "mail",
    "membership",
    "partner_contact_gender",
    "portal",
    "privacy_lookup",
    "survey",
)
LANGUAGES = ("nl_NL",)
"""The languages that are loaded besides English, Odoo's own language."""
MARK = "development database of nob_mentorship: "
"""Begins the comment on every database that we may drop."""
_aside = []


def exists(name):
    """Tell whether a database of this name exists."""
    return bool(postgres.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def comment(name):
    """Return the text that was written on a database with `mark`, or an empty text."""
    rows = postgres.query(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{name}'"
    )
    text = rows[0][0] if rows else ""
    return text.removeprefix(MARK) if text.startswith(MARK) else ""


def mark(name, text):
    """Write a text on a database, to read it back with `comment`."""
    postgres.query(f"COMMENT ON DATABASE \"{name}\" IS '{MARK}{text}'")


def drop(name):
    """Remove a database, its attachments and its evaluations' keys, if they are
    there."""
    postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    for folder in _folders(name):
        shutil.rmtree(folder, ignore_errors=True)


def _folders(name):
    """Return the folders of a database's attachments and of its evaluations' keys."""
    return paths.filestore(name), paths.BALLOTS / name


def set_aside(name):
    """Remove a database at the end of this process; its name is free at once.

    Removing it now would make the next copies slow: before ext4 creates a file, it
    looks at every file deleted in the last minutes, and a database has thousands.
    """
    if not exists(name):
        return
    postgres.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}'"
    )
    other = f"{name}_{uuid4().hex[:8]}"
    rename(name, other)
    _aside.append(other)


@atexit.register
def drop_aside():
    """Remove the databases that were set aside."""
    while _aside:
        drop(_aside.pop())


def copy(source, target):
    """Make `target` a fresh copy of the database `source`.

    Attachments are never changed in place, so the copy's are links to the source's.
    """
    drop(target)
    postgres.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    mark(target, f"copy of {source}")
    if paths.filestore(source).is_dir():
        shutil.copytree(
            paths.filestore(source), paths.filestore(target), copy_function=os.link
        )


def rename(source, target):
    """Replace the database `target` by the database `source`."""
    drop(target)
    postgres.query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
    for old, new in zip(_folders(source), _folders(target), strict=True):
        if old.is_dir():
            old.rename(new)


def names():
    """Return the databases that are ours."""
    rows = postgres.query(
        "SELECT datname FROM pg_database"
        f" WHERE shobj_description(oid, 'pg_database') LIKE '{MARK}%'"
    )
    return [name for (name,) in rows]


def key():
    """Return a hash that changes when the template has to be rebuilt."""
    needed = [venv.groups()[name] for name in venv.BASE]
    return stamp.digest(odoo_home.key(), needed, MODULES, LANGUAGES, "2")


def set_up():
    """Build the template, unless it is there and complete."""
    if comment(BASE) == key() and paths.filestore(BASE).is_dir():
        return
    draft = f"{BASE}_new"
    with stamp.lock("base"), step("template database"):
        drop(draft)
        postgres.query(
            f"CREATE DATABASE \"{draft}\" ENCODING 'UTF8' LC_COLLATE 'C'"
            " TEMPLATE template0"
        )
        mark(draft, "unfinished")
        odoo.run(
            odoo.configuration(draft, draft),
            f"--init={','.join(MODULES)}",
            "--without-demo",
            f"--load-language={','.join(LANGUAGES)}",
            "--stop-after-init",
            what="installing Odoo's modules",
        )
        paths.filestore(draft).mkdir(parents=True, exist_ok=True)
        rename(draft, BASE)
        mark(BASE, key())
        postgres.checkpoint()


def install(name, addons=paths.ADDONS, demo=False):
    """Make `name` a fresh database with our addon.

    Odoo loads an addon's demonstration data only if those of its dependencies are
    loaded, so with `demo` they count as loaded while ours is.

    :param addons: the folder that holds our addon, or a copy of it
    :param demo: with our demonstration data, and no other addon's
    """
    if not (paths.ADDON / "__manifest__.py").is_file():
        raise Problem("nob_mentorship has no __manifest__.py")
    copy(BASE, name)
    if demo:
        postgres.query("UPDATE ir_module_module SET demo = true", name)
    odoo.run(
        odoo.configuration(name, name, addons),
        f"--init={paths.ADDON.name}",
        "--with-demo" if demo else "--without-demo",
        "--stop-after-init",
        what="installing the addon",
    )
    if demo:
        flag = "UPDATE ir_module_module SET demo = (name = 'nob_mentorship')"
        postgres.query(flag, name)


def connect(source, name, bridge):
    """Make `name` a copy of a database with our addon, to which the addons of Odoo come
    that a bridge needs; the bridge installs itself.

    :param str source: the database to copy
    :param bridge: the folder of the bridge
    :raise Problem: if the bridge does not install itself
    """
    copy(source, name)
    odoo.run(
        odoo.configuration(name, name),
        f"--init={','.join(connected(bridge))}",
        "--without-demo",
        "--stop-after-init",
        what=f"installing what {bridge.name} needs",
    )
    state = f"SELECT state FROM ir_module_module WHERE name = '{bridge.name}'"
    if postgres.query(state, name) != [["installed"]]:
        raise Problem(f"{bridge.name} did not install itself")


def connected(bridge):
    """Return the names of the addons that a bridge connects ours to."""
    manifest = literal_eval((bridge / "__manifest__.py").read_text())
    return [name for name in manifest["depends"] if name != paths.ADDON.name]


def make_assets(name):
    """Build the scripts and styles of all pages, so that no copy builds them again."""
    odoo.run(
        odoo.configuration(name, name),
        "--no-http",
        what="making scripts and styles",
        command="shell",
        input="env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n",
    )


def update(name, **settings):
    """Update our addon in the database `name`; return the log.

    :param settings: additional configuration, such as `drop_sealed_1x`
    """
    return odoo.run(
        odoo.configuration(name, name, **settings),
        f"--update={paths.ADDON.name}",
        "--stop-after-init",
        what="updating the addon",
    )
