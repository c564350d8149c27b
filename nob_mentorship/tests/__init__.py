from . import test_states
