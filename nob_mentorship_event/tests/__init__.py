from . import test_session_event
