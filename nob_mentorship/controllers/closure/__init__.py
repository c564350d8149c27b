from . import export, thanks
