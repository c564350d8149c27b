from . import page, identity, room, consent, session
