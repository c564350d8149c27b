from . import certificate, export, thanks
