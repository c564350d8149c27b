from . import edition, mailing_contact, mailing_list, mailing_subscription
from . import promotion, res_partner
