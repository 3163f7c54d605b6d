"""The PDFs of invoices: drawn once, outside of any transaction, and kept."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from core.billing import papers, queries
from core.billing.sending.rules import SendingRules, sending_rules
from core.config import Config
from core.database import Database
from core.einvoice.handing import legal_pdf
from core.errors import NotFound
from core.paper.documents import Document, InvoicePaper
from core.transaction import SYSTEM, Actor, Transaction, reading, run_among_others
from printers.look import USUAL, Look

_PIECE = 20
"""Files of one transaction: a scan waits no longer than these take."""
_MANY = 60
"""From so many on they are drawn by processes of their own."""
_PROCESSES = 2


@dataclass(frozen=True)
class Papering:
    """How the shop wants its invoices to look."""

    sending: SendingRules | None = None
    look: Look = USUAL


def papering_of(config: Config) -> Papering:
    """The part of the configuration; a logo that cannot be used is left out."""
    from tui.service import usable_look

    return Papering(sending_rules(config.invoices.sending), usable_look(config))


def pdf_of(
    database: Database, actor: Actor, number: str, papering: Papering | None = None
) -> bytes:
    """The PDF of an issued invoice, the same bytes each time it is asked for.

    Raises NotFound ``invoice_not_found``, Refusal ``invoice_not_issued``.
    """
    from printers.sheets.invoice import invoice_pdf

    how = papering or Papering()
    with reading(database, actor) as tx:
        found = queries.by_number(tx, number)
        kept = papers.kept(tx, found.id)
        paper = papers.paper_of(tx, found, how.sending)
    if kept is not None:
        return kept
    pdf = invoice_pdf(paper, how.look)
    return run_among_others(database, actor, lambda tx: papers.keep(tx, found.id, pdf))


def sheets_of(database: Database) -> Callable[[Document, bytes], bytes]:
    """What a printer for sheets gets: of an invoice what its provider made, else what is kept.

    An invoice that nothing is kept of is kept as it was drawn now: every copy is the same.
    """

    def sheet(document: Document, drawn: bytes) -> bytes:
        if not isinstance(document, InvoicePaper):
            return drawn
        try:
            with reading(database) as tx:
                found = queries.by_number(tx, document.number)
                known = legal_pdf(tx, found.id) or papers.kept(tx, found.id)
        except NotFound:
            return drawn
        if known is not None:
            return known
        return run_among_others(database, SYSTEM, lambda tx: papers.keep(tx, found.id, drawn))

    return sheet


def draw_all(
    database: Database,
    actor: Actor,
    ids: Sequence[int],
    papering: Papering,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Draw and keep the PDFs of issued invoices that have none; gives how many were drawn.

    What was kept before it was broken off stays, and is not drawn again. Many are drawn by
    processes of their own, while this one reads and keeps.
    """
    drawn = done = 0
    with ExitStack() as stack:
        pool: ProcessPoolExecutor | None = None
        if len(ids) >= _MANY:
            pool = ProcessPoolExecutor(
                _PROCESSES, get_context("spawn"), initializer=_begin, initargs=(papering.look,)
            )
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        ahead: deque[tuple[list[int], Future[list[bytes]] | list[bytes]]] = deque()
        progress(0, len(ids))
        pieces = deque(ids[at : at + _PIECE] for at in range(0, len(ids), _PIECE))
        while (pieces or ahead) and not stopped():
            while pieces and len(ahead) < (2 * _PROCESSES if pool else 1):
                piece = pieces.popleft()
                with reading(database, actor) as tx:
                    known = [(one, _paper(tx, one, papering)) for one in piece]
                wanted = {one: paper for one, paper in known if paper is not None}
                done += len(piece) - len(wanted)
                sheets = list(wanted.values())
                with _uninterrupted():  # Ctrl+C is for us: they draw to the end what they have
                    files = pool.submit(_drawn, sheets) if pool else _draw(sheets, papering.look)
                ahead.append((list(wanted), files))
            first, made = ahead.popleft()
            ready = made.result() if isinstance(made, Future) else made
            run_among_others(database, actor, partial(_keep, ids=first, files=ready))
            drawn, done = drawn + len(ready), done + len(ready)
            progress(done, len(ids))
    return drawn


_look: list[Look] = [USUAL]
"""Of a process that draws: read once."""


def _begin(look: Look) -> None:
    """A process that draws: it leaves the machine to those who scan, and ends with who began it."""
    _look[0] = look
    os.nice(5)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    above = parent_process()
    if above is not None:
        wait([above.sentinel])
        os._exit(1)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that begins meanwhile never hears of Ctrl+C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _drawn(sheets: Sequence[InvoicePaper]) -> list[bytes]:
    """Draw some, in a process of its own."""
    return _draw(sheets, _look[0])


def _draw(sheets: Sequence[InvoicePaper], look: Look) -> list[bytes]:
    from printers.sheets.invoice import invoice_pdf

    return [invoice_pdf(sheet, look) for sheet in sheets]


def _paper(tx: Transaction, invoice_id: int, papering: Papering) -> InvoicePaper | None:
    """What is to be drawn; None where a file is kept."""
    if papers.is_kept(tx, invoice_id):
        return None
    return papers.paper_of(tx, queries.one_invoice(tx, invoice_id), papering.sending)


def _keep(tx: Transaction, ids: Sequence[int], files: Sequence[bytes]) -> None:
    for invoice_id, pdf in zip(ids, files, strict=True):
        papers.keep(tx, invoice_id, pdf)
