from . import guide, resources, session
