from . import choice, preference
