"""Points on a line, such as the five stages of a pairing."""


def state(number, reached):
    """Return the state of a point: ``done``, ``now`` or ``later``.

    :param int number: the place of the point on the line, from 0
    :param int reached: the place of the point that is reached
    """
    if number < reached:
        return "done"
    return "now" if number == reached else "later"
