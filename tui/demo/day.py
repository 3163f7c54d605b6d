"""What has happened in the demonstration before anybody looks: packed, handed over, set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from core import clock
from core.config import Config
from core.database import Database
from core.fulfilment.claims import holder
from core.fulfilment.packing.verdict import ASKS, Kind, Verdict
from core.fulfilment.parcels import of_order_parcels
from core.orders.commands import find, head, hold, set_note
from core.orders.marks import set_marks
from core.orders.states import Fulfilment
from core.people.commands import sign_in
from core.people.operators import Operator
from core.shipping.cancelling import cancel_order
from core.shipping.desk import Desk
from core.shipping.handing_over import hand_over_parcel
from core.transaction import Transaction, writing
from tui.demo.orders import Clock, Order
from tui.demo.simulator import next_code

PACKED, GONE = 16, 10
"""Orders packed earlier today, and how many of them the courier has already taken."""
_HOLDS = (
    "Alamat belum jelas",
    "Pembeli minta ganti warna",
    "Chờ khách xác nhận",
    "Stok dicek ulang",
    "Khách hẹn giao sau",
)
_CANCELLED = ("Dibatalkan pembeli", "Khách đổi ý")
_MUST_READ = (
    "JANGAN kirim nota, ini hadiah!",
    "Cek ukuran: harus L, bukan XL",
    "Hàng dễ vỡ, gói hai lớp",
    "Không gọi trước 17 giờ",
)


def is_claimed(tx: Transaction, order_id: int) -> bool:
    """Whether somebody works on an order right now."""
    return holder(tx, order_id) is not None


class Day:
    """The day so far, made with the commands that people use."""

    def __init__(self, database: Database, config: Config, station: int) -> None:
        self._database = database
        self._station = station
        # Paper of what has left is not printed once more when the demonstration opens.
        quiet = config.packing.model_copy(update={"print": ()})
        self._quiet = Desk(database, config.model_copy(update={"packing": quiet}), station)
        self._desk = Desk(database, config, station)
        self._seq = 0

    def pack(self, who: Operator, some: Sequence[Order], times: Clock) -> None:
        """Pack orders one after the other at the other station; the first have left already."""
        with clock.frozen(times.now - timedelta(minutes=365)):
            self.take_seat(who, self._station)
        for at, one in enumerate(some[:PACKED]):
            with clock.frozen(times.now - timedelta(minutes=360 - at * 18)):
                self._pack(self._quiet if at < GONE else self._desk, one.number)
        with clock.frozen(times.now - timedelta(minutes=50)), writing(self._database) as tx:
            for one in some[:GONE]:
                for parcel in of_order_parcels(tx, find(tx, one.number, one.channel).id):
                    hand_over_parcel(tx, parcel.id)

    def _pack(self, desk: Desk, number: str) -> None:
        verdict = self._scan(desk, number)
        while verdict.kind is not Kind.ORDER_COMPLETE:
            verdict = self._scan(desk, next_code(self._database, self._station))

    def _scan(self, desk: Desk, code: str) -> Verdict:
        self._seq += 1
        verdict = desk.scan(self._seq, code)
        if verdict.held and verdict.kind not in ASKS:
            raise AssertionError(f"{code} came to {verdict.kind} {verdict.detail}")
        return verdict

    def mark(self, every: Sequence[Order]) -> None:
        """Some are gifts, some fragile, some have a note that must be read."""
        with writing(self._database) as tx:
            for at, one in enumerate(every):
                gift = at % 23 == 5
                if gift or one.fragile:
                    order = find(tx, one.number, one.channel)
                    set_marks(tx, order.id, gift=gift, fragile=one.fragile)
            for note, one in zip(_MUST_READ, every[30::41], strict=False):
                order = find(tx, one.number, one.channel)
                set_note(tx, order.id, note, must_read=True)

    def set_aside(self, people: Sequence[Operator], every: Sequence[Order]) -> None:
        """Some orders are on hold; two were cancelled."""
        lead, office = people[3], people[4]
        free = iter(every[60::7])
        for reason in _HOLDS:
            with writing(self._database, lead.actor()) as tx:
                hold(tx, _ready(tx, free), reason)
        for reason in _CANCELLED:
            with writing(self._database, office.actor()) as tx:
                cancel_order(tx, _ready(tx, free), reason)

    def begin(self, every: Sequence[Order]) -> None:
        """The other station is in the middle of an order."""
        several = (one for one in every[62::7] if len(one.rows) > 2)
        with writing(self._database) as tx:
            order = head(tx, _ready(tx, several))
        for code in (order.order_no, "", ""):
            self._scan(self._desk, code or next_code(self._database, self._station))

    def take_seat(self, who: Operator, station: int) -> None:
        """Somebody is signed in where the demonstration opens."""
        with writing(self._database) as tx:
            sign_in(tx, station, who.badge_code)


def _ready(tx: Transaction, some: Iterator[Order]) -> int:
    """The id of the first of these orders that is ready."""
    for one in some:
        found = find(tx, one.number, one.channel)
        if found.fulfilment is Fulfilment.READY:
            return found.id
    raise AssertionError("a demonstration has orders that are ready")
