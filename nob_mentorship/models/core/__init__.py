from . import (
    survey,
    ir_fields_converter,
    ir_http,
    ir_mail_server,
    mail_template,
    ir_rule,
    res_partner,
    res_partner_membership,
    res_partner_picture,
    res_partner_link,
    res_users,
    res_config_settings,
)
