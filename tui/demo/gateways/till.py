"""What simulated gateways have in common: pages that people pay by, and people who do."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from random import Random
from typing import Any

from tui.demo.server import Asked, Said, Simulated

PAGES = "/web/"
_HTML = (
    '<!doctype html><html><head><meta charset="utf-8"><title>{name}</title></head><body>'
    "<h1>{name}</h1><p>{words}</p><p>{amount} {currency}: {state}</p>"
    '<form method="post"><button>Bayar / Thanh toán</button></form></body></html>'
)


@dataclass(slots=True)
class Paid:
    """One payment of a page."""

    number: str
    amount: int
    at: float
    currency: str
    way: str
    payer: str = ""


@dataclass(slots=True)
class Page:
    """One link in the gateway's book; amounts in whole units."""

    id: str
    key: str
    """Of whoever wanted it."""
    amount: int
    currency: str
    words: str
    made: float
    until: float
    state: str
    paid: list[Paid] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def came(self) -> int:
        """What was paid by it."""
        return sum(one.amount for one in self.paid)


class Till(Simulated):
    """A gateway on loopback; who opens a page there and presses the button has paid."""

    name = ""
    zone = UTC
    open_states: tuple[str, ...] = ()

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.pages: list[Page] = []
        self.now: Callable[[], float] = time.time
        self.pays_after = 0.0
        """Seconds after which two of three payers have paid by themselves; 0: when told to."""
        self._chance = Random(seed)  # noqa: S311 - chance of a play, no secret

    @abstractmethod
    def api(self, asked: Asked) -> Said:
        """Judge a question as the real one would, and do what it asks."""

    @abstractmethod
    def pay(self, page: Page, amount: int | None = None, currency: str = "") -> Paid:
        """Somebody pays, all of it or so much."""

    @abstractmethod
    def expire(self, page: Page) -> None:
        """Its time is over."""

    def answer(self, asked: Asked) -> Said:
        """Pages are for people, all else for programs."""
        self._live_on()
        if asked.path.startswith(PAGES):
            return self._page(asked)
        return self.api(asked)

    def page(self, key: str) -> Page:
        """The last page under a key of whoever wanted it."""
        return next(one for one in reversed(self.pages) if one.key == key)

    def clock(self, at: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
        """A moment as the gateway writes it."""
        return datetime.fromtimestamp(at, self.zone).strftime(form)

    def _live_on(self) -> None:
        now = self.now()
        for one in self.pages:
            if one.state not in self.open_states:
                continue
            if now > one.until:
                self.expire(one)
            elif self.pays_after and now - one.made > self.pays_after and "stays" not in one.facts:
                one.facts["stays"] = True
                if self._chance.random() < 0.67:
                    self.pay(one)

    def _page(self, asked: Asked) -> Said:
        wanted = asked.path.removeprefix(PAGES)
        found = next((one for one in self.pages if one.id == wanted), None)
        if found is None:
            return Said(404, b"<html><h1>404</h1></html>", "text/html; charset=utf-8")
        open_ = found.state in self.open_states and self.now() <= found.until
        if asked.method == "POST" and open_:
            self.pay(found)
        told = _HTML.format(
            name=self.name,
            words=escape(found.words),
            amount=f"{found.amount:,}",
            currency=found.currency,
            state=escape(found.state),
        )
        return Said(200, told.encode(), "text/html; charset=utf-8")


def east(hours: int) -> timezone:
    """The clock of a country without summer time."""
    return timezone(timedelta(hours=hours))
