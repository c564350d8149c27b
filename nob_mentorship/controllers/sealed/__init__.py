from . import page, identity, room, session
