from . import form, ballot
