from . import event_event, event_mail, event_registration
from . import res_partner, session, session_attendee
