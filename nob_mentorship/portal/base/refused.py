from odoo.exceptions import UserError


class FieldsRefused(UserError):
    """Some fields of a form are invalid; nothing was saved.

    :param env: the environment, for the language
    :param dict errors: {input: error message}
    """

    def __init__(self, env, errors):
        super().__init__(env._("Please look at the fields marked below."))
        self.errors = errors
