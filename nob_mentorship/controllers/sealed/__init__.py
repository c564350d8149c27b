from . import page, identity, room, message, session
