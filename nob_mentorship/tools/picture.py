"""Pictures: of people, made square and small, and freed of all that a camera adds; on
paper, made small enough for it.
"""

from io import BytesIO

import qrcode
from PIL import Image, ImageOps

SIDE = 384
"""The width and height of a stored picture, in pixels."""
MOST_BYTES = 12_000_000
"""The largest file that is read; a telephone's camera makes files of 3 to 8 MB."""
MOST_PIXELS = 50_000_000
"""The largest picture that is unpacked, against files that unpack to gigabytes; Odoo
has the same limit."""
KINDS = ("JPEG", "PNG", "GIF")
"""The kinds that Odoo lets Pillow read."""


def square(content):
    """Return a picture as a square JPEG, in bytes: turned the right way up, cut at the
    centre, without place, time or device.

    :param bytes content: the file as uploaded
    :raises ValueError: if it is no picture, or too large
    """

    def upright_and_small(picture):
        # small first: every step after it would take as much memory again
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        picture.thumbnail((4 * SIDE, 4 * SIDE))
        return ImageOps.exif_transpose(picture).convert("RGBA")

    upright = _with(content, upright_and_small)
    white = Image.new("RGBA", upright.size, "white")
    plain = Image.alpha_composite(white, upright).convert("RGB")
    made = BytesIO()
    ImageOps.fit(plain, (SIDE, SIDE)).save(made, "JPEG", quality=85)
    return made.getvalue()


def check(content):
    """Raise unless a file is a picture that can be used.

    :param bytes content: the file as uploaded
    :raises ValueError: if it is no picture, or too large
    """
    _with(content, lambda picture: picture.verify())


def fitted(content, width, height):
    """Return a picture as a PNG, in bytes, at most that wide and high; what was
    transparent stays so.

    :raises ValueError: if it is no picture, or too large
    """

    def fit(picture):
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((width, height))
        small = BytesIO()
        upright.save(small, "PNG")
        return small.getvalue()

    return _with(content, fit)


def qr(text):
    """Return a QR code as a PNG, in bytes, without a border.

    Odoo's own barcodes need a package that not every installation has.
    """
    made = BytesIO()
    qrcode.make(text, box_size=6, border=0).save(made, "PNG")
    return bytes(made.getbuffer())


def _with(content, act):
    """Return what a function makes of a picture.

    :raises ValueError: if it is no picture, or too large
    """
    if len(content) > MOST_BYTES:
        raise ValueError("too large")
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too large")
            return act(picture)
    except Exception as error:
        # a broken file makes Pillow raise errors of any kind
        raise ValueError("no picture") from error
