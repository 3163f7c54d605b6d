"""A courier is asked at the hand-over to come for what waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.clock import local, now
from core.couriers.base import Can
from core.couriers.bookings import Booked
from core.errors import NotAllowed, Refusal
from core.i18n import _
from core.people.permissions import Permission
from core.shipping.handover.queries import standing
from core.shipping.pickups import ask_pickup
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.live.boards import At
from tui.live.lists import courier_name
from tui.views import Choice, Form, FormField
from tui.words.pickups import pickup_words

if TYPE_CHECKING:
    from core.database import Database
    from core.settings import Config
    from core.shipping.desk import Desk

_AGAIN = "again"


def form(tx: Transaction, at: At) -> Form:
    """Which courier is to come, and when. Raises Refusal ``pickup_nobody``."""
    couriers = settings_of(at.config).couriers
    ready: dict[str, int] = {}
    for one in standing(tx, at.warehouse):
        ready[one.courier] = ready.get(one.courier, 0) + 1
    codes = [code for code in couriers.codes if Can.PICKUP in couriers.get(code).can]
    if not codes:
        raise Refusal("pickup_nobody")
    codes.sort(key=lambda code: -ready.get(code, 0))
    named = tuple(Choice(code, courier_name(at.config, code)) for code in codes)
    hour = local(tx.now, at.zone).replace(minute=0) + timedelta(hours=1)
    again = (
        Choice("", _("those that it was not asked for yet")),
        Choice(_AGAIN, _("also those that it was asked for before")),
    )
    fields = (
        FormField("courier", _("Courier"), codes[0], choices=named),
        FormField("at", _("When"), f"{hour:%Y-%m-%d %H:%M}", _("15:00 is today's")),
        FormField("for", _("Parcels"), choices=again),
    )
    return Form(_("Ask a courier to come"), fields)


def ask(
    database: Database, config: Config, desk: Desk, warehouse: int, values: Mapping[str, str]
) -> tuple[bool, str]:
    """Whether it comes, and what it said; it is asked outside of any transaction.

    Raises Refusal ``pickup_time_wrong``, and what `ask_pickup` raises.
    """
    who = desk.operator()
    if who is None:
        raise NotAllowed("not_signed_in", permission=Permission.HAND_OVER.value)
    found = ask_pickup(
        database,
        desk.settings,
        who,
        warehouse_id=warehouse,
        courier=values.get("courier", ""),
        wanted=_moment(values.get("at", "").strip(), config.shop.timezone),
        again=values.get("for") == _AGAIN,
    )
    words = pickup_words(courier_name(config, found.courier), found)
    return isinstance(found.said, Booked), words


def _moment(text: str, zone: str) -> datetime:
    """A time of today, or a day and a time, on the shop's clock."""
    there = ZoneInfo(zone)
    try:
        if "-" not in text:
            return datetime.combine(local(now(), zone).date(), time.fromisoformat(text), there)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("pickup_time_wrong", time=text or "-") from None
    if len(text) < len("2026-03-31 15:00"):
        raise Refusal("pickup_time_wrong", time=text)
    return found if found.tzinfo else found.replace(tzinfo=there)
