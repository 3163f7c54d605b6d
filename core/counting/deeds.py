"""Counting at the station: scans in the list of bins, and what its keys do."""

from __future__ import annotations

from typing import Any

from core.barcodes import Kind as CodeKind
from core.barcodes import read
from core.counting import commands, posting, scanning
from core.counting.commands import Wanted
from core.counting.queries import by_number, held_task, lines_of
from core.counting.rules import CountingRules
from core.counting.sheets import paper_of
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.shipping.papers import print_document
from core.shipping.settings import ShippingSettings

_MINE = frozenset(
    {CodeKind.BIN, CodeKind.TEXT, CodeKind.GTIN, CodeKind.QUANTITY, CodeKind.UNREADABLE}
)
_COMMANDS = frozenset({"UNDO", "DONE", "WHY"})


def scanned(rules: CountingRules, raw: str) -> Deed:
    """Judge a code in the list of bins; badges and boxes mean there what they mean everywhere."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        code = read(raw)
        says_yes = code.kind is CodeKind.COMMAND and code.value == "OK" and _asks(bench)
        command = code.kind is CodeKind.COMMAND and code.value in _COMMANDS
        if code.kind in _MINE or command or says_yes:
            return _scan(bench, rules, raw)
        return as_usual(bench, raw)

    return do


def finish(rules: CountingRules) -> Deed:
    """The bin in hand is counted; where nothing lay there, pressed once more it is empty."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if held_task(bench.tx, _holder(bench)) is None:
            return Answer(Kind.INFO, "count_none_in_hand")
        return _scan(bench, rules, "KEMAS:OK" if _asks(bench) else "KEMAS:DONE")

    return do


def undo(rules: CountingRules) -> Deed:
    """The last scan counts no more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        return _scan(bench, rules, "KEMAS:UNDO")

    return do


def leave(bench: Bench, order: OpenOrder | None) -> Answer:
    """The bin in hand waits for somebody else."""
    task = held_task(bench.tx, _holder(bench))
    if task is None or not scanning.leave(bench.tx):
        return Answer(Kind.INFO, "count_none_in_hand")
    return Answer(Kind.INFO, "count_left", {"bin": task.bin})


def make(wanted: Wanted) -> Deed:
    """Have bins counted."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = commands.make(bench.tx, bench.warehouse_id, wanted)
        about = {"count": made.number, "bins_total": made.bins}
        return Answer(Kind.INFO, "count_made", about)

    return do


def post(rules: CountingRules, number: str, how: str) -> Deed:
    """Set the books right; `how` is ``all``, ``partial``, or ``keep`` for goods that moved too."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        count_id = by_number(bench.tx, number).id
        if how == "keep":
            for one in posting.conflicts(bench.tx, count_id):
                commands.keep(bench.tx, count_id, one.line.id)
        done = posting.post_count(bench.tx, rules, count_id, partial=how != "all")
        told: dict[str, Any] = {
            name: getattr(done, name) for name in done.__dataclass_fields__ if name != "count"
        }
        told |= {"count": done.count.number, "units": done.more + done.less}
        return Answer(Kind.INFO, "count_posted", told)

    return do


def paper(settings: ShippingSettings, number: str) -> Deed:
    """The sheet of a count comes out of the printer, to count on paper."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        job = print_document(bench.tx, settings, paper_of(bench.tx, settings, found))
        about = {"count": found.number, "printer": job.printer}
        return Answer(Kind.INFO, "count_printed", about)

    return do


def cancel(number: str, reason: str) -> Deed:
    """Nothing of a count goes into the books."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = commands.cancel(bench.tx, by_number(bench.tx, number).id, reason)
        return Answer(Kind.INFO, "count_cancelled", {"count": found.number})

    return do


def again(number: str, bin_code: str, sku: str) -> Deed:
    """Have a bin, or one product of it, counted once more."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = by_number(bench.tx, number)
        task = commands.recount(bench.tx, found.id, bin_code, sku)
        return Answer(Kind.INFO, "count_asked_again", {"bin": task.bin})

    return do


def keep(number: str, line_id: int) -> Deed:
    """What was counted is right although the goods moved since."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        line = commands.keep(bench.tx, by_number(bench.tx, number).id, line_id)
        return Answer(Kind.INFO, "count_kept", {"sku": line.sku, "name": line.name})

    return do


def goes_on(bench: Bench) -> Answer | None:
    """The bin in hand and what was counted in it; None where none is."""
    task = held_task(bench.tx, _holder(bench))
    if task is None:
        return None
    lines = [line for line in lines_of(bench.tx, task.id) if line.tally is not None]
    told = {"bin": task.bin, "goods": [(line.tally, line.sku) for line in lines]}
    return Answer(Kind.INFO, "count_so_far", told)


def _scan(bench: Bench, rules: CountingRules, raw: str) -> Answer:
    key = f"S{bench.station_id}:{bench.seq}"
    return scanning.scan(bench.tx, rules, bench.warehouse_id, raw, key).answer


def _holder(bench: Bench) -> str:
    return scanning.holder_of(bench.tx)


def _asks(bench: Bench) -> bool:
    """Whether it was asked last whether the bin in hand is empty."""
    return scanning.asks_empty(bench.tx, _holder(bench))
