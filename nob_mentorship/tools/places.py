"""Names the places of time zones in the reader's language (CLDR); plain Python."""

from babel.core import get_global


def country(zone):
    """Return the country code of a time zone, or None for a zone without a place."""
    code = get_global("zone_territories").get(_canonical(zone))
    return code if code not in (None, "001", "ZZ") else None


def names(known, locale, also):
    """Return the names of time zones, country first, sorted by name.

    :param known: names of the zones to choose from, such as ``Europe/Amsterdam``
    :param locale: :class:`babel.Locale` of the reader
    :param str also: a zone to include even if it has no place, or is the old name of
        another
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
    """Return a place and its country, or "" for a zone without a place."""
    code, zone = country(zone), _canonical(zone)
    if not code:
        return ""
    last = zone.rpartition("/")[2].replace("_", " ")
    city = locale.time_zones.get(zone, {}).get("city", last)
    return f"{locale.territories.get(code, code)} – {city}"
