from . import enrolment, res_partner, resource, slide_channel_partner
