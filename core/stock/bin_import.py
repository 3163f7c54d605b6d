"""A file of bins: made and changed row by row, with every reason why a row was not taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.database import Database
from core.errors import Refusal
from core.files import Row, read_table, values
from core.files.reasons import CELL_WORDS, Reason
from core.files.reasons import say as _say
from core.i18n import N_
from core.people.permissions import Permission, require
from core.stock.bin_queries import Place, all_places
from core.stock.bins import BinChange, add_bins, change_bin
from core.stock.models import Purpose
from core.stock.zones import MOST_WALK, add_zone, zones_of
from core.transaction import Actor, Transaction, run, run_among_others

BIN_COLUMNS = ("bin", "zone", "walk", "purpose", "active")
"""One row is one bin; cells left empty leave what is known."""
REQUIRED_COLUMNS = ("bin",)
BATCH = 50
"""Rows of one transaction at most."""

BIN_WORDS = CELL_WORDS | {
    "number_out_of_range": N_("{value} is not between {low} and {high}."),
    "number_unreadable": N_("{value} is not a number."),
    "yes_or_no": N_("{value} is neither yes nor no."),
    "purpose_unknown": N_("{value} is neither pick nor bulk."),
    "bin_repeated": N_("{bin} is also on line {other}."),
    "bin_code_reserved": N_("{bin} is a place of Kemas itself; choose another code."),
    "bin_special": N_("{bin} is a place of Kemas itself; it is never changed."),
    "bin_not_empty": N_("{units} units lie in {bin}, of {sku} and others; move them first."),
    "bin_exists": N_("{bin} is there already, and no shelf."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""

_YES = frozenset({"1", "x", "y", "yes", "true", "ya", "có", "benar", "đúng"})
_NO = frozenset({"0", "n", "no", "false", "tidak", "không", "salah", "sai", "-"})

Progress = Callable[[int, int], bool]
"""Called with rows done and rows in all; False stops the import."""


@dataclass(frozen=True, slots=True)
class BinDraft:
    """A checked row."""

    line: int
    code: str
    told: BinChange


@dataclass(frozen=True, slots=True)
class BinReport:
    """What an import did, in rows."""

    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: tuple[Reason, ...]
    stopped: bool = False


@dataclass(slots=True)
class _Done:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Reason] = field(default_factory=list)


def template() -> str:
    """An empty file of bins: the header line alone."""
    return ",".join(BIN_COLUMNS) + "\r\n"


def say(reason: Reason) -> str:
    """The sentence for a reason, in the current language."""
    return _say(reason, BIN_WORDS)


def import_bins(
    database: Database,
    actor: Actor,
    warehouse: int,
    path: Path,
    *,
    progress: Progress = lambda _done, _all: True,
) -> BinReport:
    """Import a file of bins; raises Refusal ``file_...`` where nothing of it can be trusted.

    Zones that are new are made. A row is taken whole or not at all.
    """
    table = read_table(path, BIN_COLUMNS, REQUIRED_COLUMNS)
    run(database, actor, lambda tx: require(tx, Permission.PLACE_CHANGE))
    drafts, reasons = _checked(table.rows)
    total, done = _Done(), 0
    going = progress(0, len(drafts))
    while done < len(drafts) and going:
        batch = drafts[done : done + BATCH]

        def work(tx: Transaction, batch: Sequence[BinDraft] = batch) -> _Done:
            return _take(tx, warehouse, batch)

        part = run_among_others(database, actor, work)
        total.created += part.created
        total.updated += part.updated
        total.unchanged += part.unchanged
        total.refused += part.refused
        done += len(batch)
        going = progress(done, len(drafts))
    return BinReport(
        path.name,
        len(table.rows),
        total.created,
        total.updated,
        total.unchanged,
        tuple(sorted([*reasons, *total.refused], key=_line)),
        stopped=done < len(drafts),
    )


def _take(tx: Transaction, warehouse: int, batch: Sequence[BinDraft]) -> _Done:
    done = _Done()
    known = {place.code: place for place in all_places(tx, warehouse)}
    zones = {zone.code for zone in zones_of(tx, warehouse)}
    for draft in batch:
        try:
            with tx.connection.begin_nested():
                zone = draft.told.zone
                if zone and zone != "-" and zone not in zones:
                    add_zone(tx, warehouse, zone)
                created, changed = _one(tx, warehouse, draft, known)
        except Refusal as refusal:  # the row is taken whole or not at all
            done.refused.append(Reason.of(draft.line, "bin", refusal))
            continue
        if zone and zone != "-":
            zones.add(zone)
        done.created += created
        done.updated += changed and not created
        done.unchanged += not (created or changed)
    return done


def _one(
    tx: Transaction, warehouse: int, draft: BinDraft, known: Mapping[str, Place]
) -> tuple[bool, bool]:
    """Whether a bin was made, and whether one was changed."""
    place = known.get(draft.code)
    if place is not None:
        return False, change_bin(tx, place, draft.told)[1]
    made = add_bins(tx, warehouse, [draft.code], draft.told)[0]
    if draft.told.active is False:
        change_bin(tx, made, BinChange(active=False))
    return True, True


def _checked(rows: Sequence[Row]) -> tuple[list[BinDraft], list[Reason]]:
    drafts: list[BinDraft] = []
    reasons: list[Reason] = []
    seen: dict[str, int] = {}
    for row in rows:
        bad = [
            Reason.at(row.line, each.column, each.code, each.params)
            for each in row.problems
            if each.code != "cell_rounded" or each.column == "bin"
        ]
        told: dict[str, Any] = {}
        for name, reader in _READERS.items():
            raw = row.cells.get(name, "")
            if raw.strip():
                try:
                    told[name] = reader(raw)
                except Refusal as refusal:
                    bad.append(Reason.of(row.line, name, refusal))
        code = told.pop("bin", "")
        if not code and not bad:
            bad.append(Reason.at(row.line, "bin", "value_missing", {}))
        if code in seen:
            params = {"bin": code, "other": seen[code]}
            bad.append(Reason.at(row.line, "bin", "bin_repeated", params))
        if bad:
            reasons += bad
            continue
        seen[code] = row.line
        drafts.append(BinDraft(row.line, code, BinChange(**told)))
    return drafts, reasons


def _line(reason: Reason) -> int:
    return int(reason.params["line"])


def _walk(raw: str) -> int:
    raw = raw.strip()
    if values.THOUSANDS.fullmatch(raw):
        raise Refusal("number_ambiguous", value=raw)
    if not raw.isascii() or not raw.isdecimal():
        raise Refusal("number_unreadable", value=raw)
    if len(raw) > 12 or int(raw) > MOST_WALK:
        raise Refusal("number_out_of_range", value=raw, low=0, high=f"{MOST_WALK:,}")
    return int(raw)


def _purpose(raw: str) -> Purpose:
    word = raw.strip().casefold()
    if word not in {each.value for each in Purpose}:
        raise Refusal("purpose_unknown", value=raw)
    return Purpose(word)


def _yes(raw: str) -> bool:
    word = raw.strip().casefold()
    if word not in _YES | _NO:
        raise Refusal("yes_or_no", value=raw)
    return word in _YES


_READERS: dict[str, Callable[[str], Any]] = {
    "bin": lambda raw: values.code(raw, 40),
    "zone": lambda raw: values.code(raw, 40),
    "walk": _walk,
    "purpose": _purpose,
    "active": _yes,
}
