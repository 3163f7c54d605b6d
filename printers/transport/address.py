"""Which addresses a printer may have, and the way from its name to a connected socket."""

from __future__ import annotations

import ipaddress
import socket
import time

from printers.transport.base import Reason
from printers.transport.pipe import Unusable

_NEAR = [
    ipaddress.ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
]


def is_near(text: str) -> bool:
    """Whether an address is loopback, private (RFC 1918, RFC 4193) or link-local.

    A raw printer port has no password: whoever reaches it prints, and a public address would
    carry buyers' addresses across the internet in the clear.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in _NEAR if network.version == address.version)


_Found = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


def look_up(host: str, port: int, *, allow_public: bool = False) -> list[_Found]:
    """The addresses behind a name that may be used; raises Unusable where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unusable(Reason.ADDRESS_UNKNOWN) from error
    allowed: list[_Found] = [entry for entry in found if allow_public or is_near(str(entry[4][0]))]
    if not allowed:
        raise Unusable(Reason.ADDRESS_NOT_ALLOWED)
    return allowed


def connect(host: str, port: int, timeout: float, *, allow_public: bool = False) -> socket.socket:
    """A connected, non-blocking socket with small delays off; `timeout` in seconds for all tries.

    Raises Unusable. The address that was checked is the one that is used: the name is looked up
    only once.
    """
    allowed = look_up(host, port, allow_public=allow_public)
    deadline = time.monotonic() + timeout
    for family, kind, protocol, _name, address in allowed:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        made = socket.socket(family, kind, protocol)
        try:
            # Little room in the system, so that what was handed over is near what was taken.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
            made.settimeout(left)
            made.connect(address)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.setblocking(False)
        except OSError:
            made.close()
            continue
        return made
    raise Unusable(Reason.UNREACHABLE)
