from . import page, stop, voice
