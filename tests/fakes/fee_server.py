"""A courier on loopback that is asked for its fee over HTTP: slow, silent, broken, as told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
from fakes.working import HttpServer, Service

from core.couriers.base import Can, Limits, Plain
from core.couriers.bookings import Booked, Booking, Cancelled, Outcome, Recall, Unknown
from core.couriers.quotes import NotOffered, Offer, Offers, Quote, ToQuote, Why, Within


@dataclass
class Counter:
    """What the courier was asked, and how it answers."""

    rates: list[tuple[str, int]] = field(default_factory=lambda: [("reg", 18_000)])
    """Services with their fee in whole units of the currency."""
    refusal: str = ""
    raw: bytes | None = None
    """Answered as it is."""
    go: threading.Event = field(default_factory=threading.Event)
    """Nobody is answered until it is set."""
    asked: list[dict[str, Any]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        counter = self.server.counter
        counter.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        counter.go.wait(60)
        pricing = [{"type": name, "price": fee, "days": [1, 2]} for name, fee in counter.rates]
        told: dict[str, Any] = {"success": True, "pricing": pricing}
        if counter.refusal:
            told = {"success": False, "error": counter.refusal}
        body = json.dumps(told).encode() if counter.raw is None else counter.raw
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(HttpServer):
    counter: Counter


class FeeServer(Service):
    """The courier's counter on a free port of loopback, while it is entered."""

    def __init__(self) -> None:
        self.counter = Counter()
        server = _Server(("127.0.0.1", 0), _Handler)
        server.counter = self.counter
        self.url = f"http://127.0.0.1:{server.server_address[1]}/rates"
        super().__init__(server)

    def _end(self) -> None:
        self.counter.go.set()
        super()._end()


_NO_LIMITS = Limits()


@dataclass(frozen=True)
class FarCourier(Plain):
    """An adapter that asks the counter."""

    url: str
    code: str = "far"
    name: str = "Far away"
    services: tuple[str, ...] = ("reg",)
    can: frozenset[Can] = frozenset({Can.QUOTE, Can.COD, Can.INSURE})
    limits: Limits = _NO_LIMITS
    needs_waybill: bool = False
    local: bool = False
    repeat_is_safe: bool = True
    prints_label: bool = True

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """Ask; what cannot be read is no answer."""
        asked = {"weight": wanted.weight_g, "postcode": wanted.to.postcode, "cod": wanted.cod}
        try:
            told = httpx.post(self.url, json=asked, timeout=seconds, trust_env=False).json()
            if not told["success"]:
                return NotOffered(Why.REFUSED, {"reason": told["error"]})
            offers = tuple(
                Offer(one["type"], one["price"] * 100, Within(*one["days"], "days"))
                for one in told["pricing"]
            )
        except httpx.HTTPError:
            return Unknown("no_answer")
        except (ValueError, KeyError, TypeError):
            return Unknown("unreadable")
        return Offers(offers) if offers else NotOffered(Why.NOT_SERVED)

    def book(self, booking: Booking) -> Outcome:
        """Take it."""
        return Booked(booking.own_code)

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Forget it."""
        return Cancelled()
