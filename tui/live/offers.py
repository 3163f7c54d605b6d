"""What couriers offer for the parcel on the table, or for one that is packed and waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.work import load
from core.fulfilment.parcels import Parcel, load_parcel
from core.i18n import _
from core.money import Money, show
from core.orders.commands import find
from core.shipping import deeds
from core.shipping.choosing import Option, quotes_for
from core.shipping.creating import waiting_parcels
from core.transaction import Transaction, reading
from tui.views import NOT_OFFERED, Choice
from tui.words.quotes import marks, weight, why_not, within

if TYPE_CHECKING:
    from core.shipping.desk import Desk

_BETWEEN = "\n"
_PROMISED = ("quoted_fee", "quoted_days")


def choices(desk: Desk, target: Mapping[str, str], language: str) -> tuple[Choice, ...]:
    """Every way to send it, the usual one first, then who offers nothing and why.

    Couriers are asked outside of any transaction. Raises Refusal ``no_order_chosen``,
    ``shipment_not_ready``, ``fee_none``.
    """
    with reading(desk.database) as tx:
        order_id, number, parcel_id, opened = meant(tx, desk, target)

    def parcel(tx: Transaction) -> Parcel | None:
        return load_parcel(tx, parcel_id) if parcel_id else None

    found = quotes_for(desk.database, desk.settings, order_id, parcel)
    told = found.wanted.parcel
    silent = [
        Choice(f"{NOT_OFFERED}{one.name}: {why_not(one)}", one.name, why_not(one))
        for one in found.answers
        if why_not(one)
    ]
    if not found.options:
        said = "; ".join(f"{one.label}: {one.hint}" for one in silent)
        raise Refusal("fee_none", order=number, reasons=said)
    on_table = "table" if opened else ""
    offers = [
        Choice(
            _BETWEEN.join((on_table, str(parcel_id or 0), *_key(one))),
            f"{one.name} · {one.service} · {_fee(one, told.currency, language)}",
            _said(one, told.weight_g),
        )
        for one in found.options
    ]
    usual = {one.name for one in found.options if one.fee is None}
    return (*offers, *(one for one in silent if one.label not in usual))


def _key(option: Option) -> tuple[str, ...]:
    said = option.promise
    return option.courier, option.service, *(str(said.get(name, "")) for name in _PROMISED)


def meant(
    tx: Transaction, desk: Desk, target: Mapping[str, str]
) -> tuple[int, str, int | None, bool]:
    """Order, its number, the parcel, and whether it is the one on the table."""
    work = load(tx, desk.station_id, lock=False).work
    number = target.get("order", "") or work.order_no
    if not number:
        raise Refusal("no_order_chosen")
    order = find(tx, number, target.get("channel", ""))
    if work.order_id == order.id:
        return order.id, order.order_no, work.parcel_id, True
    waiting = waiting_parcels(tx, order.id)
    if not waiting:
        raise Refusal("shipment_not_ready", order=order.order_no)
    return order.id, order.order_no, waiting[0].id, False


def _fee(option: Option, currency: str, language: str) -> str:
    fee = option.fee
    return _("no fee known") if fee is None else show(Money(fee, currency), language)


def _said(option: Option, grams: int) -> str:
    """Time, the weight where more is charged than it weighs, COD, and what speaks for it."""
    charged = option.charged_g
    parts = (
        within(option.within),
        _("charged {weight}").format(weight=weight(charged)) if charged > grams else "",
        "" if option.collects else _("no COD"),
        marks(option),
    )
    return " · ".join(part for part in parts if part)


def deed(desk: Desk, choice: str) -> Deed:
    """Plan the parcel on the table so, or book the one that waits."""
    parts = choice.split(_BETWEEN)
    if len(parts) != 4 + len(_PROMISED):
        raise Refusal("action_unknown", action="offers")
    on_table, parcel, courier, service, *promised = parts
    wishes: dict[str, object] = {"courier": courier, "service": service}
    wishes |= {name: int(said) for name, said in zip(_PROMISED, promised, strict=True) if said}
    if on_table:
        return deeds.plan_shipment(desk.settings, wishes, quoted=True)
    return deeds.send(desk.settings, int(parcel), wishes)
