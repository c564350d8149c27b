"""A pytest plugin: how many examples Hypothesis tries.

No example has a deadline: a busy machine is no fault of the code.
"""

from hypothesis import settings

settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=200, deadline=None)
