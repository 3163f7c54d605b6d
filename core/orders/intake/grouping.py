"""Rows become orders: which rows are one order, and which belong to none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.files import Row
from core.files.reasons import Reason
from core.files.values import tidy
from core.orders.intake.columns import DEFAULT_CHANNEL, TEXT_LIMITS

_BUYER = ("customer", "phone", "address", "ordered_at")


@dataclass(slots=True)
class Bundle:
    """The rows of one order number in one channel, in the order of the file."""

    channel: str
    order_no: str
    rows: list[Row] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    """For each row, which run of neighbouring rows it stands in, from 0."""
    reasons: list[Reason] = field(default_factory=list)


def bundle(rows: Sequence[Row]) -> list[Bundle]:
    """Group rows by channel and order number; a row without a number is a bundle of its own.

    Such a row may be a line of the order above or below it.  Where it has that order's buyer, that
    order is given a reason too: it must not leave without a line that was bought.
    """
    first_channel: dict[str, str] = {}
    for row in rows:
        if channel := tidy(row.cells.get("channel", "")):
            first_channel.setdefault(tidy(row.cells["order_no"]), channel)
    found: dict[tuple[str, str], Bundle] = {}
    lone: list[Bundle] = []
    last_channel: dict[str, str] = {}
    owners: list[Bundle] = []
    for row in rows:
        number = tidy(row.cells["order_no"])
        raw = tidy(row.cells.get("channel", ""))
        raw = raw or last_channel.get(number) or first_channel.get(number) or DEFAULT_CHANNEL
        channel = raw.casefold()
        if not number:
            one = Bundle(channel[: TEXT_LIMITS["channel"]], "", [row])
            one.reasons.append(Reason.at(row.line, "order_no", "order_no_missing", {}))
            lone.append(one)
            owners.append(one)
            continue
        last_channel[number] = raw
        key = (channel, number)
        if key not in found:
            found[key] = Bundle(channel, number)
        one = found[key]
        beside = bool(owners) and owners[-1] is one
        one.blocks.append(one.blocks[-1] + (not beside) if one.blocks else 0)
        one.rows.append(row)
        owners.append(one)
    if lone:
        _warn_neighbours(rows, owners)
    return [*found.values(), *lone]


def _warn_neighbours(rows: Sequence[Row], owners: Sequence[Bundle]) -> None:
    for index, owner in enumerate(owners):
        if owner.order_no:
            continue
        for near in _nearest(owners, index):
            if _same_buyer(rows[index], near.rows[0]) and near.channel == owner.channel:
                near.reasons.append(Reason.at(rows[index].line, "order_no", "row_may_belong", {}))


def _nearest(owners: Sequence[Bundle], index: int) -> list[Bundle]:
    """The orders just above and just below a row without a number."""
    above = next((one for one in reversed(owners[:index]) if one.order_no), None)
    below = next((one for one in owners[index + 1 :] if one.order_no), None)
    near = [one for one in (above, below) if one is not None]
    return near[:1] if len(near) == 2 and near[0] is near[1] else near


def _same_buyer(one: Row, other: Row) -> bool:
    """Whether a row names no other buyer than an order's first row; silence counts as the same."""
    for name in _BUYER:
        mine, theirs = tidy(one.cells.get(name, "")), tidy(other.cells.get(name, ""))
        if mine and mine != theirs:
            return False
    return True
