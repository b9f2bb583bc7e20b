"""Encryption of phones and sealed texts, and keyed fingerprints to look them up by; the keys come from the settings."""

import hashlib
import hmac
import json
import zlib
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy.orm import Session


class Keyring:
    """Seals with the first key, opens with any: a new key is put in front, the old one stays until all is sealed anew.

    The fingerprint has a key of its own, which does not rotate: changing it means reckoning all fingerprints again.
    """

    def __init__(self, keys: Sequence[str], fingerprint_key: str) -> None:
        self._box = MultiFernet([Fernet(key) for key in keys])
        self._fingerprint_key = fingerprint_key.encode()

    def seal(self, text: str) -> bytes:
        """The text, encrypted and signed."""
        return self._box.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again; raises cryptography's InvalidToken when no key fits."""
        return self._box.decrypt(sealed).decode()

    def seal_bytes(self, data: bytes) -> bytes:
        """A file, made small, encrypted and signed."""
        return self._box.encrypt(zlib.compress(data, 3))

    def open_bytes(self, sealed: bytes) -> bytes:
        """The file again."""
        return zlib.decompress(self._box.decrypt(sealed))

    def seal_json(self, value: Any) -> bytes:
        """A JSON value, encrypted and signed."""
        return self.seal(json.dumps(value, ensure_ascii=False))

    def open_json(self, sealed: bytes) -> Any:
        """The JSON value again."""
        return json.loads(self.open(sealed))

    def rotate(self, sealed: bytes) -> bytes:
        """The same text, sealed with the first key."""
        return self._box.rotate(sealed)

    def fingerprint(self, text: str) -> str:
        """The same for equal texts, and nothing to be learnt from it without the key (HMAC-SHA-256)."""
        return hmac.new(self._fingerprint_key, text.encode(), hashlib.sha256).hexdigest()


class NoKeys(Keyring):
    """The keyring of a command that has to do with the catalog alone: nothing can be sealed, opened or looked up with it."""

    def __init__(self) -> None:
        super().__init__([Fernet.generate_key().decode()], "")

    def seal(self, text: str) -> bytes:
        raise LookupError("this command has no keys")

    def open(self, sealed: bytes) -> str:
        raise LookupError("this command has no keys")

    def fingerprint(self, text: str) -> str:
        raise LookupError("this command has no keys")


def keyring(session: Session) -> Keyring:
    """The keys with which a session was opened (`referral.db`)."""
    ring = session.info["keyring"]
    assert isinstance(ring, Keyring)
    return ring
