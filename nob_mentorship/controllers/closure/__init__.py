from . import export, thanks
from . import certificate, export
