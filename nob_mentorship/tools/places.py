"""Names of the time zones' places, in the reader's language (CLDR): plain Python."""

from babel.core import get_global


def country(zone):
    """Return the code of the country a time zone is of, None for one of no place."""
    code = get_global("zone_territories").get(_canonical(zone))
    return code if code not in (None, "001", "ZZ") else None


def names(known, locale, also):
    """Return what time zones are called, country first, in the order of these names.

    :param known: names of the zones to choose from, as ``Europe/Amsterdam``
    :param locale: :class:`babel.Locale` of the reader
    :param str also: a zone to keep, though it is of no place or another one's old name
    :return: {zone: name}
    """
    one_each = {}
    for zone in known:
        if zone == _canonical(zone) or _canonical(zone) not in one_each:
            one_each[_canonical(zone)] = zone
    found = {zone: _name(zone, locale) for zone in one_each.values() if country(zone)}
    found.setdefault(also, _name(also, locale) or also)
    return dict(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _canonical(zone):
    return get_global("zone_aliases").get(zone, zone)


def _name(zone, locale):
    """Return a place and its country, "" for a zone that is of no place."""
    code, zone = country(zone), _canonical(zone)
    if not code:
        return ""
    last = zone.rpartition("/")[2].replace("_", " ")
    city = locale.time_zones.get(zone, {}).get("city", last)
    return f"{locale.territories.get(code, code)} – {city}"
