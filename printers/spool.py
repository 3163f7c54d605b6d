"""The spool: one worker a printer takes its jobs in order, draws, stores, sends and reports."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import psutil

from core.database import Database
from core.errors import DatabaseRefusal, Refusal
from core.paper import spooling
from core.paper.documents import CourierLabel, Document
from core.paper.setups import setup_of
from core.paper.spooling import Lease
from core.transaction import SYSTEM, Transaction, reading, run
from printers.calibration import calibrated
from printers.look import USUAL, Look
from printers.profiles import DOTS_PER_MM, Profile, find
from printers.transport.base import Light, Outcome, Reason, Result, Sheet, light_after, unknown
from printers.transport.choose import PrinterLike, transport_of
from printers.transport.limits import Limits
from printers.transport.virtual import Preview

T = TypeVar("T")
logger = logging.getLogger(__name__)
_POLL_S = 0.1
_LOOK_S = 20.0  # between two looks at an idle printer
_SOON = timedelta(seconds=3)
_TRIES = 3  # before another printer takes over
_CUT = b"\n\x1dVB\x00"
_FEED = b"\n\x1bd\x04"
_AT_THE_PRINTER = {
    Reason.PAPER_OUT,
    Reason.COVER_OPEN,
    Reason.PRINTER_ERROR,
    Reason.CUTTER,
    Reason.OFFLINE,
}


def profile_of(printer: PrinterLike, known: Mapping[str, Any] | None = None) -> Profile:
    """The profile of a configured printer, corrected by what is `known` from its own paper.

    Raises Refusal where its name or width is unknown.
    """
    named = printer.profile not in {"", "default"}
    profile = find(printer.profile if named else None, printer.width_dots)
    profile = replace(
        profile, drawer=printer.drawer, language=printer.language, gap_mm=printer.gap_mm
    )
    if known:
        profile = calibrated(profile, known)
    return on_labels(profile, printer.label_size)


def on_labels(profile: Profile, label_mm: tuple[int, int] | None) -> Profile:
    """The profile of a printer with labels of this size; an endless roll where there is none."""
    if label_mm is None:
        return profile
    width = min(profile.width_dots, label_mm[0] * DOTS_PER_MM // 8 * 8)
    return replace(profile, label_mm=label_mm, width_dots=width)


def profile_in(tx: Transaction, printer: PrinterLike) -> Profile:
    """The profile of a configured printer with what its calibration page showed."""
    return profile_of(printer, setup_of(tx, printer.name).profile)


def back_off(reason: Reason | None, attempts: int) -> timedelta:
    """How long to wait before the next try: short where a person is at work on the printer."""
    if reason in _AT_THE_PRINTER:
        return _SOON
    return timedelta(seconds=min(30, 2 ** min(attempts, 5)))


Sheets = Callable[[Document, bytes], bytes]
"""The PDF of a document as it is kept, given the one that was drawn now."""


def as_drawn(document: Document, drawn: bytes) -> bytes:
    """The `Sheets` of who keeps none."""
    return drawn


class Spool:
    """All printers of one host."""

    def __init__(
        self,
        database: Database,
        printers: Sequence[PrinterLike],
        host: str,
        *,
        keep_in: Path,
        limits: Limits | None = None,
        poll: float = _POLL_S,
        look: Look = USUAL,
        sheets: Sheets = as_drawn,
    ) -> None:
        """Virtual printers without a path of their own keep their jobs under `keep_in`.

        `sheets` says what goes to a printer of PDF pages, where a file is kept of a paper.
        The database is asked for jobs every `poll` seconds and with every `wake`.
        """
        me = psutil.Process()
        names = {printer.name.casefold(): printer.name for printer in printers}
        self._database = database
        self._host = host
        self._holder = f"{host} {me.pid} {me.create_time():.2f} {uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._workers = [
            _Worker(
                database,
                printer,
                names.get(printer.fallback.casefold(), ""),
                (host, self._holder),
                keep_in,
                limits,
                poll,
                (look, sheets),
            )
            for printer in printers
        ]

    def start(self) -> None:
        """Start one thread a printer, after asking what dead workers of this host left behind."""
        self.bury_the_dead()
        for worker in self._workers:
            thread = threading.Thread(
                target=worker.work, args=(self._stop,), name=f"spool {worker.name}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """Look for jobs now: something was written to the database."""
        for worker in self._workers:
            worker.woken.set()

    def stop(self, patience: float = 5.0) -> None:
        """Take no new jobs; wait up to `patience` seconds for those on their way.

        What is still on its way when the process ends becomes *unknown*.
        """
        self._stop.set()
        self.wake()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._threads.clear()

    @property
    def busy(self) -> bool:
        """Whether a job is in hand right now."""
        return any(worker.busy for worker in self._workers)

    def run_once(self) -> int:
        """Work off all that is due, in this thread; gives the number of jobs taken in hand."""
        return sum(worker.work_off() for worker in self._workers)

    def bury_the_dead(self) -> None:
        """Jobs in the hands of processes of this host that are gone are free or unknown."""
        names = [worker.name for worker in self._workers]
        with reading(self._database) as tx:
            found = spooling.holders(tx, names)
        for holder in found:
            if holder != self._holder and is_dead(holder, self._host):
                run(self._database, SYSTEM, _call(spooling.bury, holder))


def is_dead(holder: str, host: str) -> bool:
    """Whether a worker of this host is certainly gone; those of other hosts cannot be seen."""
    try:
        where, pid, started, _token = holder.rsplit(" ", 3)
        if where != host:
            return False
        if int(pid) == os.getpid():
            return False
        found = psutil.Process(int(pid))
        same = abs(found.create_time() - float(started)) < 1
        return not same or found.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except (ValueError, psutil.AccessDenied):
        return False


class _Worker:
    """Serves one printer."""

    def __init__(
        self,
        database: Database,
        printer: PrinterLike,
        fallback: str,
        who: tuple[str, str],
        keep_in: Path,
        limits: Limits | None,
        poll: float,
        papers: tuple[Look, Sheets],
    ) -> None:
        self.name = printer.name
        self.busy = False
        self.woken = threading.Event()
        self._poll = poll
        self._look, self._sheets = papers
        look = self._look
        self._database = database
        self._host, self._holder = who
        self._printer = printer
        self._fallback = fallback
        self._transport = transport_of(printer, keep_in, _preview_of(printer, look), limits)
        self._light: Light | None = None
        self._looked = 0.0
        self._given_up = False
        """Its jobs go to another printer until one of them is printed here again."""

    def work(self, stop: threading.Event) -> None:
        """Take jobs until told to stop; a database that is away for a while is waited for."""
        waits = ""
        while not stop.is_set():
            self.woken.clear()
            pause = 0.0
            try:
                if self.work_off(stop):
                    continue
                if time.monotonic() - self._looked > _LOOK_S:
                    self._show(self._transport.status())
                waits = ""
            except DatabaseRefusal as refusal:
                if refusal.code != waits:  # once, not each second of a long night
                    logger.warning("printer %s waits for the database: %s", self.name, refusal)
                waits, pause = refusal.code, 1.0
            except Exception:
                logger.exception("printer %s: a job could not be handled", self.name)
                pause = 5.0
            if pause:
                stop.wait(pause)
            else:
                self.woken.wait(self._poll)

    def work_off(self, stop: threading.Event | None = None) -> int:
        """Handle jobs until none is due."""
        done = 0
        while not (stop and stop.is_set()) and self._step():
            done += 1
        return done

    def _step(self) -> bool:
        with reading(self._database) as tx:
            if not spooling.is_due(tx, self.name):
                return False
        lease = self._run(_call(spooling.lease_next, self.name, self._holder))
        if lease is None:
            return False
        self.busy = True
        try:
            self._handle(lease)
        finally:
            self.busy = False
        return True

    def _handle(self, lease: Lease) -> None:
        try:
            profile = profile_of(self._printer, lease.profile)
            # Drawn anew for every try: since the last one the paper may have become another.
            content = self._draw(lease, profile)
        except Refusal as refusal:
            self._run(_call(spooling.finish_failed, lease, refusal.code))
            return
        except Exception:
            logger.exception("job %s cannot be drawn", lease.job_id)
            self._run(_call(spooling.finish_failed, lease, "drawing_failed"))
            return
        if not self._run(_call(spooling.store_and_start, lease, content)):
            return
        sheet = Sheet(
            content,
            lease.document,
            lease.copy,
            number=lease.job_id,
            resync=lease.resync,
            tear=b"" if profile.language == "tspl" else _CUT if profile.cutter else _FEED,
            must_answer=lease.must_answer,
        )
        try:
            outcome = self._transport.send(sheet, self._tell)
        except Exception:
            logger.exception("job %s broke off", lease.job_id)
            outcome = unknown(Reason.WORKER_DIED)
        self._report(lease, outcome)
        self._tell(light_after(outcome))

    def _draw(self, lease: Lease, profile: Profile) -> bytes:
        from printers.render import render

        done = render(lease.document, profile, lease.copy, self._look)
        if profile.language == "pdf":
            return self._sheets(lease.document, done)
        if isinstance(lease.document, CourierLabel):
            from printers.pdf import process

            process.warm()  # where one came, more come: the next one need not wait for it
        return done

    def _report(self, lease: Lease, outcome: Outcome) -> None:
        reason = outcome.reason.value if outcome.reason else ""
        match outcome.result:
            case Result.PRINTED:
                work = _call(spooling.finish_printed, lease, confirmed=outcome.confirmed)
            case Result.UNKNOWN:
                work = _call(spooling.finish_unknown, lease, reason)
            case Result.REFUSED:
                pause = back_off(outcome.reason, lease.attempts + 1)
                work = partial(self._give_back, lease, reason, pause)
        self._given_up = self._given_up and outcome.result is Result.REFUSED
        deadline = time.monotonic() + spooling.LEASE_MS / 1000
        while True:  # what is known must not get lost because the database is busy
            try:
                self._run(work)
                return
            except DatabaseRefusal as refusal:
                if time.monotonic() > deadline:
                    raise
                logger.warning("job %s: its end waits for the database: %s", lease.job_id, refusal)
                time.sleep(1.0)

    def _give_back(self, lease: Lease, reason: str, pause: timedelta, tx: Transaction) -> bool:
        """Wait for the printer, or after a few tries have another one print what waits."""
        tried = self._given_up or lease.attempts + 1 >= _TRIES
        if tried and self._fallback and spooling.pass_on(tx, lease, reason, self._fallback):
            self._given_up = True
            return True
        return spooling.give_back(tx, lease, reason, pause)

    def _tell(self, light: Light) -> None:
        try:
            self._show(light)
        except DatabaseRefusal as refusal:
            logger.warning("printer %s: its light is not shown: %s", self.name, refusal)

    def _show(self, light: Light) -> None:
        if light is self._light and time.monotonic() - self._looked < _LOOK_S / 2:
            return
        self._light, self._looked = light, time.monotonic()
        self._run(_call(spooling.show_light, self.name, light.value, self._host))

    def _run(self, work: Callable[[Transaction], T]) -> T:
        return run(self._database, SYSTEM, work)


def _call(command: Callable[..., T], *args: object, **more: object) -> Callable[[Transaction], T]:
    return lambda tx: command(tx, *args, **more)


def _preview_of(printer: PrinterLike, look: Look) -> Preview:
    def preview(document: Document, copy: int) -> tuple[str, bytes]:
        from printers.render import preview_png, preview_text

        profile = profile_of(printer)
        text = "\n".join(preview_text(document, profile, copy, look=look)) + "\n"
        return text, preview_png(document, profile, copy, look)

    return preview
