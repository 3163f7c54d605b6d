"""What the office of the demonstration has invoiced: some weeks of it, in every state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core import clock
from core.billing.correcting.commands import Change, Why, adjust, credit, supersede
from core.billing.drawing import draw_up
from core.billing.issuing import discard, issue
from core.billing.making import put
from core.billing.profiles.commands import set_profile
from core.billing.queries import Invoice
from core.billing.rules import billing_rules
from core.billing.states import InvoiceState, Reason
from core.config import Config
from core.customers.commands import make
from core.customers.records import Details
from core.database import Database
from core.orders.book.filters import read_filter
from core.orders.book.queries import ids_of
from core.people.operators import Operator
from core.receivables.applying import Part, apply
from core.receivables.claims import claim
from core.receivables.commands import Received, receive
from core.receivables.reminders import mark
from core.receivables.settings import terms_of
from core.transaction import Transaction, writing
from tui.demo.orders import Clock

MANY = 36
"""Invoices, without what corrects them."""
_WAITING = (Reason.NEW, Reason.FAR, Reason.TAX, Reason.OVER)
_DAYS = 34
"""The first of them is so many days old."""
_FIRMS = (
    ("PT Sumber Rejeki", "faktur@sumberrejeki.example"),
    ("CV Maju Bersama", "admin@majubersama.example"),
    ("Toko Bu Ani", "ani@tokoani.example"),
)
_SPOILED = "Kemasan rusak"


@dataclass(frozen=True, slots=True)
class _Firm:
    """A customer who pays later."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """The transaction in which somebody writes invoices, and the shop's rules."""

    tx: Transaction
    config: Config

    def bill(self, order_id: int, firm: _Firm, day: date) -> Invoice:
        """The invoice of an order for a firm, of a day, on terms of two weeks."""
        rules = billing_rules(self.config)
        drawn = draw_up(self.tx, rules, order_id, {"name": firm.name, "email": firm.email})
        drawn = replace(drawn, customer_id=firm.id, due_days=14)
        return issue(self.tx, rules, put(self.tx, rules, drawn), day=day)

    def pay(self, one: Invoice, parts: int) -> None:
        """One of so many parts of what is open is paid."""
        amount = claim(self.tx, one.id).open // parts
        if amount > 0:
            note = f"TRF {one.internal_no}"
            said = Received(amount, one.currency, one.customer_id, reference=note)
            made = receive(self.tx, terms_of(self.config), said, sure=True)
            apply(self.tx, made.id, [Part(one.id, amount)])


class Books:
    """Invoices of the last weeks, made with the commands that people use."""

    def __init__(self, database: Database, config: Config, who: Operator) -> None:
        self._database, self._config, self._who = database, config, who

    def write(self, times: Clock) -> None:
        """All of it; orders of marketplaces are paid there, those of firms are not."""
        wanted = read_filter({"statuses": "work"})
        with self._at(times) as desk:
            orders = ids_of(desk.tx, wanted, times.zone, MANY)
            firms = [self._firm(desk, name, email) for name, email in _FIRMS]
            today = desk.tx.today
            made = self._issued(desk, orders[len(_WAITING) + 1 :], firms, today)
        with self._at(times) as desk:
            self._settled(desk, made)
            self._waiting(desk, orders[: len(_WAITING) + 1])

    def _firm(self, desk: _Desk, name: str, email: str) -> _Firm:
        made = make(desk.tx, Details(name, country="ID", email=email))
        set_profile(desk.tx, made.id, {"email": email, "terms_days": "14"}, currency="IDR")
        return _Firm(made.id, name, email)

    def _issued(
        self, desk: _Desk, orders: Sequence[int], firms: Sequence[_Firm], today: date
    ) -> list[Invoice]:
        """The oldest first: numbers go with the days."""
        made = []
        for at, order_id in enumerate(orders):
            day = today - timedelta(days=_DAYS - at * _DAYS // max(1, len(orders) - 1))
            made.append(desk.bill(order_id, firms[at % len(firms)], day))
        return made

    def _settled(self, desk: _Desk, made: Sequence[Invoice]) -> None:
        """What was paid, in part or too much, and what was corrected."""
        rules = billing_rules(self._config)
        for at, one in enumerate(made):
            match at % 9:
                case 0 | 3 | 7:
                    desk.pay(one, 1)
                case 1:
                    desk.pay(one, 3)
        late = [one for one in made if claim(desk.tx, one.id).open > 0]
        if late:
            mark(desk.tx, late[0].id, disputed=True, note=_SPOILED)
        for at, one in enumerate(late[2:8]):
            match at:
                case 3:
                    desk.pay(one, 1)
                    credit(desk.tx, rules, one.id, Why(_SPOILED, code="05"), units={1: 1})
                case 0:
                    credit(desk.tx, rules, one.id, Why(_SPOILED, code="05"), units={1: 1})
                case 1:
                    adjust(desk.tx, rules, one.id, Why("Harga"), {1: Change(unit_price=1_000_00)})
                case 2:
                    who = {"name": "PT Sumber Rejeki Abadi"}
                    supersede(desk.tx, rules, one.id, Why("Nama pembeli"), buyer=who, sure=True)

    def _waiting(self, desk: _Desk, orders: Sequence[int]) -> None:
        """What somebody has to look at, and one that was thrown away."""
        rules = billing_rules(self._config)
        for order_id, reason in zip(orders, _WAITING, strict=False):
            drawn = draw_up(desk.tx, rules, order_id)
            put(desk.tx, rules, drawn, state=InvoiceState.REVIEW, reasons=[reason])
        for order_id in orders[len(_WAITING) :]:
            discard(desk.tx, put(desk.tx, rules, draw_up(desk.tx, rules, order_id)))

    @contextmanager
    def _at(self, times: Clock) -> Iterator[_Desk]:
        moment = times.now - timedelta(minutes=2)
        with clock.frozen(moment), writing(self._database, self._who.actor()) as tx:
            yield _Desk(tx, self._config)
