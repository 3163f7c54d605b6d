"""What simulated marketplaces have in common: a shop's book, its tokens, limits and faults."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

from tui.demo.channels.book import Book, Charge, Line, Listing, Order, Package, Return, Stand
from tui.demo.channels.tokens import Tokens
from tui.demo.server import Asked, Said, Simulated

_DAY = 86_400.0
_SHIPPABLE = frozenset({Stand.READY})
_PRINTABLE = frozenset({Stand.ARRANGED})


class Wrong(Exception):
    """What is wrong with a question, as the platform says it."""

    def __init__(self, error: str, message: str, status: int = 200, **response: object) -> None:
        super().__init__(error)
        self.error, self.message, self.status = error, message, status
        self.response = response


class Market(Simulated):
    """One shop at one marketplace; its platform's words are those of the class below."""

    prefix = "M"
    access_s, refresh_s = 14_400.0, 30 * _DAY

    def __init__(self, seed: int = 17, port: int = 0) -> None:
        super().__init__(seed, port)
        self.clock: Callable[[], float] = time.time
        self.shop = Book()
        self.tokens = Tokens(self.prefix, self._now, self.access_s, self.refresh_s)
        self.per_second = 0
        """How many questions a second it answers; 0: any number."""
        self.paper_after = 1
        """How often a new label is not ready yet."""
        self.tracking_after = 0
        """How often a new tracking number is not there yet."""
        self.full_days = 0
        """How many of the next days its couriers are taken up: slots move by so many."""
        self.between_pages: list[Callable[[], None]] = []
        """What happens, one after another, whenever a page of orders has been read."""
        self.between_lines: list[Callable[[], None]] = []
        """The same of pages of what it pays out."""
        self.unpaid: set[str] = set()
        """Orders whose money is on its way."""
        self.oddly_paid: set[str] = set()
        """Orders whose payout is told with an amount that is none."""
        self.half_told: set[str] = set()
        """Orders whose detail an answer about many leaves out."""
        self.never_told: set[str] = set()
        """Orders whose detail never comes, however it is asked for."""
        self.oddly_returned: set[str] = set()
        """Returns that are told without the order that they are of."""
        self.ended_links: list[int] = []
        """Links to labels that have ended when they are followed: the status of each answer."""
        self.refuses_stock: set[str] = set()
        """SKUs whose stock is refused within an answer that says that all went well."""
        self.made: Counter[str] = Counter()
        """How often a new product came in, by its seller SKU: twice is one too many."""
        self.pictures: dict[str, bytes] = {}
        """Those that were brought here, by the number that they got."""
        self._seen: list[float] = []
        self._next = 0

    @abstractmethod
    def judged(self, asked: Asked) -> Said:
        """Judge a question that is within the limits."""

    @abstractmethod
    def too_many(self) -> Said:
        """What it says to whoever asks too often."""

    def answer(self, asked: Asked) -> Said:
        """Judge a question as the real one would."""
        now = self._now()
        self._seen = [at for at in self._seen if at > now - 1]
        if self.per_second and len(self._seen) >= self.per_second:
            return self.too_many()
        self._seen.append(now)
        return self.judged(asked)

    def _now(self) -> float:
        return self.clock()

    def page_was_read(self) -> None:
        """A page of orders goes out; what was to happen after it happens."""
        with suppress(IndexError):
            self.between_pages.pop(0)()

    def line_page_was_read(self) -> None:
        """A page of what it pays out goes out; what was to happen after it happens."""
        with suppress(IndexError):
            self.between_lines.pop(0)()

    def as_paid(self, amount: object, *order_nos: str) -> object:
        """An amount of a payout, as it is told."""
        return f"Rp {amount}" if self.oddly_paid.intersection(order_nos) else amount

    def charge(self, word: str, amount: int, order: Order | None = None) -> Charge:
        """An amount comes to the next payout: ``refund``, or a word of the platform's own."""
        with self.lock:
            number = "" if order is None else order.no
            self.shop.charges.append(Charge(word, amount, self._now(), number))
            return self.shop.charges[-1]

    def list_goods(self, goods: Sequence[Listing]) -> None:
        """Put goods into the shop's window."""
        with self.lock:
            self.shop.listings.extend(goods)

    def sell(
        self,
        lines: Sequence[tuple[str, int]],
        *,
        stand: Stand = Stand.READY,
        no: str = "",
        at: float | None = None,
        **more: object,
    ) -> Order:
        """A buyer orders so many of each SKU; what is free is bound for it."""
        with self.lock:
            self._next += 1
            now = self._now() if at is None else at
            bought = []
            for sku, units in lines:
                listing = self.shop.by_sku(sku)
                if listing is None:
                    listing = Listing(9_000_000 + self._next, 0, sku, sku, "", 10_000, 0)
                listing.stock -= units
                listing.reserved += units
                bought.append(Line(listing, units, listing.price))
            no = no or self.order_no(self._next, now)
            package = Package(self.package_no(self._next), list(bought))
            package.tracking_after = self.tracking_after
            order = Order(no, now, now, stand, bought, [package], ship_by=now + 2 * _DAY)
            for name, value in more.items():
                setattr(order, name, value)
            self.shop.orders[no] = order
            return order

    def order_no(self, at: int, now: float) -> str:
        """What the platform calls its nth order."""
        return f"{time.strftime('%y%m%d', time.gmtime(now))}{self.prefix}{at:06}"

    def package_no(self, at: int) -> str:
        """What it calls the package of it."""
        return f"OFG{self.prefix}{166_300_000_000 + at}"

    def tracking_no(self, package: Package) -> str:
        """What its courier calls it."""
        return f"{self.prefix}X{package.number[-9:]}"

    def move(self, order: Order, stand: Stand) -> None:
        """An order takes a step; what leaves is no stock any more, what is cancelled is free."""
        with self.lock:
            left = {Stand.SHIPPED, Stand.DELIVERED, Stand.DONE}
            if stand in left and order.stand not in left:
                for line in order.lines:
                    line.listing.reserved -= line.units
                for package in order.packages:
                    package.is_collected = True
            if stand is Stand.CANCELLED and order.stand is not Stand.CANCELLED:
                for line in order.lines:
                    line.listing.reserved -= line.units
                    line.listing.stock += line.units
            order.stand = stand
            self.touch(order)

    def ask_cancel(self, order: Order, reason: str = "Berubah pikiran") -> None:
        """Its buyer asks to cancel an order."""
        with self.lock:
            order.before = order.stand
            order.cancel_reason = reason
            self.move(order, Stand.CANCEL_ASKED)

    def touch(self, order: Order) -> None:
        """An order changed: no two changes of it are of the same second."""
        order.updated = max(self._now(), order.updated + 1)

    def split(self, order: Order) -> None:
        """The platform makes a package of every line."""
        with self.lock:
            first = order.packages[0]
            order.packages = [
                Package(f"{first.number}{at}", [line], tracking_after=self.tracking_after)
                for at, line in enumerate(order.lines, 1)
            ]
            self.touch(order)

    def ask_return(self, order: Order, state: str, sku: str = "") -> Return:
        """Its buyer wants to give goods back."""
        with self.lock:
            lines = [line for line in order.lines if not sku or line.listing.sku == sku]
            now = self._now()
            amount = sum(line.units * line.price for line in lines)
            no = f"{time.strftime('%y%m%d', time.gmtime(now))}{900_000 + len(self.shop.returns)}"
            self.shop.returns.append(Return(no, order, lines, state, amount, now, now))
            return self.shop.returns[-1]

    def arrange(self, order: Order, package: Package, how: str, slot: str = "") -> str:
        """A courier is asked to fetch a package: empty, or what is in the way.

        One of ``cancelled``, ``already``, ``not_ready``.
        """
        if order.stand in {Stand.CANCELLED, Stand.CANCEL_ASKED}:
            return "cancelled"
        if package.is_arranged:
            return "already"
        if order.stand not in _SHIPPABLE:
            return "not_ready"
        package.is_arranged, package.how, package.slot = True, how, slot
        package.arranged += 1
        if all(one.is_arranged for one in order.packages):
            order.stand = Stand.ARRANGED
        self.touch(order)
        return ""

    def tracked(self, package: Package) -> str:
        """The tracking number of a package; empty until there is one."""
        if not package.is_arranged:
            return ""
        if package.tracking_after > 0:
            package.tracking_after -= 1
            return ""
        package.tracking = package.tracking or self.tracking_no(package)
        return package.tracking

    def link_ended(self) -> int:
        """The status of the page that a link to a label leads to; 0: to the label."""
        return self.ended_links.pop(0) if self.ended_links else 0

    def order_of_return(self, one: Return) -> str:
        """Of which order it is told that something comes back."""
        return "" if one.no in self.oddly_returned else one.order.no

    def paper(self, order: Order, package: Package) -> str:
        """Whether its label can be fetched: empty, else what is in the way.

        One of ``unarranged``, ``collected``, ``cancelled``, ``making``.
        """
        if order.stand in {Stand.CANCELLED, Stand.CANCEL_ASKED}:
            return "cancelled"
        if package.is_collected:
            return "collected"
        if not package.is_arranged or not package.tracking:
            return "unarranged"
        if package.paper_after < 0:
            package.paper_after = self.paper_after
        if package.paper_after > 0:
            package.paper_after -= 1
            return "making"
        return ""
