"""Pictures of people: made square and small, and freed of all that a camera adds."""

from io import BytesIO

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
    if len(content) > MOST_BYTES:
        raise ValueError("too large")
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too large")
            # small first: every step after it would take as much memory again
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            picture.thumbnail((4 * SIDE, 4 * SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception as error:
        # a broken file makes Pillow raise errors of any kind
        raise ValueError("no picture") from error
    white = Image.new("RGBA", upright.size, "white")
    plain = Image.alpha_composite(white, upright).convert("RGB")
    made = BytesIO()
    ImageOps.fit(plain, (SIDE, SIDE)).save(made, "JPEG", quality=85)
    return made.getvalue()
