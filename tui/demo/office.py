"""What the office of the demonstration has done today: orders from phone and chat, money, trust."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from random import Random

from core import clock
from core.config import Config
from core.customers.commands import make, set_trust
from core.customers.groups import make_group
from core.customers.models import Trust
from core.customers.records import Details
from core.database import Database
from core.orders.commands import find
from core.orders.entry.contents import Contents
from core.orders.entry.lines import only_line
from core.orders.entry.making import make_at_once
from core.orders.entry.rules import EntryRules, entry_rules
from core.people.operators import Operator
from core.returns.commands import register
from core.shipping.delivering import mark_delivered
from core.transaction import Transaction, writing
from tui.demo.buyers import Buyer, buyer
from tui.demo.day import is_claimed
from tui.demo.goods import Good
from tui.demo.orders import MANY, Clock, Order

TYPED: tuple[dict[str, str], ...] = (
    {},
    {"note": "Chat: transfer nanti malam ya kak"},
    {"paid": "50000", "reference": "DP-0417", "received": "yes"},
    {"paid": "=", "method": "transfer", "reference": "TRF-881204"},
    {"paid": "=", "method": "qr", "reference": "QR-55120"},
    {"cod": "="},
    {"cod": "="},
)
"""What was said of the money of each order typed in; ``=`` is all of it."""
_TRUSTED = "Langganan sejak 2023"
_BLOCKED = "Dua kali menolak paket COD"
_SENT_BACK = "Ukuran tidak cocok"
ARRIVED = 4
"""Parcels that left today and have been delivered."""


class Office:
    """Orders typed in by the office, what followed, and what came back."""

    def __init__(self, database: Database, config: Config, warehouse: int, who: Operator) -> None:
        self._database, self._who = database, who
        self._rules = entry_rules(config, warehouse, is_claimed)

    def take_calls(self, random: Random, stock: Sequence[Good], times: Clock) -> None:
        """Type in what came by phone and chat in the last hours."""
        plenty = [one for one in stock if one.stock > 30]
        people = [buyer(random, MANY + 1 + at, vietnamese=at % 3 == 2) for at in range(len(TYPED))]
        with self._at(times, 240) as tx:
            _judge(tx, people[0], people[-1])
        for at, (who, said) in enumerate(zip(people, TYPED, strict=True)):
            goods = random.sample(plenty, 1 + at % 3)
            with self._at(times, 200 - at * 25) as tx:
                make_at_once(tx, self._rules, _typed(tx, self._rules, who, goods, said), f"d{at}")

    def settle(self, gone: Sequence[Order], times: Clock) -> None:
        """Of the parcels that left, some have arrived, and goods of one come back."""
        for at, one in enumerate(gone[:ARRIVED]):
            with self._at(times, 40 - at) as tx:
                order = find(tx, one.number, one.channel)
                mark_delivered(tx, self._rules.policy, order.id)
                if at == 0:
                    register(tx, order.id, reason=_SENT_BACK)

    @contextmanager
    def _at(self, times: Clock, minutes_ago: int) -> Iterator[Transaction]:
        then = times.now - timedelta(minutes=minutes_ago)
        with clock.frozen(then), writing(self._database, self._who.actor()) as tx:
            yield tx


def _judge(tx: Transaction, trusted: Buyer, blocked: Buyer) -> None:
    """One customer is trusted and in a group that is, another is not served without a look."""
    group = make_group(tx, "Reseller", trusted=True)
    for one, trust, reason in (
        (trusted, Trust.TRUSTED, _TRUSTED),
        (blocked, Trust.BLOCKED, _BLOCKED),
    ):
        of = group.id if trust is Trust.TRUSTED else None
        made = make(tx, Details(one.customer, (one.phone,), country=one.country, group_id=of))
        set_trust(tx, made.id, trust, reason)


def _typed(
    tx: Transaction,
    rules: EntryRules,
    who: Buyer,
    goods: Sequence[Good],
    said: dict[str, str],
) -> Contents:
    lines = tuple(only_line(tx, one.sku, rules.currency) for one in goods)
    total = sum(line.amount for line in lines)
    contents = Contents(lines=lines).with_values(asdict(who) | said)
    return (
        contents if said.get("paid") != "=" else contents.with_values({"paid": str(total // 100)})
    )
