"""The town's data key, and everything that may be derived from it: sealed values, fingerprints, PINs, wrapped backups.

The data key never encrypts by itself: each use has its own subkey (HKDF-SHA256). Several keys may be held at once, the
current one first, so that a key can be changed while values sealed under an older one still open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from flask import Flask, current_app

KEY_BYTES = 32
PIN_DIGITS = 6
_SEALED = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = len(_SEALED) + _ID_BYTES + _NONCE_BYTES

_WRAPPED = b"masa-wrapped-key\x01"
_SALT_BYTES = 16
# 64 MiB of memory, twice: the OWASP figures for scrypt; a backup is opened by hand, once
_SCRYPT_LOG_N, _SCRYPT_R, _SCRYPT_P = 16, 8, 2
PASSPHRASE_CHARACTERS = 12


class KeyFault(Exception):
    """Something about a key is wrong; the text never holds the key."""


class BadDataKey(KeyFault):
    """The setting MASA_DATA_KEY cannot be a key."""


class CannotOpen(KeyFault):
    """A sealed value was changed, cut, sealed for another purpose, or its key is not held."""


class BadPassphrase(KeyFault):
    """The passphrase is too short to protect a backup, or it is not the one the key was wrapped with."""


class Keys:
    """The current data key and, behind it, the older ones that still open what they sealed."""

    def __init__(self, data_key: bytes, *older: bytes) -> None:
        if any(len(key) < KEY_BYTES for key in (data_key, *older)):
            raise BadDataKey(f"a data key has at least {KEY_BYTES} bytes")
        self.key_id = key_id(data_key)
        self._seal = {key_id(key): AESGCM(_subkey(key, "seal")) for key in (data_key, *older)}
        self._fingerprint = [_subkey(key, "fingerprint") for key in (data_key, *older)]
        self._pin = [_subkey(key, "pin") for key in (data_key, *older)]

    @property
    def key_ids(self) -> frozenset[str]:
        """The ids of all keys held, older ones too."""
        return frozenset(self._seal)

    def __repr__(self) -> str:
        return f"<Keys {self.key_id}>"

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt `plain` under the current key so that it opens only for the same purpose (AES-256-GCM)."""
        header = _SEALED + bytes.fromhex(self.key_id)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return header + nonce + self._seal[self.key_id].encrypt(nonce, plain, header + purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """The plain value. Raises CannotOpen."""
        if len(sealed) < _HEADER_BYTES or not sealed.startswith(_SEALED):
            raise CannotOpen("this is not a sealed value")
        header, nonce = sealed[: 1 + _ID_BYTES], sealed[1 + _ID_BYTES : _HEADER_BYTES]
        cipher = self._seal.get(key_id_of(sealed))
        if cipher is None:
            raise CannotOpen(f"the key {key_id_of(sealed)} is not held")
        try:
            return cipher.decrypt(nonce, sealed[_HEADER_BYTES:], header + purpose.encode())
        except InvalidTag:
            raise CannotOpen("the sealed value was changed, or sealed for another purpose") from None

    def fingerprint(self, value: str, purpose: str) -> str:
        """A keyed hash (hex) under the current key, to store beside a sealed value and find it again exactly."""
        return _fingerprint(self._fingerprint[0], value, purpose)

    def fingerprints(self, value: str, purpose: str) -> list[str]:
        """The fingerprints under every key held, current first: what to search for while older rows remain."""
        return [_fingerprint(key, value, purpose) for key in self._fingerprint]

    def pin(self, case_id: int, generation: int) -> str:
        """The six digits that open a case. Nothing of them is stored; a new generation makes the old ones worthless."""
        return _pin(self._pin[0], case_id, generation)

    def is_pin(self, typed: str, case_id: int, generation: int) -> bool:
        """Whether `typed` is the case's PIN, under any key held (a PIN on paper outlives a change of keys)."""
        pins = [_pin(key, case_id, generation) for key in self._pin]
        return sum(hmac.compare_digest(typed.encode("utf-8", "replace"), pin.encode()) for pin in pins) > 0


def key_id(key: bytes) -> str:
    """How a key is named in what it sealed: the first eight hex digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[: 2 * _ID_BYTES]


def key_id_of(sealed: bytes) -> str:
    """Which key a value was sealed with."""
    return sealed[1 : 1 + _ID_BYTES].hex()


def new_data_key() -> str:
    """A fresh data key in the form the setting takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_data_keys(setting: str) -> list[bytes]:
    """The keys in `new` or `new,old,older`; each is 32 bytes as 64 hex digits or as base64. Raises BadDataKey."""
    data_keys = [_parse_data_key(part.strip()) for part in setting.split(",") if part.strip()]
    if not data_keys:
        raise BadDataKey("MASA_DATA_KEY is empty")
    return data_keys


def _parse_data_key(text: str) -> bytes:
    try:
        if len(text) == 2 * KEY_BYTES:
            return bytes.fromhex(text)
        key = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise BadDataKey("each key in MASA_DATA_KEY is 64 hex digits, or 32 bytes as base64") from None
    if len(key) != KEY_BYTES:
        raise BadDataKey(f"each key in MASA_DATA_KEY has {KEY_BYTES} bytes, one has {len(key)}")
    return key


def new_token() -> str:
    """256 random bits, safe in a URL; store only its `token_hash`."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 (hex) of a token: enough for a secret of 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def passphrase_wrap(key: bytes, passphrase: str) -> bytes:
    """The key encrypted under a passphrase, for a backup (scrypt, AES-256-GCM). Raises BadPassphrase when too short."""
    if len(_composed(passphrase)) < PASSPHRASE_CHARACTERS:
        raise BadPassphrase(f"a passphrase has at least {PASSPHRASE_CHARACTERS} characters")
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    cost = bytes([_SCRYPT_LOG_N, _SCRYPT_R, _SCRYPT_P])
    header = _WRAPPED + cost + salt + nonce
    return header + AESGCM(_stretched(passphrase, salt, cost)).encrypt(nonce, key, header)


def passphrase_unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """The key inside. Raises CannotOpen when this is no wrapped key, BadPassphrase when the passphrase is another."""
    length = len(_WRAPPED) + 3 + _SALT_BYTES + _NONCE_BYTES
    if len(wrapped) <= length or not wrapped.startswith(_WRAPPED):
        raise CannotOpen("this is not a wrapped key")
    header = wrapped[:length]
    cost = header[len(_WRAPPED) :][:3]
    salt, nonce = header[-_NONCE_BYTES - _SALT_BYTES : -_NONCE_BYTES], header[-_NONCE_BYTES:]
    if not (10 <= cost[0] <= 20 and 1 <= cost[1] <= 16 and 1 <= cost[2] <= 16):
        raise CannotOpen("the wrapped key is damaged")  # and a forged cost must not eat the machine's memory
    try:
        return AESGCM(_stretched(passphrase, salt, cost)).decrypt(nonce, wrapped[length:], header)
    except InvalidTag:
        raise BadPassphrase("the passphrase is wrong, or the wrapped key is damaged") from None


def init_keys(app: Flask) -> None:
    """Read MASA_DATA_KEY into the app. Raises BadDataKey."""
    app.extensions["keys"] = Keys(*parse_data_keys(str(app.config["MASA_DATA_KEY"])))


def keys() -> Keys:
    """The keys of the running app."""
    held: Keys = current_app.extensions["keys"]
    return held


def _subkey(key: bytes, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"tek-masa/{use}/1".encode()).derive(key)


def _fingerprint(subkey: bytes, value: str, purpose: str) -> str:
    message = purpose.encode() + b"\x00" + value.encode("utf-8", "replace")
    return hmac.new(subkey, message, hashlib.sha256).hexdigest()


def _pin(subkey: bytes, case_id: int, generation: int) -> str:
    # 256 bits modulo a million: no digit is likelier than another by more than 2**-236
    digest = hmac.new(subkey, f"{case_id}:{generation}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest, "big") % 10**PIN_DIGITS).zfill(PIN_DIGITS)


def _composed(passphrase: str) -> str:
    """One spelling per text: the same passphrase typed on another keyboard may arrive decomposed."""
    return unicodedata.normalize("NFC", passphrase)


def _stretched(passphrase: str, salt: bytes, cost: bytes) -> bytes:
    secret = _composed(passphrase).encode("utf-8", "replace")
    return Scrypt(salt=salt, length=KEY_BYTES, n=2 ** cost[0], r=cost[1], p=cost[2]).derive(secret)
