from . import meeting, pairing
