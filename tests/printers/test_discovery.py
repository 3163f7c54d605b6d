"""Which printers are found, that nothing is printed by it, and that other programs are left out."""

from __future__ import annotations

import os
import socket
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fakes.ipp_server import IppServer
from fakes.printer import FakePrinter
from fakes.tspl_printer import TsplPrinter
from fakes.usb_backend import Bus, Plug

from core.printer_settings import PrinterSettings
from printers.discovery.found import Found, free_name
from printers.discovery.local import cups_queues, nodes, usb_devices, usb_ids
from printers.discovery.network import (
    MOST_ADDRESSES,
    around,
    identify,
    named_network,
    own_networks,
    search,
)

# A loopback network of this process alone, so that test runs do not meet.
_PID = os.getpid()
NET = f"127.{100 + _PID % 100}.{_PID // 100 % 250}"


@contextmanager
def service(host: str, port: int, greeting: bytes = b"", reply: bytes = b"") -> Iterator[None]:
    """Something else on the printers' port: greets, and replies to whatever it is sent."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(5)

        def serve() -> None:
            while True:
                try:
                    client = server.accept()[0]
                except OSError:
                    return
                with client:
                    client.settimeout(2)
                    try:
                        if greeting:
                            client.sendall(greeting)
                        if client.recv(100) and reply:
                            client.sendall(reply)
                        while client.recv(100):
                            pass
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join(3)


def test_printers_are_told_apart_from_all_else_that_listens() -> None:
    with ExitStack() as stack:
        receipts = FakePrinter(host=f"{NET}.1")
        receipts.model = "TM-T82\x1b[2J"
        port = receipts.port
        mute = FakePrinter(host=f"{NET}.2", port=port)
        mute.mute = True
        labels = TsplPrinter(host=f"{NET}.3", port=port)
        for fake in (receipts, mute, labels):
            stack.enter_context(fake)
        for last, greeting, reply in (
            (4, b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
            (5, b"SSH-2.0-OpenSSH_9.2\r\n", b""),
            (6, b"", b"\xff\xff\xff"),
        ):
            stack.enter_context(service(f"{NET}.{last}", port, greeting, reply))
        network = named_network(f"{NET}.0/28")
        assert network is not None
        start = time.monotonic()
        found = search([network], port)
        assert time.monotonic() - start < 15
        assert [(one.where, one.name, one.language) for one in found] == [
            (f"{NET}.1:{port}", "TM-T82[2J", "escpos"),
            (f"{NET}.2:{port}", "", ""),
            (f"{NET}.3:{port}", "XP-420B", "tspl"),
        ]
        receipts.wait_idle()
        mute.wait_idle()
        for silent in (receipts, mute):
            assert silent.labels == []
            assert b"\n" not in silent.taken
            assert silent.taken.endswith(b"\x1b@")
        assert labels.labels == []


def test_a_printer_without_paper_is_found_and_one_that_hangs_up_is_not() -> None:
    with FakePrinter() as printer:
        printer.paper_out = True
        found = identify(printer.host, printer.port)
        assert found is not None
        assert found.language == "escpos"
        printer.hang_up_after = 1
        assert identify(printer.host, printer.port) is None
    assert identify(printer.host, printer.port) is None


def test_a_large_network_is_searched_around_this_computer_only() -> None:
    assert str(around("10.1.2.3", "255.0.0.0")) == "10.1.0.0/22"
    assert str(around("192.168.7.9", "255.255.255.0")) == "192.168.7.0/24"
    assert around("127.0.0.1", "255.0.0.0") is None
    assert around("8.8.8.8", "255.255.255.0") is None
    assert all(network.prefixlen >= 22 for network in own_networks())


@pytest.mark.parametrize(
    "text", ["8.8.8.0/24", "0.0.0.0/0", "10.0.0.0/8", "192.168.0.0/33", "printer", "10.0.0.0/15"]
)
def test_networks_that_are_public_too_large_or_none_are_not_searched(text: str) -> None:
    assert named_network(text) is None


def test_a_named_network_may_be_larger_than_those_that_are_searched_by_themselves() -> None:
    found = named_network("10.20.0.0/16")
    assert found is not None
    assert found.num_addresses == MOST_ADDRESSES


def test_what_is_found_can_be_put_into_the_configuration() -> None:
    taken = {"xp-420b"}
    for found, wanted in (
        (
            Found("network", "x", {"host": "192.168.1.9"}, "XP-420B", "tspl"),
            {"name": "XP-420B 2", "language": "tspl", "host": "192.168.1.9", "port": 9100},
        ),
        (Found("usb", "x", {"usb": "04b8:0202/A1"}, 'A "B" \\'), {"name": 'A "B" \\'}),
        (Found("usb", "x", {"path": "/dev/usb/lp0"}), {"name": "usb"}),
        (Found("cups", "x", {"queue": "receipts"}, "n" * 40), {"port": 631}),
        (Found("cups", "x", {"queue": "labels"}, "n" * 40), {"name": "n" * 38 + " 2"}),
    ):
        table = tomllib.loads(found.snippet(free_name(found, taken)))["printers"][0]
        settings = PrinterSettings.model_validate(table).model_dump()
        assert {key: settings[key] for key in wanted} == wanted


def test_usb_printers_are_found_by_their_class_and_left_as_they_are() -> None:
    plug, disk, locked = Plug(), Plug(interface_class=8), Plug(product=0x0E15, locked=True)
    found = usb_devices(Bus(plug, disk, locked))
    assert [(one.where, one.name) for one in found] == [
        ("04b8:0202/A1", "EPSON[2J TM-T20III"),
        ("04b8:0e15", ""),
    ]
    assert plug.kernel_driver
    assert plug.claimed == set()
    assert usb_devices(Bus(plug), without={"04b8:0202"}) == []


def test_nodes_are_found_with_what_the_printer_says_of_itself(tmp_path: Path) -> None:
    dev, known, device = tmp_path / "dev", tmp_path / "known", tmp_path / "device"
    for number, text in enumerate(("MFG:EPSON;CMD:ESC/POS;MDL:TM-T82;", "MFG:X;CMD:TSPL;MDL:Y;")):
        interface = device / f"1-{number}:1.0"
        interface.mkdir(parents=True)
        (interface / "ieee1284_id").write_text(text)
        (known / f"lp{number}").mkdir(parents=True)
        (known / f"lp{number}" / "device").symlink_to(interface)
    (device / "idVendor").write_text("04B8\n")
    (device / "idProduct").write_text("0202\n")
    dev.mkdir()
    for name in ("lp0", "lp1", "lp2", "hiddev0"):
        (dev / name).touch()
    assert [(Path(one.where).name, one.name, one.language) for one in nodes(dev, known)] == [
        ("lp0", "EPSON TM-T82", "escpos"),
        ("lp1", "X Y", "tspl"),
        ("lp2", "", ""),
    ]
    assert usb_ids(known) == {"04b8:0202"}
    assert nodes(tmp_path / "none", known) == []


def test_the_queues_of_cups_are_found(tmp_path: Path) -> None:
    socket_path = tmp_path / "cups.sock"
    assert cups_queues(socket_path) == []
    with IppServer(socket_path) as server:
        server.book.queues = ("receipts", "labels", "bad\x1b[2J")
        found = cups_queues(socket_path)
        assert [one.settings for one in found] == [{"queue": "receipts"}, {"queue": "labels"}]
        server.book.queues = ()
        server.book.status = {"queues": 0x0406}
        assert cups_queues(socket_path) == []
        server.book.status, server.book.garbage = {}, {"queues": b"<html>"}
        assert cups_queues(socket_path) == []
    assert cups_queues(socket_path) == []  # the socket is there, and nobody behind it
