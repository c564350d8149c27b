"""Draws the logo of the demonstration's association; runs in the venv.

    python -m dev.demo_logo

Two people under one arch: one lifts the other.
"""

from PIL import Image, ImageDraw, ImageFont

from . import paths

FILE = paths.ADDON / "demo" / "logo.png"
SIZE, FINER = (430, 200), 4
"""The size of the picture in pixels, and the factor by which it is drawn larger."""
BLUE, GOLD = "#17365d", "#d9a441"
FONT = "DejaVuSans{}.ttf"


def draw():
    """Write the picture."""
    picture = Image.new("RGBA", [side * FINER for side in SIZE], (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)

    def at(*numbers):
        return [number * FINER for number in numbers]

    pen.rounded_rectangle(at(8, 20, 168, 180), radius=28 * FINER, fill=BLUE)
    pen.arc(at(32, 48, 144, 216), 180, 360, fill=GOLD, width=10 * FINER)
    for centre, top, size in ((68, 84, 15), (112, 104, 12)):
        pen.ellipse(at(centre - size, top, centre + size, top + 2 * size), fill="white")
        body = at(centre - 1.5 * size, top + 2.3 * size, centre + 1.5 * size, 168)
        pen.rounded_rectangle(body, radius=size * FINER, fill="white")
    bold = ImageFont.truetype(FONT.format("-Bold"), 84 * FINER)
    small = ImageFont.truetype(FONT.format(""), 23 * FINER)
    pen.text(at(192, 18), "NOB", font=bold, fill=BLUE)
    pen.text(at(194, 116), "Nieuwe Orde van", font=small, fill=BLUE)
    pen.text(at(194, 146), "Belastingkundigen", font=small, fill=BLUE)
    picture.resize(SIZE, Image.LANCZOS).save(FILE, optimize=True)


if __name__ == "__main__":
    draw()
