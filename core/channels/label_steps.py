"""The steps of a run with one shop: how packages stand, who comes for them, their labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.channels import ways
from core.channels.adapter import Access, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.batches import OneByOne
from core.channels.contents import open_ones
from core.channels.label_rows import (
    Row,
    failed,
    findable,
    is_arranged,
    left_out,
    new_row,
    packages_of,
    these,
    trouble,
)
from core.channels.label_runs import NOT_NOW
from core.channels.records import Document, PackageState, RemotePackage, Way
from core.channels.registry import Shop
from core.database import Database
from core.errors import Refusal
from core.shipping.ahead.commands import note_ahead, step_ahead
from core.shipping.ahead.queries import is_labelled
from core.shipping.ahead.states import AheadState
from core.transaction import SYSTEM, Transaction, reading, run

FRESH = timedelta(seconds=45)
"""So long what was seen of a package counts before paper is used for it."""


def arranged(database: Database, shop: Shop, asks: OneByOne, wanted: Sequence[Row]) -> bool:
    """Have couriers arranged for what nobody arranged yet."""
    moved, to_do = look(database, shop, asks, wanted)
    if not to_do:
        return moved
    chosen = _ways(database, shop, asks, to_do)
    if not chosen:
        return True

    def call(access: Access) -> Any:
        return _whole(asks.arrange(access, [(one.parcel, way) for one, way in chosen]))

    told = _ask(database, shop, call, len(chosen))

    def write(tx: Transaction) -> bool:
        changed = False
        for (one, _way), answer in zip(chosen, told, strict=True):
            if isinstance(answer, RemotePackage):
                changed |= is_arranged(tx, one, answer)
            else:
                changed |= trouble(tx, one, answer)
        return changed

    return run(database, SYSTEM, write) or moved


def _ways(
    database: Database, shop: Shop, asks: OneByOne, wanted: Sequence[Row]
) -> list[tuple[Row, Way | None]]:
    """How each of them leaves by the rule of the shop; the others are named."""
    if Can.WAYS not in shop.adapter.can:
        return [(one, None) for one in wanted]
    told = _ask(
        database,
        shop,
        lambda access: _whole(asks.ways(access, [one.parcel for one in wanted])),
        len(wanted),
    )
    found: list[tuple[Row, Way | None]] = []

    def write(tx: Transaction) -> None:
        for one, offered in zip(wanted, told, strict=True):
            way = (
                offered
                if isinstance(offered, Trouble)
                else ways.pick(
                    offered, shop.settings, tx.zone, ways.chosen_of_order(tx, one.order_id)
                )
            )
            if isinstance(way, Trouble):
                trouble(tx, one, way)
            else:
                found.append((one, way))

    run(database, SYSTEM, write)
    return found


def fetched(database: Database, shop: Shop, asks: OneByOne, rows: Sequence[Row]) -> bool:
    """Fetch the labels that are ready."""
    with reading(database) as tx:
        late = [o for o in rows if not o.tracking or tx.now - o.changed_at > FRESH]
    moved = False
    if late:
        moved, _to_do = look(database, shop, asks, late)
        with reading(database) as tx:
            again = these(tx, [one.id for one in rows])
        rows = [one for one in again if one.state is AheadState.ARRANGED and one.tracking]
    if not rows:
        return moved
    pairs = [(one.parcel, one.as_told) for one in rows]
    told = _ask(database, shop, lambda access: _whole(asks.labels(access, pairs)), len(rows))

    def write(tx: Transaction) -> bool:
        changed = False
        for one, answer in zip(rows, told, strict=True):
            if isinstance(answer, Document) and answer.data[:4] == b"%PDF":
                changed |= step_ahead(
                    tx, one.id, one.state, AheadState.FETCHED, document=answer.data
                )
            elif isinstance(answer, Document):
                changed |= failed(tx, one, "label_unreadable")
            elif isinstance(answer, Trouble):
                changed |= trouble(tx, one, answer)
        return changed

    return run(database, SYSTEM, write) or moved


def look(
    database: Database, shop: Shop, asks: OneByOne, rows: Sequence[Row]
) -> tuple[bool, list[Row]]:
    """How packages stand there and their orders here: whether that moved any, and what is to be
    arranged. Packages that the platform made of an order meanwhile get a label each.
    """
    keys = list(dict.fromkeys(one.order_no for one in rows))
    first = {one.order_no: replace(one.parcel, package="", line_ids=()) for one in rows}
    told = _ask(
        database,
        shop,
        lambda access: _whole(asks.packages(access, [first[key] for key in keys])),
        len(keys),
    )
    known = dict(zip(keys, told, strict=True))
    to_do: list[Row] = []

    def write(tx: Transaction) -> bool:
        changed = False
        for key in keys:
            mine = [one for one in rows if one.order_no == key]
            changed |= _seen(tx, mine, known[key], to_do)
        return changed

    return run(database, SYSTEM, write), to_do


def _seen(
    tx: Transaction,
    rows: Sequence[Row],
    told: tuple[RemotePackage, ...] | Trouble,
    to_do: list[Row],
) -> bool:
    changed = False
    why = NOT_NOW.get(rows[0].fulfilment, "")
    if why or isinstance(told, Trouble):
        for one in rows:
            if why:
                changed |= step_ahead(tx, one.id, one.state, AheadState.LEFT_OUT, why=why)
            elif isinstance(told, Trouble):
                changed |= trouble(tx, one, told)
        return changed
    live = open_ones(told)
    if not live:
        gone = [left_out(tx, one, "order_cancelled") for one in rows]
        return any(gone)
    for one, package in _each_package(tx, rows, live):
        if package.number and is_labelled(tx, one.order_id, package.number):
            changed |= step_ahead(tx, one.id, one.state, AheadState.TAKEN, why="")
            continue
        match package.state:
            case PackageState.ARRANGED if one.state is AheadState.WANTED:
                changed |= is_arranged(tx, one, package)
            case PackageState.ARRANGED:
                tracking = package.tracking or one.tracking
                note_ahead(tx, one.id, tracking=tracking, changed_at=tx.now)
                changed |= bool(tracking) and not one.tracking
                findable(tx, one, tracking)
            case PackageState.GONE:
                changed |= left_out(tx, one, "order_gone")
            case PackageState.HELD:
                changed |= left_out(tx, one, "order_held")
            case PackageState.TO_ARRANGE if one.state is AheadState.WANTED:
                to_do.append(replace(one, package=package.number, line_ids=tuple(package.line_ids)))
    return changed


def _each_package(
    tx: Transaction, rows: Sequence[Row], live: Sequence[RemotePackage]
) -> list[tuple[Row, RemotePackage]]:
    """Which label is of which package; one that has no label yet gets one after the others."""
    known = {one["package"]: one for one in packages_of(tx, rows[0].order_id)}
    mine = {one.package: one for one in rows}
    found = []
    for package in live:
        if package.number in mine:
            found.append((mine[package.number], package))
            continue
        if package.number in known:
            continue  # of another run, or on paper
        empty = mine.pop("", None)
        if empty is not None:
            if package.number:
                note_ahead(tx, empty.id, package=package.number, line_ids=list(package.line_ids))
            found.append((replace(empty, package=package.number), package))
            continue
        found.append((new_row(tx, rows[0], package), package))
    for row in rows:  # merged into another package, or taken away
        if row.package and all(row.package != one.number for one in live):
            left_out(tx, row, "order_gone")
    return found


def _ask(database: Database, shop: Shop, call: Callable[[Access], Any], count: int) -> list[Any]:
    """One answer for each; where the whole question failed, all have the same trouble."""
    try:
        told = ask(database, shop, call)
    except Refusal as refusal:
        told = Trouble(Fault.REVOKED, refusal.code)
    return [told] * count if isinstance(told, Trouble) else list(told)


def _whole(told: list[Any]) -> list[Any] | Trouble:
    """An access that ended is the trouble of all: it is renewed, and all are asked again."""
    ended = (one for one in told if isinstance(one, Trouble) and one.fault is Fault.EXPIRED)
    return next(ended, None) or told
