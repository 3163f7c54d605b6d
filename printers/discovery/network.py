"""Printers on the network: who listens on the printers' port, and which of them are printers.

Nothing is printed: the questions are those that printers answer at once, or as names, and other
programs that use the same port (a metrics exporter, say) do not answer them.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import psutil

from printers.discovery.found import Found, said
from printers.transport.address import connect, is_near
from printers.transport.line import Line
from printers.transport.pipe import Broken, SocketPipe, Unusable
from printers.transport.replies import ASK_PRINTER, ASK_TSPL, is_status

PORT = 9100
SMALLEST_PREFIX = 22
"""A network of this computer is searched up to this size (1,024 addresses), no further."""
MOST_ADDRESSES = 65_536
_AT_ONCE = 200
_CONNECT_S = 0.8
_ANSWER_S = 0.7
_STALL_S = 1.0
_ASK_MODEL, _ASK_MAKER = b"\x1dI\x43", b"\x1dI\x42"
"""GS I 67 and 66: answered with ``_``, the name, and NUL."""
_ASK_TSPL_MODEL = b"\r\n~!T\r\n"
_RESET = b"\x1b@"

Network = ipaddress.IPv4Network


def own_networks() -> list[Network]:
    """The private networks that this computer is in; of a large one, the part around itself."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found: list[Network] = []
    for name, addresses in psutil.net_if_addrs().items():
        for one in addresses:
            if name not in up or one.family != socket.AF_INET or not one.netmask:
                continue
            network = around(one.address, one.netmask)
            if network is not None and network not in found:
                found.append(network)
    return found


def around(address: str, netmask: str) -> Network | None:
    """The network to search for an own address; None for loopback and public ones."""
    own = ipaddress.IPv4Interface(f"{address}/{netmask}")
    if own.is_loopback or own.is_link_local or not is_near(address):
        return None
    prefix = max(own.network.prefixlen, SMALLEST_PREFIX)
    return ipaddress.IPv4Interface(f"{address}/{prefix}").network


def named_network(text: str) -> Network | None:
    """A network that a person named; None where it is none, is public or far too large."""
    try:
        network = ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return None
    ends = (network.network_address, network.broadcast_address)
    if network.num_addresses > MOST_ADDRESSES or not all(is_near(str(end)) for end in ends):
        return None
    return network


def search(networks: Iterable[Network], port: int = PORT) -> list[Found]:
    """All that answer like printers or say nothing at all, by address."""
    hosts = sorted({host for network in networks for host in network.hosts()})
    listening = asyncio.run(_listening([str(host) for host in hosts], port))
    with ThreadPoolExecutor(max_workers=16) as pool:
        looked = pool.map(lambda host: identify(host, port), listening)
        return [found for found in looked if found is not None]


async def _listening(hosts: Sequence[str], port: int) -> list[str]:
    room = asyncio.Semaphore(_AT_ONCE)

    async def knock(host: str) -> bool:
        async with room:
            try:
                opening = asyncio.open_connection(host, port)
                _reader, writer = await asyncio.wait_for(opening, _CONNECT_S)
            except (OSError, TimeoutError):
                return False
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            return True

    open_ = await asyncio.gather(*(knock(host) for host in hosts))
    return [host for host, is_open in zip(hosts, open_, strict=True) if is_open]


def identify(host: str, port: int = PORT) -> Found | None:
    """What listens there; None for what is certainly no printer.

    One that says nothing at all may be a printer: many cheap ones never answer.
    """
    settings: dict[str, str | int] = {"host": host}
    if port != PORT:
        settings["port"] = port
    where = f"{host}:{port}"
    try:
        line = Line(SocketPipe(connect(host, port, _CONNECT_S)))
    except Unusable:
        return None
    try:
        line.push(ASK_PRINTER, _STALL_S)
        _listen(line)
        if is_status(bytes(line.raw)):
            name = _escpos_name(line)
            return Found("network", where, settings, name, "escpos")
        if line.raw:
            return None  # it talks, but not like a printer
        if _speaks_tspl(line):
            return Found("network", where, settings, _tspl_name(line), "tspl")
        line.push(_RESET, _STALL_S)
        return None if line.raw else Found("network", where, settings)
    except Broken:
        return None
    finally:
        line.finish(0.2)


def _listen(line: Line) -> None:
    line.listen(_ANSWER_S, lambda: bool(line.raw))
    line.settle(0.03)


def _escpos_name(line: Line) -> str:
    names = []
    for question in (_ASK_MAKER, _ASK_MODEL):
        line.raw.clear()
        line.push(question, _STALL_S)
        line.listen(_ANSWER_S, lambda: line.raw.endswith(b"\0"))
        _, begun, rest = bytes(line.raw).partition(b"_")
        name, ended, _ = rest.partition(b"\0")
        if begun and ended:
            names.append(name.decode("ascii", "replace"))
    # A printer that does not know the question might take its end for text.
    line.push(_RESET, _STALL_S)
    return said(" ".join(names))


def _speaks_tspl(line: Line) -> bool:
    answers = []
    for _try in range(2):
        line.raw.clear()
        line.push(ASK_TSPL, _STALL_S)
        _listen(line)
        answers.append(bytes(line.raw))
    return len(answers[0]) == len(answers[1]) == 1


def _tspl_name(line: Line) -> str:
    line.raw.clear()
    line.push(_ASK_TSPL_MODEL, _STALL_S)
    line.listen(_ANSWER_S, lambda: line.raw.endswith((b"\n", b"\r", b"\0")))
    return said(bytes(line.raw).rstrip(b"\0").decode("ascii", "replace"))
