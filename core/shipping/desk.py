"""A packing station at work: scans go in, verdicts come out, local bookings follow at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from sqlalchemy import bindparam, or_, select

from core import barcodes, outbox
from core.database import Database, is_upgraded
from core.errors import DatabaseRefusal, NotAllowed, Refusal
from core.fulfilment import claims
from core.fulfilment.claims import keep_alive
from core.fulfilment.models import scans
from core.fulfilment.packing.approved import Yes
from core.fulfilment.packing.coming import MOVED, come_over, elsewhere, has_work
from core.fulfilment.packing.opened import load_order
from core.fulfilment.packing.opening import still_needed
from core.fulfilment.packing.session import Deed, scan
from core.fulfilment.packing.verdict import Kind, Verdict
from core.fulfilment.packing.work import ask_to_confirm, load, save_work
from core.fulfilment.walks import walk
from core.orders.models import orders
from core.people import approving, attach, pins
from core.people.approving import Lead
from core.people.commands import sign_in
from core.people.operators import Operator
from core.people.queries import find_operator, signed_in
from core.rows import AnyRow
from core.settings import Config
from core.shipping.booking import book_here
from core.shipping.models import shipments
from core.shipping.packing_port import PackingPort
from core.shipping.settings import rules_of, settings_of
from core.shipping.shipments import BOOK
from core.text import clean, visible
from core.transaction import Actor, Transaction, reading, run


class Desk:
    """One station in the hands of this process. Use `open` first and `close` last."""

    def __init__(self, database: Database, config: Config, station_id: int) -> None:
        self.database = database
        self.station_id = station_id
        self.settings = settings_of(config)
        self.rules = rules_of(config)
        self._port = PackingPort(self.settings)
        self._fence = 0
        self._actor = Actor(station_id=station_id)
        self._yes: Yes | None = None

    def open(self, *, confirm: bool = False) -> Verdict | None:
        """Take the station; gives the `resumed` verdict where something happened here before.

        With `confirm`, a station whose last process crashed takes no product scan until somebody
        said that they saw that verdict. Raises Refusal ``station_in_use`` while another living
        process has it.
        """
        me = attach.this_process()

        def take(tx: Transaction) -> tuple[attach.Attached, Verdict | None]:
            taken = attach.attach(tx, self.station_id, me, attach.is_running)
            keep_alive(tx, self.station_id, self.rules.lease_ms)
            walk.keep_alive(tx, self.station_id, self.rules.lease_ms)
            if confirm and taken.crashed:
                ask_to_confirm(tx, self.station_id)
            return taken, resumed(tx, self.station_id, crashed=taken.crashed)

        taken, verdict = run(self.database, self._actor, take)
        self._fence = taken.fence
        return verdict

    def close(self) -> None:
        """Give the station back."""
        run(
            self.database,
            self._actor,
            lambda tx: attach.detach(tx, self.station_id, self._fence),
        )

    def beat(self) -> bool:
        """Keep station and claims alive; False when another process has the station now."""

        def renew(tx: Transaction) -> bool:
            kept = attach.keep(tx, self.station_id, self._fence)
            if kept:
                keep_alive(tx, self.station_id, self.rules.lease_ms)
                walk.keep_alive(tx, self.station_id, self.rules.lease_ms)
            return kept

        return run(self.database, self._actor, renew)

    def scan(
        self,
        seq: int,
        raw: str,
        deed: Deed | None = None,
        *,
        proven: int = 0,
    ) -> Verdict:
        """Judge one code; the verdict stands after the commit, bookings that need nobody follow.

        With a `deed`, that is done instead and `raw` names it in the record. `proven` is the
        person who gave their PIN. Within `approved`, a lead's yes is for this.
        """
        try:
            verdict = scan(
                self.database,
                self.rules,
                self._port,
                self.station_id,
                seq,
                raw,
                deed,
                fence=self._fence,
                proven=proven,
                yes=self._yes,
            )
        except Refusal as refusal:
            return _not_saved(seq, raw, self._why(refusal))
        self._book(verdict.intents, verdict.actor or self._actor)
        return verdict

    def lost(self, name: str) -> Refusal:
        """Why this process has the station no more."""
        return self._why(Refusal("station_lost", station=name))

    def _why(self, refusal: Refusal) -> Refusal:
        """A station that was taken as the tables were brought forward is told that."""
        if refusal.code == "station_lost" and is_upgraded(self.database):
            return DatabaseRefusal("database_upgraded")
        return refusal

    def sign_in(self, seq: int, who: str, pin: str = "") -> Verdict:
        """Sign somebody in by badge or name; asks for their PIN, where it is due, with `info/pin`.

        Recorded as a scan of the badge, of which the record shows nothing. Raises what
        `find_operator` does.
        """
        person, by_badge = self._person(who)
        try:
            asks = pins.asks(self.rules.pin, person, by_badge=by_badge)
            if asks and not pin:
                return Verdict(Kind.INFO, seq, "", "pin", {"who": person.name})
            if asks:
                pins.check_pin(self.database, self._actor, person.id, pin)
        except NotAllowed as refusal:
            return Verdict(Kind.NOT_ALLOWED, seq, "", refusal.code, dict(refusal.params))
        return self.scan(seq, person.badge_code, proven=person.id)

    def prove(self, who: str, pin: str = "", why: str = "") -> Lead:
        """Somebody who may say yes for whoever works here; raises what `approving.prove` does."""
        at = self.operator() or self._actor
        return approving.prove(self.database, self.rules.pin, at, who, pin, why)

    @contextmanager
    def approved(self, yes: Yes) -> Iterator[None]:
        """What is scanned or done within it is what a lead said yes to."""
        self._yes = yes
        try:
            yield
        finally:
            self._yes = None

    def enter(self, who: str, pin: str = "") -> Actor:
        """Sign somebody in as the process starts, by badge or name; the open work is theirs now.

        Raises NotAllowed ``pin_needed`` without a PIN where one is due, and what `check_pin` does.
        """
        person, by_badge = self._person(who)
        if pins.asks(self.rules.pin, person, by_badge=by_badge):
            if not pin:
                raise NotAllowed("pin_needed", who=person.name)
            pins.check_pin(self.database, self._actor, person.id, pin)

        def come(tx: Transaction) -> Actor:
            here = load(tx, self.station_id)
            others = elsewhere(tx, person, self.station_id)
            if has_work(here.work) and any(has_work(row.work) for row in others):
                raise Refusal("both_tables", open=here.work.order_no, station=others[0].name)
            work, _left = come_over(tx, others, here, person, self.rules.lease_ms)
            aside = {name: what for name, what in here.work.aside.items() if name != MOVED}
            save_work(tx, self.station_id, work or replace(here.work, aside=aside))
            actor = sign_in(tx, self.station_id, who)
            tx.actor = actor
            order_id = load(tx, self.station_id).work.order_id
            if order_id is not None:
                claims.claim(tx, order_id, self.rules.lease_ms)
            return actor

        return run(self.database, self._actor, come)

    def _person(self, who: str) -> tuple[Operator, bool]:
        """Whom a badge or a name means, and whether it is a badge."""
        with reading(self.database) as tx:
            person = find_operator(tx, who)
        return person, barcodes.read(who).kind is barcodes.Kind.OPERATOR

    def operator(self) -> Actor | None:
        """Who is signed in here."""
        with reading(self.database) as tx:
            return signed_in(tx, self.station_id)

    def catch_up(self) -> None:
        """Carry out the bookings that a crash left behind, as far as they need nobody outside."""
        with reading(self.database) as tx:
            actor = load(tx, self.station_id, lock=False).actor
            due = [row for row in tx.execute(_due, {"kind": BOOK}) if self._is_local(tx, row)]
        self._book([row.id for row in due], actor)

    def currency(self, tx: Transaction) -> str:
        """The currency of the open order."""
        work = load(tx, self.station_id, lock=False).work
        found = tx.execute(select(orders.c.currency).where(orders.c.id == work.order_id))
        return str(found.scalar_one())

    def last_seq(self) -> int:
        """The highest number that was used at this station."""
        with reading(self.database) as tx:
            return load(tx, self.station_id, lock=False).last_seq

    def _is_local(self, tx: Transaction, due: AnyRow) -> bool:
        """Whether a booking needs nobody outside; the worker sees to one whose courier is gone."""
        code = tx.execute(_courier, {"shipment": due.payload["shipment"]}).scalar_one()
        courier = self.settings.couriers.find(code)
        return courier is not None and courier.local

    def _book(self, intents: Iterable[int], actor: Actor) -> None:
        """Carry out what needs nobody outside; the worker takes over where this fails."""

        def book(tx: Transaction, intent: int) -> None:
            book_here(tx, self.settings, intent)

        for intent in intents:
            with suppress(Refusal):
                run(self.database, actor, partial(book, intent=intent))


def resumed(tx: Transaction, station_id: int, *, crashed: bool) -> Verdict | None:
    """Where the packer was: the last goods that counted here; None where nothing was ever scanned.

    Number and code of the verdict are those that were recorded last, whatever they were.
    """
    station = load(tx, station_id, lock=False)
    last = tx.execute(_last, {"station": station_id, "number": station.last_seq}).first()
    if last is None:
        return None
    work = station.work
    done = units = 0
    rest: dict[str, object] = {}
    if work.order_id is not None:
        order = load_order(tx, work.order_id, lock=False)
        picking = work.mode == "pick"
        done = sum(line.picked if picking else line.packed for line in order.lines)
        units = order.units
        rest = still_needed(work, order)
    goods = _last_goods if work.order_id is None else _last_goods_of_order
    counted = tx.execute(goods, {"station": station_id, "order": work.order_id}).first()
    about = counted.result["params"] if counted else {}
    return Verdict(
        Kind.RESUMED,
        station.last_seq,
        last.code,
        "crashed" if crashed else "",
        {
            "code": counted.code if counted else "",
            # what counted without being goods, such as a label at the hand-over, is its code
            "sku": about.get("sku") or (counted.code if counted else ""),
            "name": about.get("name", ""),
            "at": counted.at.isoformat() if counted else "",
            "seq": counted.seq if counted else station.last_seq,
            "mode": work.mode,
            "packed": done,
            "units": units,
            "open": work.order_no,
            "who": station.actor.name,
            **rest,
        },
        work.order_no or None,
        work.parcel or None,
    )


def _not_saved(seq: int, raw: str, refusal: Refusal) -> Verdict:
    busy = refusal.code == "database_busy"
    return Verdict(
        Kind.SYSTEM_BUSY if busy else Kind.NOT_SAVED,
        seq,
        clean(visible(raw[:200])),
        refusal.code,
        dict(refusal.params),
    )


_due = (
    select(outbox.outbox.c.id, outbox.outbox.c.payload)
    .where(outbox.outbox.c.kind == bindparam("kind"), outbox.outbox.c.state == "pending")
    .order_by(outbox.outbox.c.id)
    .limit(1000)
)
_courier = select(shipments.c.courier).where(shipments.c.id == bindparam("shipment"))
_last = select(scans.c.code).where(
    scans.c.station_id == bindparam("station"), scans.c.seq == bindparam("number")
)
_last_goods = (
    select(scans.c.seq, scans.c.code, scans.c.at, scans.c.result)
    .where(
        scans.c.station_id == bindparam("station"),
        # Deliveries and counts keep what they did with themselves.
        or_(
            scans.c.effect.is_not(None),
            scans.c.verdict.in_([Kind.OK.value, Kind.OK_LINE_DONE.value]),
        ),
        scans.c.undone.is_(False),
        scans.c.verdict != Kind.SHORT.value,
    )
    .order_by(scans.c.seq.desc())
    .limit(1)
)
_last_goods_of_order = _last_goods.where(scans.c.order_id == bindparam("order"))
