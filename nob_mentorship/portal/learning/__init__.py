from . import guide, news, reading, resources, self_check
