from . import (
    test_access,
    test_eligibility,
    test_enrolment,
    test_fields,
    test_hooks,
    test_meeting,
    test_pairing,
    test_query_counts,
    test_room_queries,
    test_states,
    test_term,
    test_tools,
)
