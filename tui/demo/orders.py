"""Invented orders for the demonstration, as the rows of the files that three channels export."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tui.demo.buyers import buyer
from tui.demo.goods import SCARCE, Good

CHANNELS = ("shopee", "tiktok", "web")
MANY = 250
"""Orders that go in; those that are parked come on top."""
EARLY = 120
"""Orders of the first files; the rest comes later on the same day."""
LATE = 6
"""The first orders have missed their cut-off."""
_TODAY, _SHORT = 165, 14
_NOTES = (
    "Tolong bungkus rapi ya kak",
    "Titip di satpam kalau tidak ada orang",
    "Gọi trước khi giao",
    "Giao giờ hành chính",
    "Jangan dilipat",
)
_WISHES = {"ID": ("biteship", "jnt", "sicepat"), "VN": ("ghn", "ghtk", "viettelpost")}
_DONG = 1.6  # to the rupiah, about; prices of a demonstration need no more

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Clock:
    """When the demonstration plays: now, and when the shop's own courier leaves next."""

    now: datetime
    leaves: datetime
    zone: str

    def wall(self, moment: datetime) -> str:
        """A moment as files write it: on the shop's wall clock, without a zone."""
        return moment.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a file."""

    channel: str
    number: str
    rows: tuple[Row, ...]
    fragile: bool
    courier: str
    """The one that it names; empty where it names none."""


def orders(random: Random, goods: Sequence[Good], clock: Clock) -> list[Order]:
    """The orders by the time they came in; the first `EARLY` of them are on the first files."""
    return [_order(random, at, goods, clock) for at in range(MANY)]


def _order(random: Random, at: int, goods: Sequence[Good], clock: Clock) -> Order:
    vietnamese = random.random() < 0.4
    who = buyer(random, at + 1, vietnamese=vietnamese)
    channel = CHANNELS[at % 3]
    early = at < EARLY
    # The first files came seven hours ago, the later ones just now.
    age = timedelta(minutes=random.randint(430, 1700) if early else random.randint(12, 400))
    ordered = clock.now - age
    number = _number(random, channel, at, ordered)
    chosen = _chosen(random, at, goods)
    lines = [(good, _quantity(random, single=len(chosen) == 1)) for good in chosen]
    total, prices, fee = _worth(random, lines, vietnamese=vietnamese)
    common: Row = {
        "order_no": number,
        "channel": channel,
        "ordered_at": clock.wall(ordered),
        **dataclasses.asdict(who),
        "shipping_fee": str(fee),
        "courier": _courier(random, who.country),
        "ship_by": clock.wall(_ship_by(random, at, clock)),
        "note": random.choice(_NOTES) if at % 7 == 2 else "",
    }
    on_delivery = at % 10 in {1, 4, 8}
    common |= {"paid": "0", "cod": str(total)} if on_delivery else {"paid": str(total), "cod": ""}
    rows: list[Row] = []
    for (good, quantity), price in zip(lines, prices, strict=True):
        line = {"sku": good.sku, "quantity": str(quantity), "unit_price": str(price)}
        # Exports repeat the order on each of its rows, or say it once; both are read.
        rows.append(common | line if not rows or channel != "web" else {"order_no": number} | line)
        if channel == "web":
            rows[-1] |= {"channel": channel}
    fragile = any(good.fragile for good in chosen)
    return Order(channel, number, tuple(rows), fragile, common["courier"])


def _chosen(random: Random, at: int, goods: Sequence[Good]) -> list[Good]:
    plenty = goods[:-SCARCE]
    if at >= MANY - _SHORT:
        return [goods[-1 - at % SCARCE], *random.sample(plenty, at % 2)]
    many = random.choices((1, 2, 3, 4, 6), (42, 26, 18, 10, 4))[0]
    # A tenth of the goods makes a third of the orders.
    well_liked = len(plenty) // 10
    pools = [plenty[:well_liked] if random.random() < 0.33 else plenty for _ in range(many)]
    found: dict[str, Good] = {}
    for pool in pools:
        good = random.choice(pool)
        found[good.sku] = good
    return list(found.values())


def _quantity(random: Random, *, single: bool) -> int:
    return random.choices((1, 2, 3, 6), (80, 12, 5, 3) if single else (62, 22, 10, 6))[0]


def _worth(
    random: Random, lines: Sequence[tuple[Good, int]], *, vietnamese: bool
) -> tuple[int, list[int], int]:
    """Total, unit prices and shipping fee, in whole rupiah or dong."""
    prices = [
        round(good.price * _DONG / 1000) * 1000 if vietnamese else good.price for good, _ in lines
    ]
    fee = random.choice((0, 9000, 12000, 15000, 22000))
    goods = sum(price * quantity for price, (_, quantity) in zip(prices, lines, strict=True))
    return goods + fee, prices, fee


def _courier(random: Random, country: str) -> str:
    """Mostly the buyer leaves it to the shop; some have a pre-printed label, some a wish."""
    wish = random.choice(_WISHES[country])
    return random.choices(("", "own", "manual", wish), (55, 15, 12, 18))[0]


def _ship_by(random: Random, at: int, clock: Clock) -> datetime:
    spread = timedelta(minutes=random.randint(5, 200))
    if at < LATE:
        return clock.now - spread
    if at < _TODAY or at >= MANY - _SHORT:
        return clock.leaves + spread
    return clock.leaves + timedelta(days=1) + spread


def _number(random: Random, channel: str, at: int, ordered: datetime) -> str:
    if channel == "shopee":
        tail = "".join(random.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=8))
        return f"{ordered:%y%m%d}{tail}"
    if channel == "tiktok":
        return f"5{random.randrange(10**13):013d}{at:04d}"
    return f"WEB-{10_001 + at}"


def parked_rows(taken: Order, goods: Sequence[Good], clock: Clock) -> list[Row]:
    """Rows that cannot go in, each for a reason of its own; `taken` is an order that is there."""
    base: Row = {
        "channel": "web",
        "ordered_at": clock.wall(clock.now - timedelta(minutes=15)),
        **dataclasses.asdict(buyer(Random(5), 9001, vietnamese=False)),  # noqa: S311
        "sku": goods[0].sku,
        "quantity": "1",
        "paid": "0",
    }
    wrong: tuple[Row, ...] = (
        {"order_no": "WEB-19001", "sku": "KAOS-99"},
        {"order_no": "WEB-19002", "quantity": "0"},
        {"order_no": "WEB-19003", "address": ""},
        {"order_no": "WEB-19004", "ordered_at": "kemarin sore"},
        {"order_no": "WEB-19005", "unit_price": "Rp 125.000"},
        {"order_no": taken.number, "channel": taken.channel, "customer": "Nguyễn Văn Khác"},
    )
    return [base | one for one in wrong]


def as_csv(rows: Sequence[Row], columns: Sequence[str], separator: str = ",") -> str:
    """Rows as the text of a CSV file."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
