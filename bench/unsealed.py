"""Starts odoo with a sealing that seals nothing: what the room's page costs without."""

import runpy
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import aead


class Plain:
    """Has the methods of AES-256-GCM, and leaves everything as it is."""

    def __init__(self, _key):
        pass

    def encrypt(self, _nonce, content, _binding):
        return content

    def decrypt(self, _nonce, content, _binding):
        return content


if __name__ == "__main__":
    aead.AESGCM = Plain
    sys.path.remove(str(Path(__file__).parent))
    runpy.run_module("odoo", run_name="__main__")
