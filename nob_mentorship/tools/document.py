"""Documents that staff offer to members: which kinds, known by their content."""

import re
from io import BytesIO
from zipfile import ZipFile

from . import picture

MOST_BYTES = 10_000_000
MOST_PARTS = 5000
"""The most files that a document, which is an archive, can consist of."""
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
"""{ending of the name: media type} of what a browser shows or saves, and never runs."""
STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
MAIN = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
"""{folder with the main part of an Office document: its ending}"""
OPEN = {TYPES[kind]: kind for kind in ("odt", "odp", "ods")}
"""{what a document of OpenDocument says that it is: its ending}"""
MACROS = re.compile(
    r"vbaProject|macrosheets/|activeX/|(^|/)(Basic|Scripts)/", re.IGNORECASE
)
"""Parts of a document that contain programs."""
NOT_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+'
)
"""Characters that a name of a file cannot have, or that hide or turn its end."""


def kind_of(content):
    """Return the ending that fits the content of a file, a key of `TYPES`.

    :param bytes content: the file as uploaded
    :raises ValueError: if it is of no kind that is offered
    """
    if content.startswith(b"%PDF-"):
        return "pdf"
    for start, kind in STARTS.items():
        if content.startswith(start):
            picture.check(content)
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    raise ValueError("of another kind")


def _kind_of_archive(content):
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS or any(map(MACROS.search, names)):
                raise ValueError("too many parts, or a program")
            if names[:1] == ["mimetype"]:
                with archive.open("mimetype") as part:
                    said = part.read(200).decode("ascii", "replace").strip()
                return OPEN[said]
    except Exception as error:
        # a broken archive makes Python raise errors of any kind
        raise ValueError("no document") from error
    if "[Content_Types].xml" in names:
        for folder, kind in MAIN.items():
            if any(name.startswith(folder) for name in names):
                return kind
    raise ValueError("another archive")


def safe_name(name, kind):
    """Return a name for a download, with the ending of its kind.

    :param str name: as typed or uploaded
    :param str kind: a key of `TYPES`
    """
    stem = " ".join(NOT_IN_NAMES.sub(" ", name).split()).strip(" .")
    if stem.lower().endswith(f".{kind}"):
        stem = stem[: -len(kind) - 1]
    stem = stem.strip(" .")[:100].rstrip(" .")
    return f"{stem or 'document'}.{kind}"
