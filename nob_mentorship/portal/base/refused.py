from odoo.exceptions import UserError


class FieldsRefused(UserError):
    """Some fields of a form cannot be taken; nothing was saved.

    :param env: for the language
    :param dict errors: {input: what is wrong with it, a sentence}
    """

    def __init__(self, env, errors):
        super().__init__(env._("Please look at the fields marked below."))
        self.errors = errors
