"""What keys do to printers: pause, go on, move what waits, a test page, a run once more."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.paper import setups
from core.paper.commands import queue_job, reprint_run
from core.paper.documents import Document
from core.paper.queries import lights
from core.people.permissions import Permission, require


def pause_printer(printer: str, reason: str) -> Deed:
    """Have a printer take no more jobs."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        setups.pause(bench.tx, printer, reason)
        waiting = lights(bench.tx)[printer].waiting
        return Answer(Kind.INFO, "printer_paused", {"printer": printer, "count": waiting})

    return do


def resume_printer(printer: str) -> Deed:
    """Have a paused printer go on."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        was = setups.is_paused(bench.tx, printer)
        setups.resume(bench.tx, printer)
        return Answer(
            Kind.INFO, "printer_resumed" if was else "printer_not_paused", {"printer": printer}
        )

    return do


def move_jobs(printer: str, to: str) -> Deed:
    """Have what waits for a printer printed elsewhere."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        moved = setups.move_waiting(bench.tx, printer, to)
        return Answer(
            Kind.INFO,
            "printer_moved" if moved else "printer_idle",
            {"printer": printer, "to": to, "count": len(moved)},
        )

    return do


def print_page(printer: str, page: Document) -> Deed:
    """Have a page printed that belongs to no order."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        require(bench.tx, Permission.PRINT)
        job = queue_job(bench.tx, page, printer)
        return Answer(Kind.INFO, "page_queued", {"printer": printer, "job": job.id})

    return do


def run_again(printer: str, first: int, last: int, to: str) -> Deed:
    """Print again what a printer printed, from one job to another, after a jam."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = reprint_run(bench.tx, printer, first, last, to=to)
        return Answer(Kind.INFO, "run_again", {"count": len(made), "printer": to})

    return do
