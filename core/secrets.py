"""Secrets by reference: ``env:NAME``, ``file:PATH`` and ``keyring:NAME`` in place of a value."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from core.errors import Refusal

SCHEMES = ("env", "file", "keyring")
_SERVICE = "kemas"
_LIMIT = 64 * 1024


def is_reference(value: str) -> bool:
    """Whether a configured text names a secret instead of being one."""
    scheme, colon, name = value.partition(":")
    return bool(colon and name) and scheme in SCHEMES and not name.startswith("//")


def resolve(reference: str, base: Path, environ: Mapping[str, str] | None = None) -> str:
    """The secret that a reference names; a relative ``file:`` path starts at `base`.

    Raises Refusal ``secret_missing``, ``secret_open`` (others may read the file),
    ``secret_unreadable`` or ``secret_no_keyring``; none of them carries the secret.
    """
    scheme, _, name = reference.partition(":")
    if scheme == "env":
        value = (os.environ if environ is None else environ).get(name)
        if not value:
            raise Refusal("secret_missing", reference=reference)
        return value
    if scheme == "file":
        return _from_file(reference, base / Path(name).expanduser())
    return _from_keyring(reference, name)


def _from_file(reference: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            # Asked of the open file, so that it cannot be swapped between the check and the read.
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Refusal("secret_open", reference=reference, mode=f"{stat.S_IMODE(mode):04o}")
            value = file.read(_LIMIT).decode("utf-8").rstrip("\r\n")
    except FileNotFoundError as error:
        raise Refusal("secret_missing", reference=reference) from error
    except OSError as error:
        raise Refusal(
            "secret_unreadable", reference=reference, reason=error.strerror or ""
        ) from error
    except UnicodeDecodeError:
        # The exception itself holds the bytes of the secret: it must not travel on.
        raise Refusal("secret_unreadable", reference=reference, reason="UTF-8") from None
    if not value:
        raise Refusal("secret_missing", reference=reference)
    return value


def _from_keyring(reference: str, name: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise Refusal("secret_no_keyring", reference=reference) from error
    try:
        value = keyring.get_password(_SERVICE, name)
    except KeyringError as error:
        raise Refusal(
            "secret_unreadable", reference=reference, reason=type(error).__name__
        ) from error
    if not value:
        raise Refusal("secret_missing", reference=reference)
    return str(value)
