from . import page, identity, room, message, consent, session, entry, moved
