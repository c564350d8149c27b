"""The network that a request came from."""

from ipaddress import ip_address, ip_network

OWN_BITS = 64
"""A visitor with an address of version 6 has all that begin with the same 64 bits."""


def of(address):
    """Return the network of an address: itself, or for version 6 the part that one
    visitor cannot change. Anything else is returned as it is.

    :param str address: as the web server gives it, or an empty text
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address or ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    bits = OWN_BITS if found.version == 6 else 32
    return str(ip_network((found, bits), strict=False))
