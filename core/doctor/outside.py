"""Checks of those whom the shop asks: each server is reached, and agrees what time it is.

Each is asked for its front page, without any key: nothing happens there.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pydantic import BaseModel

from core import clock
from core.channel_settings import ChannelSettings
from core.doctor.findings import Finding, Level
from core.doctor.looking import Means, WholeLook
from core.message_settings import MailSettings, WhatsAppSettings
from core.wire import Answer, Wire

WRONG_S = 60
"""Marketplaces refuse what was signed five minutes ago; who is a minute off soon will be."""
_SECONDS = 5.0
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Server:
    """Somebody whom the shop asks, by the name that the configuration has for him."""

    name: str
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address


def _providers(means: Means) -> tuple[int, list[Finding]]:
    servers = [*_asked(means.config, ""), *_post(means.config.mail)]
    if not servers:
        return 0, []
    with ThreadPoolExecutor(min(_AT_ONCE, len(servers)), thread_name_prefix="doctor") as pool:
        found = [one for each in pool.map(_look, servers) for one in each]
    return len(servers), found


def _asked(model: BaseModel, name: str) -> Iterator[_Server]:
    """All servers that stand below a table of the configuration."""
    if isinstance(model, WhatsAppSettings) and not model.configured:
        return
    if isinstance(model, ChannelSettings):
        yield _Server(f"channels.{model.called}", model.server)
        return
    address = getattr(model, "base_url", "")
    if isinstance(address, str) and address:
        yield _Server(name, address)
    for field in type(model).model_fields:
        value = getattr(model, field)
        below = f"{name}.{field}".lstrip(".")
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from _asked(one, below)


def _post(mail: MailSettings) -> Iterator[_Server]:
    if mail.host:
        yield _Server("mail", f"smtp://{_bracketed(mail.host)}:{mail.dialled}")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _look(server: _Server) -> list[Finding]:
    told = {"provider": server.name, "host": server.host}
    if server.address.startswith("smtp:"):
        parts = urlsplit(server.address)
        try:
            socket.create_connection((parts.hostname or "", parts.port or 0), _SECONDS).close()
        except OSError as error:
            return [_silent(server, told, error.strerror or type(error).__name__)]
        return []
    heard = Wire(server.name, server.address, _SECONDS).get("/")
    if not isinstance(heard, Answer):
        return [_silent(server, told, heard.reason)]
    off = _off(heard.headers.get("date", ""))
    if off is None or abs(off) <= WRONG_S:
        return []
    return [Finding("clock_provider", (server.name,), told | {"seconds": abs(off)})]


def _silent(server: _Server, told: dict[str, str], why: str) -> Finding:
    return Finding("provider_silent", (server.name,), told | {"why": why}, Level.HINT)


def _off(said: str) -> int | None:
    """How many seconds this machine is ahead of a server's ``Date``; None where it has none."""
    try:
        theirs = parsedate_to_datetime(said)
    except ValueError:
        return None
    return round((clock.now() - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds())


LOOKS = (WholeLook("providers", _providers),)
"""What those say who are asked outside."""
