"""One batch of groups within one transaction: created, changed, unchanged or parked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, bindparam, select

from core.catalog.lookup import Priced
from core.files.reasons import Reason
from core.orders.intake.bundling import taken_apart
from core.orders.intake.changing import change, other_buyer
from core.orders.intake.channels import GONE, Meaning, meaning_of, source_of
from core.orders.intake.drafts import Draft, Group, content_hash
from core.orders.intake.following import follow
from core.orders.intake.parking import Resolution, park, resolve
from core.orders.intake.rules import Desk
from core.orders.intake.storing import create
from core.orders.models import orders
from core.orders.promise import promise_orders
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ParkedNow:
    """An order of this file that waits, with every reason."""

    channel: str
    order_no: str
    customer: str
    lines: tuple[int, ...]
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class Taken:
    """What became of a batch: counts of orders, and those that were parked."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ready: int = 0
    parked: list[ParkedNow] = field(default_factory=list)

    def add(self, other: Taken) -> None:
        """Count another batch in."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.ready += other.ready
        self.parked += other.parked


def take(
    desk: Desk,
    groups: Sequence[Group],
    *,
    parked_before: frozenset[tuple[str, str]] = frozenset(),
    accept_buyer: bool = False,
) -> Taken:
    """Take groups in, the first first: stored and promised, brought up to date, or parked.

    `parked_before` are the keys that wait; what goes in now is taken off that list.  With
    `accept_buyer` a person has said that the order is this buyer's.
    """
    desk, groups = taken_apart(desk, groups)
    tx, rules = desk.tx, desk.rules
    taken = Taken()
    stored = _stored(tx, [group.order_no for group in groups if group.draft])
    new: list[Draft] = []
    settled: list[tuple[str, str]] = []
    for group in groups:
        draft, reasons = group.draft, list(group.reasons)
        if draft is not None:
            reasons += unknown_skus(draft, desk.products)
        if draft is not None and not reasons:
            here = stored.get(draft.key)
            if here is None:
                new.append(draft)
                settled.append(draft.key)
                continue
            same = here["content_hash"] == content_hash(draft)
            buyer = None if accept_buyer or same else other_buyer(here, draft)
            moved = buyer is None and follow(desk, here["id"], here["raw_status"], draft)
            compare = not same and not is_over(draft)
            reason = buyer or (change(desk, here["id"], draft) if compare else None)
            if reason is None and not (moved or compare):
                taken.unchanged += 1
                continue
            if reason is None:
                taken.updated += 1
                settled.append(draft.key)
                continue
            reasons.append(reason)
        if park(tx, group, reasons, desk.source):
            taken.parked.append(_parked_now(group, reasons))
        else:
            taken.unchanged += 1
    wanting = create(desk, new)
    taken.created = len(new)
    for house, ids in wanting.items():
        taken.ready += promise_orders(tx, house, ids, partial=rules.partial).ready
    resolve(tx, [key for key in settled if key in parked_before], Resolution.REPLACED)
    return taken


def is_over(draft: Draft) -> bool:
    """Whether its channel has no more work on it: what differs in it has no effect any more.

    Channels mask addresses of such orders; they would all be parked as changed too late.
    """
    meaning = meaning_of(source_of(draft.channel), draft.status) if draft.status else None
    return meaning in GONE or meaning is Meaning.CANCELLED


def unknown_skus(draft: Draft, products: Mapping[str, Priced]) -> list[Reason]:
    """A reason for each line whose product nobody knows."""
    return [
        Reason.at(line.line, "sku", "sku_unknown", {"sku": line.sku})
        for line in draft.lines
        if line.sku not in products
    ]


def _parked_now(group: Group, reasons: Sequence[Reason]) -> ParkedNow:
    lines = tuple(row.line for row in group.rows)
    return ParkedNow(group.channel, group.order_no, group.customer, lines, tuple(reasons))


def _stored(tx: Transaction, numbers: Sequence[str]) -> dict[tuple[str, str], RowMapping]:
    if not numbers:
        return {}
    rows = tx.execute(_known, {"wanted": sorted(set(numbers))}).mappings()
    return {(row["channel"], row["order_no"]): row for row in rows}


_known = select(
    orders.c.id,
    orders.c.channel,
    orders.c.order_no,
    orders.c.content_hash,
    orders.c.customer,
    orders.c.raw_status,
).where(orders.c.order_no.in_(bindparam("wanted", expanding=True)))
