from . import page, identity, room
