from . import (
    base,
    portal,
    enrolment,
    room,
    pairing,
    meeting,
    room_note,
    room_goal,
    room_document,
    room_consent,
    room_message,
    room_export,
)
