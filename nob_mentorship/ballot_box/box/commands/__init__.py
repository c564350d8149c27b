"""The commands: each takes a request, and returns or yields the answer."""

from . import checking, closing, destroying, moving, opening, rewrapping, tidying

COMMANDS = {
    "open": opening.OPEN,
    "supplement": opening.SUPPLEMENT,
    "box": opening.BOX,
    "check": checking.CHECK,
    "close": closing.CLOSE,
    "destroy": destroying.DESTROY,
    "adopt": moving.ADOPT,
    "rename": moving.RENAME,
    "mend": moving.MEND,
    "rewrap": rewrapping.REWRAP,
    "tidy": tidying.TIDY,
    "forget": tidying.FORGET,
}
"""{name: `Command`}"""
