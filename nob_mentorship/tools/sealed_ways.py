"""The ways to open a member's secret keys, in Python; see `client/src/ways.js`.

For the demonstration and the tests. Plain Python, no ORM.
"""

import hashlib
import json
import unicodedata

import pyrage
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .sealed_text import COST, Keys, SealError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The alphabet of a recovery code: Crockford's, without letters that look alike."""
READ_AS = {"O": "0", "I": "1", "L": "1"}
PLACES = 26
"""The number of letters that hold the bits of a recovery code; two more are a
checksum."""
PRIME = 1021
CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def key_of_way(kind, secret):
    """Return the age key derived from a secret, ``AGE-SECRET-KEY-1…``.

    :param str kind: ``passkey``, ``phrase`` or ``recovery``
    :param bytes secret: the output of the passkey, the stretched phrase, or the code
    """
    info = f"nob-mentorship/way/{kind}/1".encode()
    return _bech32(HKDF(SHA256(), 32, None, info).derive(secret))


def stretch(phrase, salt):
    """Return the secret that a phrase is stretched to, 32 bytes.

    :param bytes salt: 16 bytes, stored beside the sealed keys
    """
    salt = b"nob-mentorship/phrase/1" + salt
    return hashlib.scrypt(plain_phrase(phrase).encode(), salt=salt, dklen=32, **COST)


def plain_phrase(phrase):
    """Return a phrase without the changes that phones and people make."""
    lower = unicodedata.normalize("NFKC", phrase).lower()
    letters = (each if unicodedata.category(each)[0] == "L" else " " for each in lower)
    return " ".join("".join(letters).split())


def read_code(typed):
    """Return the 16 bytes of a recovery code.

    :param str typed: in upper or lower case, with or without dashes between the groups
    :raises SealError: ``mistyped``
    """
    plain = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(
        each
        for each in plain
        if not each.isspace() and unicodedata.category(each) != "Pd" and each != "."
    )
    values = [LETTERS.find(READ_AS.get(letter, letter)) for letter in plain]
    if len(values) != PLACES + 2 or -1 in values:
        raise SealError("mistyped")
    number, check = (_number(part) for part in (values[:PLACES], values[PLACES:]))
    if number >> 128 or number % PRIME != check:
        raise SealError("mistyped")
    return number.to_bytes(16, "big")


def _number(values):
    number = 0
    for value in values:
        number = number * 32 + value
    return number


def seal_keys(keys, way_key):
    """Return secret keys, sealed for a way to open them.

    :param Keys keys:
    :param str way_key: what :func:`key_of_way` returned
    """
    written = json.dumps({"age": keys.age, "seed": keys.seed.hex()}).encode()
    identity = pyrage.x25519.Identity.from_str(way_key)
    return pyrage.encrypt(written, [identity.to_public()])


def open_keys(sealed, way_key):
    """Return the :class:`Keys` that a way opens.

    :raises SealError: ``not-for-me`` if it is another way's
    """
    try:
        identity = pyrage.x25519.Identity.from_str(way_key)
        found = json.loads(pyrage.decrypt(sealed, [identity]))
    except pyrage.DecryptError as error:
        raise SealError("not-for-me") from error
    return Keys(found["age"], bytes.fromhex(found["seed"]))


def _bech32(scalar):
    """Return 32 bytes as a secret key of age (BIP 173).

    pyrage can read such keys, but cannot make one from given bytes.
    """
    prefix = "age-secret-key-"
    bits = "".join(f"{byte:08b}" for byte in scalar).ljust(260, "0")
    values = [int(bits[at : at + 5], 2) for at in range(0, 260, 5)]
    spread = [ord(char) >> 5 for char in prefix] + [0]
    spread += [ord(char) & 31 for char in prefix]
    check = _polymod([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1{''.join(CHARSET[value] for value in values)}".upper()


def _polymod(values):
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(GENERATOR):
            found ^= generator if top >> at & 1 else 0
    return found
