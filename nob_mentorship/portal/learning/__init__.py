from . import guide, reading
