"""The worker process: prints, books, promises what came in, and ends when nobody needs it."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from core import outbox, workers
from core.billing.sending import mailing
from core.channels.cancel_wishes import Wishes
from core.channels.granted import WISH
from core.channels.label_work import KIND as LABELS
from core.channels.label_work import LabelWork
from core.channels.parcels import Parcels
from core.channels.publishing.sending import publishing
from core.channels.registry import shops_of
from core.config import Config, load
from core.counting.round import DueCounts
from core.counting.rules import counting_rules
from core.couriers.marketplace import Marketplace
from core.database import Database
from core.draining import drain
from core.einvoice import letters as einvoice_letters
from core.errors import DatabaseRefusal, KemasError, Refusal
from core.fulfilment.replenishing.round import Refill
from core.messages.queries import Message
from core.messages.troubles import MESSAGE
from core.orders.restock import Restock
from core.paper.documents import TestPage
from core.paper.queries import lights
from core.people.attach import Process, is_running, this_process
from core.people.presence import is_anybody_at_work
from core.pulse import Pulse
from core.purchasing import letters as supplier_letters
from core.receivables import reminders
from core.returns.turning import TURN, Turns
from core.shipping.draining import inside, outside
from core.shipping.letters import messages_of
from core.shipping.resting import THREADS
from core.shipping.settings import settings_of
from core.shipping.tracking.following import following_of
from core.trail.round import Sealing
from core.transaction import SYSTEM, Transaction, reading, run, writing
from core.workers import Worker
from printers.logo import Logo
from printers.look import Look
from printers.spool import Spool
from printers.templates import look_of, read
from tui.beside import Beside
from tui.biller import Biller
from tui.collector import Collector
from tui.courier_papers import CourierPapers
from tui.einvoicing import EInvoiceWork
from tui.ending import Ending
from tui.invoice_files import sheets_of
from tui.merchant import Merchant
from tui.paylinking import PayLinkWork
from tui.post import Post
from tui.postroom import PostRoom
from tui.samefile import SameFile
from tui.saver import Saver
from tui.sign import Sign
from tui.surveyor import Surveyor
from tui.tracker import Tracker

logger = logging.getLogger(__name__)
BEAT_S = 10.0
"""Between two signs of life; a sixth of the lease."""
_PULSE_S, _CALM_PULSE_S = 0.02, 0.05  # between two looks whether anything was written
_CALM_S = 10.0  # without a write until the calm pace
_ROUND_S = 0.1  # at least between two rounds
_REST_S = 2.0  # at most between two rounds: what was put off comes due without a write
_AWAY_S = 600.0  # until a worker that is no service gives a database up
_PATIENCE_S = 5.0


def _still_wanted(tx: Transaction, about: Message) -> str:
    """Why a message that is about no order is out of date by now."""
    return supplier_letters.still_wanted(tx, about) or reminders.still_wanted(tx, about)


def _attached(tx: Transaction, ref: str) -> bytes:
    """The bytes of a file that goes along with a message."""
    own = ref.startswith("invoice:")
    return mailing.attached(tx, ref) if own else einvoice_letters.attached(tx, ref)


class End(StrEnum):
    """Why a worker ended."""

    TOLD = "told"
    IDLE = "idle"
    REPLACED = "replaced"
    GONE = "database_gone"
    LOST = "database_lost"
    """The file was moved or deleted: nothing that is written would be kept."""
    NEW_CONFIG = "new_config"
    UPGRADED = "upgraded"
    """The tables are those of a newer program."""


def me() -> Worker:
    """This process."""
    process = this_process()
    return Worker(process.host, process.pid, process.started)


def is_alive(worker: Worker) -> bool:
    """Whether a worker of this machine still runs."""
    return is_running(Process(worker.host, worker.pid, worker.started))


class Service:
    """The work of one machine on one database, until it is told to stop or nobody needs it."""

    def __init__(
        self,
        database: Database,
        config: Config,
        fence: int,
        *,
        stay: bool,
        sign: Sign | None = None,
    ) -> None:
        """`fence` is that of the lease, `stay` keeps it running also when it is idle.

        `sign` is told how far it is.
        """
        self._database = database
        self._config = config
        self._me = me()
        self._fence = fence
        self._stay = stay
        self._sign = sign or Sign()
        self._shipping = settings_of(config)
        for shop in shops_of(config):
            if shop.settings.arranges:
                parcels = Parcels(database, shop)
                market = Marketplace(shop.channel, shop.name, parcels)
                seconds = shop.settings.timeout_seconds
                self._shipping.couriers.add_market(market, seconds)
        self._restock = Restock(database, partial=config.packing.partial_promise)
        self._refill = Refill(database)
        self._sealing = Sealing(database, config)
        self._counts = DueCounts(database, counting_rules(config))
        keep_in = config.data_dir / "printed"
        look = usable_look(config)
        self._spool = Spool(
            database,
            config.printers,
            self._me.host,
            keep_in=keep_in,
            poll=_REST_S,
            look=look,
            sheets=sheets_of(database),
        )
        mails = messages_of(config, _still_wanted, _attached)
        self._einvoices = EInvoiceWork(database, config)
        self._pay_links = PayLinkWork(database, config)
        many = THREADS if config.couriers.remote or config.channels else 1
        asking = {
            **outside(self._shipping, CourierPapers(database, config)),
            TURN: Turns(self._shipping.couriers),
            WISH: Wishes(shops_of(config)),
            **publishing(shops_of(config), config.station.warehouse),
            LABELS: LabelWork(shops_of(config), self._shipping, CourierPapers(database, config)),
        }
        self._here = inside(self._shipping)
        self._beside = Beside(
            Post(database, {MESSAGE: mails}),
            *(Post(database, asking, name="couriers") for _ in range(many)),
            self._einvoices,
            self._pay_links,
            Tracker(database, following_of(config, self._shipping)),
            Surveyor(database, self._shipping.couriers),
            Biller(database, config),
            Collector(database, config),
            Saver(database, config, self._me.host),
            Merchant(database, config),
            PostRoom(database, config),
        )
        self._pulse = Pulse(database)
        self._ending = Ending()
        self._worked = self._looked = time.monotonic()
        self._beaten = self._rounded = 0.0
        self._due, self._written = True, 0.0
        self._config_seen = _stamps(config)
        self._file = SameFile(config.database.engine_url)

    def stop(self) -> None:
        """Finish what is in hand and end; may be called by a signal handler."""
        self._ending.say()

    def run(self) -> End:
        """Work until the end; gives back why it ended. The lease is given back."""
        logger.info("worker %s begins, %s printers", self._me.pid, len(self._config.printers))
        self._database.watch_line()
        threading.Thread(target=warm, name="warm", daemon=True).start()
        self._sign.begin()
        try:
            self._spool.start()
            self._beside.start()
            end = self._loop()
        except DatabaseRefusal:
            if not self._file.is_lost:
                raise
            end = End.LOST
        finally:
            self._beside.stop(_PATIENCE_S)
            self._spool.stop(_PATIENCE_S)
            self._pulse.close()
        self._leave()
        logger.info("worker %s ends: %s", self._me.pid, end.value)
        return end

    def _loop(self) -> End:
        trouble, away = 0, 0.0
        while not self._ending.is_said():
            self._sign.alive()
            if self._file.is_lost:
                return End.LOST
            try:
                if self._pulse.beat():
                    self._spool.wake()
                    self._beside.wake()
                    self._due, self._written = True, time.monotonic()
                end = self._round()
                if end is not None:
                    return end
                self._sign.round()
                trouble = 0
            except DatabaseRefusal as refusal:
                if refusal.code == "database_upgraded":
                    return End.UPGRADED
                trouble += 1
                if trouble == 1:
                    away = time.monotonic()
                logger.warning("the database is away: %s", refusal)
                if not self._stay and time.monotonic() - away > _AWAY_S:
                    return End.GONE
            except Exception:
                trouble += 1
                logger.exception("a round went wrong")
            calm = time.monotonic() - self._written > _CALM_S
            pace = _CALM_PULSE_S if calm else _PULSE_S
            self._ending.wait(min(10.0, trouble) if trouble else pace)
        return End.TOLD

    def _round(self) -> End | None:
        """Everything but printing, if it is time: at once after a write, else now and then."""
        now = time.monotonic()
        if now - self._rounded < (_ROUND_S if self._due else _REST_S):
            return None
        self._rounded, self._due = now, False
        if now - self._beaten > BEAT_S:
            end = self._beat()
            if end is not None:
                return end
            self._beaten = now
        done = drain(self._database, self._here, self._ending.is_said)
        ready = self._restock.look()
        if ready:
            logger.info("%s orders that were short can be packed now", ready)
        self._refill.look()
        self._counts.look()
        self._sealing.look()
        self._einvoices.look()
        self._pay_links.look()
        if done or ready or self._spool.busy:
            self._worked = time.monotonic()
        return self._retire()

    def _beat(self) -> End | None:
        beat = run(self._database, SYSTEM, lambda tx: workers.keep(tx, self._me.host, self._fence))
        if not beat:
            return End.REPLACED
        self._spool.bury_the_dead()
        stamps = _stamps(self._config)
        if all(stamps) and stamps != self._config_seen:
            self._config_seen = stamps
            try:
                look_of(load(self._config.path))
            except KemasError as refusal:
                logger.warning("the new configuration is not taken: %s", refusal)
            else:
                return End.NEW_CONFIG
        return None

    def _retire(self) -> End | None:
        """End where nothing waits, nothing came for a while and no station is open here."""
        now = time.monotonic()
        if now - self._looked < _REST_S:
            return None
        self._looked = now
        if self._has_work():
            self._worked = now
        if self._stay or now - self._worked < self._config.worker.idle_seconds:
            return None
        host = self._me.host
        with reading(self._database) as tx:
            if is_anybody_at_work(tx, host, is_running):
                return None
        # A station opens first and looks for a worker then: it is seen here, or it sees no lease.
        with writing(self._database) as tx:
            if is_anybody_at_work(tx, host, is_running):
                return None
            workers.leave(tx, host, self._fence)
        return End.IDLE

    def _has_work(self) -> bool:
        if self._spool.busy:
            return True
        with reading(self._database) as tx:
            waiting = outbox.counts(tx)
            shown = lights(tx)
        mine = (shown.get(printer.name) for printer in self._config.printers)
        outside = waiting.get("pending", 0) + waiting.get("in_flight", 0)
        return bool(outside) or any(light is not None and light.waiting for light in mine)

    def _leave(self) -> None:
        if self._file.is_lost:
            return
        try:
            run(self._database, SYSTEM, lambda tx: workers.leave(tx, self._me.host, self._fence))
        except DatabaseRefusal as refusal:
            logger.warning("the lease is left to run out: %s", refusal)


def warm() -> None:
    """Load what draws paper before the first label waits for it."""
    from printers.render import render

    now = datetime.now(UTC)
    render(TestPage("vi", "UTC", "warm", 576, now, ""), 576)


def usable_look(config: Config) -> Look:
    """How papers look. No label waits for a logo: one that cannot be used is left out."""
    templates = config.paper.templates
    orders = {} if templates is None else read(templates)
    try:
        logo = None if config.shop.logo is None else Logo.read(config.shop.logo)
        if logo is not None:
            for printer in config.printers:
                logo.at(printer.dots)
    except Refusal as refusal:
        logger.warning("papers are printed without the logo: %s", refusal)
        logo = None
    return Look(logo, orders)


def _stamps(config: Config) -> tuple[tuple[int, ...], ...]:
    """The stamps of the configuration and of the files that it names."""
    files = (config.path, config.paper.templates, config.shop.logo)
    return tuple(_stamp(path) for path in files if path is not None)


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file is written; empty where it cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size
