"""Installing and uninstalling addons as an administrator does, in Apps."""


def press(server, module, button):
    """Press a button of an addon's card in Apps.

    :param server: a running server
    :param str button: the method that it calls
    """
    admin = server.client()
    (found,) = admin.call("ir.module.module", "search", [[("name", "=", module)]])
    admin.call("ir.module.module", button, [[found]])
