"""wkhtmltopdf: the system's, or Debian 12's with its libraries in `.dev/pdf`.

Later releases of Debian do not have it.
"""

import shutil
import sysconfig

from . import paths, stamp
from .apt import Tree
from .console import command, download, step

NAME = "wkhtmltopdf"
SUITE = "bookworm"
PACKAGES = (
    NAME,
    *("fonts-dejavu-core", "libbrotli1", "libbsd0", "libcom-err2", "libdw1", "libelf1"),
    *("libdouble-conversion3", "libexpat1", "libfontconfig1", "libfreetype6", "libgl1"),
    *("libglib2.0-0", "libglvnd0", "libglx0", "libgraphite2-3", "libgssapi-krb5-2"),
    *("libgstreamer-plugins-base1.0-0", "libgstreamer1.0-0", "libharfbuzz0b"),
    *("libhyphen0", "libicu72", "libjpeg62-turbo", "libk5crypto3", "libkeyutils1"),
    *("libkrb5-3", "libkrb5support0", "libmd4c0", "liborc-0.4-0", "libpcre2-16-0"),
    *("libpcre2-8-0", "libpng16-16", "libqt5core5a", "libqt5gui5", "libqt5network5"),
    *("libqt5positioning5", "libqt5printsupport5", "libqt5qml5", "libqt5qmlmodels5"),
    *("libqt5quick5", "libqt5sensors5", "libqt5svg5", "libqt5webchannel5"),
    *("libqt5webkit5", "libqt5widgets5", "libunwind8", "libwebp7", "libwoff1"),
    *("libx11-6", "libxau6", "libxcb1", "libxdmcp6", "libxml2", "libxslt1.1"),
)
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
SCRIPT = """#!/bin/sh
# Starts {name} with the libraries and the fonts beside it.
here=$(dirname "$(dirname "$(readlink -f "$0")")")
export LD_LIBRARY_PATH="$here/usr/lib/{triplet}:$here/lib/{triplet}"
export QT_PLUGIN_PATH="$here/usr/lib/{triplet}/qt5/plugins"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/usr/bin/{name}" "$@"
"""
PAGE = "<p>€</p>"


def wanted():
    """Tell whether the system lacks it."""
    return not shutil.which(NAME)


def folders():
    """Return the folders to add to PATH for it."""
    return [paths.PDF / "bin"] if wanted() else []


def set_up():
    """Install it, unless it is there."""
    key = stamp.digest(PACKAGES, SUITE, FONTS, SCRIPT)
    if not wanted() or (stamp.is_done("pdf", key) and paths.PDF.is_dir()):
        return
    stamp.forget("pdf")
    with download(f"{NAME} from Debian 12 (about 40 MB)"):
        tree = Tree(SUITE)
        debs = tree.download(PACKAGES)
    with step(NAME):
        draft = stamp.fresh_folder(paths.STATE / "pdf.tmp")
        tree.unpack(debs, draft)
        (draft / "fonts.conf").write_text(FONTS)
        script = draft / "bin" / NAME
        script.parent.mkdir()
        triplet = sysconfig.get_config_var("MULTIARCH")
        script.write_text(SCRIPT.format(name=NAME, triplet=triplet))
        script.chmod(0o755)
        target = draft / "try.pdf"
        command(script, "--quiet", "-", target, what=f"trying {NAME}", input=PAGE)
        target.unlink()
        stamp.move_into_place(draft, paths.PDF)
    stamp.done("pdf", key)
