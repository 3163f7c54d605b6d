"""The listener for couriers takes what is told rightly and in time, and cuts off all else."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select, update

from core.config import parse
from core.couriers.base import Can, Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Unknown
from core.couriers.quotes import Quote, ToQuote
from core.couriers.states import Stage
from core.couriers.tracking import Forged, Heard, Sighting, Told
from core.database import Database, connect
from core.errors import Refusal
from core.shipping.desk import Desk
from core.shipping.models import shipments
from core.shipping.tracking.following import following_of
from core.transaction import reading, writing
from tui import hooks
from tui.hooks import LONGEST, Hooks
from tui.httpline import address_of

CONFIG = parse('[[printers]]\nname = "P"\ntransport = "virtual"\n', Path("k.toml"))


@dataclass
class Teller(Plain):
    """A courier that tells by itself under a secret."""

    code: str = "far"
    name: str = "Far"
    services: tuple[str, ...] = ("reg",)
    can: frozenset[Can] = frozenset({Can.HOOK})

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        return Unknown("no_answer")

    def book(self, booking: Booking) -> Outcome:
        return Booked("W1")

    def cancel(self, own_code: str, waybill: str) -> Recall:
        return Cancelled()

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        if headers.get("x-key") != "secret":
            return Forged()
        return (Told(body.decode(), (Sighting("delivered", Stage.DELIVERED, None),)),)


@pytest.fixture
def db(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Database]:
    """A shop with one parcel that the courier carries as W1."""
    (tmp_path / "k.sqlite3").write_bytes(sqlite_template.read_bytes())
    made = connect(f"sqlite:///{tmp_path}/k.sqlite3")
    desk = Desk(made, CONFIG, build.shop(made, {"TEH": 9}).station)
    desk.open()
    build.ready_order(made, "A1", {"TEH": 1})
    for code in ("A1", "TEH"):
        desk.scan(desk.last_seq() + 1, code)
    with writing(made) as tx:
        tx.execute(update(shipments).values(courier="far", waybill="W1"))
    yield made
    made.close()


@pytest.fixture
def port(db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(hooks, "_PATIENCE_S", 0.3)
    following = following_of(CONFIG)
    following.couriers.add(Teller())
    listener = Hooks(db, following, "127.0.0.1", 0)
    listener.start()
    yield listener.port
    listener.stop(5)


def answer(port: int, *parts: bytes) -> int:
    """The status that bytes are answered with; 0 where nothing comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        for part in parts:
            line.sendall(part)
        said = line.makefile("rb").readline().split()
    return int(said[1]) if said else 0


def post(body: bytes, *fields: str, path: str = "/hooks/far") -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join([*head, "", ""]).encode() + body


def state(db: Database) -> str:
    with reading(db) as tx:
        return str(tx.execute(select(shipments.c.state)).scalar_one())


def test_what_is_told_rightly_is_taken_in_and_all_else_is_refused(db: Database, port: int) -> None:
    for bytes_, status in (
        (post(b"W1", "X-Key: guess"), 401),
        (post(b"W1", "X-Key: secret", path="/hooks/own"), 404),
        (post(b"W1", "X-Key: secret", path="/"), 404),
        (post(b"W1", "X-Key: secret", "x-key: secret"), 400),
        (post(b"W1", "X-Key : secret"), 400),
        (post(b"W1", "Transfer-Encoding: chunked"), 411),
        (b"GET /hooks/far HTTP/1.1\r\n\r\n", 405),
        (b"POST /hooks/far HTTP/1.1\r\n\r\n", 411),
        (b"POST /hooks/far HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (f"POST /hooks/far HTTP/1.1\r\nContent-Length: {LONGEST + 1}\r\n\r\n".encode(), 413),
        (b"\x16\x03\x01\x02\x00 no request\r\n\r\n", 400),
        (b"POST /hooks/far HTTP/1.1\r\n" + b"X-A: " + b"a" * 20_000, 431),
        (post(b""), 200),
    ):
        assert answer(port, bytes_) == status, bytes_[:60]
    assert state(db) == "booked"
    assert answer(port, post(b"W1", "X-Key: secret")) == 200
    assert answer(port, post(b"W1", "X-Key: secret")) == 200
    assert state(db) == "delivered"


def test_slow_ones_are_cut_off_and_a_busy_database_is_said_within_a_second(
    db: Database, port: int, tmp_path: Path
) -> None:
    assert answer(port, b"POST /hooks/far HTTP/1.1\r\nConte") == 408
    assert answer(port, post(b"W1", "X-Key: secret")[:-1]) == 408
    other = sqlite3.connect(tmp_path / "k.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    assert answer(port, post(b"W1", "X-Key: secret")) == 503
    assert time.monotonic() - begin < 1.5
    other.execute("ROLLBACK")
    other.close()
    assert answer(port, post(b"W1", "X-Key: secret")) == 200
    assert state(db) == "delivered"


def test_an_address_has_a_host_and_a_free_port(db: Database, port: int) -> None:
    assert address_of("[::1]:8080") == ("::1", 8080)
    for wrong in ("8080", ":8080", "localhost", "a:99999", "http://a:1"):
        with pytest.raises(Refusal, match="listen_address"):
            address_of(wrong)
    with pytest.raises(Refusal, match="listen_taken"):
        Hooks(db, following_of(CONFIG), "127.0.0.1", port)
