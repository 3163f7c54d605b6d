"""What actions ask: choices and forms, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.errors import Refusal
from core.fulfilment.packing.shorting import Reason
from core.fulfilment.packing.work import load
from core.fulfilment.parcels import load_parcel
from core.i18n import N_, _
from core.money import Money, parse
from core.orders.models import orders
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import cod_due, live_shipment
from core.text import clean
from core.transaction import Transaction
from tui.views import Choice, Form, FormField

if TYPE_CHECKING:
    from core.settings import Config

_HOLD = (
    N_("Buyer asked to wait"),
    N_("Address unclear"),
    N_("Payment unclear"),
    N_("Goods damaged"),
    N_("Needs the lead"),
)
_CANCEL = (
    N_("Buyer cancelled"),
    N_("Out of stock"),
    N_("Address cannot be reached"),
    N_("Ordered twice"),
)
_SHORT = {
    Reason.OUT: (N_("Bin is empty"), N_("It is looked for elsewhere; the bin gets counted.")),
    Reason.DAMAGED: (N_("Damaged"), N_("The goods are set aside.")),
    Reason.WRONGBIN: (N_("Something else lies there"), N_("The bin gets counted.")),
}
_PAPERS = {
    "pick_list": N_("Pick list"),
    "packing_slip": N_("Packing slip"),
    "receipt": N_("Receipt"),
}


def choices_of(tx: Transaction, config: Config, action: str) -> tuple[Choice, ...]:
    """What an action lets one choose from."""
    match action:
        case "hold":
            return tuple(Choice(_(reason), _(reason)) for reason in _HOLD)
        case "cancel":
            return tuple(Choice(_(reason), _(reason)) for reason in _CANCEL)
        case "short":
            return tuple(
                Choice(reason.value, _(label), _(hint)) for reason, (label, hint) in _SHORT.items()
            )
        case "papers":
            return tuple(Choice(kind, _(label)) for kind, label in _PAPERS.items())
        case "printer":
            return tuple(
                Choice(printer.name, printer.name, f"{printer.width_dots}")
                for printer in config.printers
                if "label" in printer.roles
            )
        case "reprint":
            return (Choice("label", _("The label of the last parcel")),)
        case "filter":
            return _filters(tx)
        case "sign_in":
            from core.people.queries import list_operators

            return tuple(Choice(one.name, one.name, one.role.value) for one in list_operators(tx))
        case _:
            return ()


def _filters(tx: Transaction) -> tuple[Choice, ...]:
    """Views of the queue, then its channels and couriers."""
    views = (
        Choice("status=work", _("Ready to pack")),
        Choice("status=short", _("Short of stock")),
        Choice("status=held", _("On hold")),
        Choice("status=packed", _("Packed")),
        Choice("status=all", _("All open orders")),
    )
    found: list[Choice] = []
    for name, title in (("channel", N_("Channel {name}")), ("courier", N_("Courier {name}"))):
        values = tx.execute(select(orders.c[name]).distinct().order_by(orders.c[name])).scalars()
        found += [Choice(f"{name}={each}", _(title).format(name=each)) for each in values]
    return (*views, *found)


def shipment_form(tx: Transaction, settings: ShippingSettings, station_id: int) -> Form:
    """Courier, weight, size and money of the parcel on the table."""
    work = load(tx, station_id, lock=False).work
    if work.order_id is None:
        raise Refusal("no_order_open")
    order = tx.execute(select(orders).where(orders.c.id == work.order_id)).one()
    planned = live_shipment(tx, work.parcel_id) if work.parcel_id else None
    parcel = load_parcel(tx, work.parcel_id) if work.parcel_id else None
    cod = planned.cod if planned and planned.cod_fixed else cod_due(tx, order.id)

    def of(name: str, otherwise: Any) -> Any:
        return getattr(planned, name) if planned else otherwise

    def length(name: str) -> str:
        millimetres = of(name, 0) or (getattr(parcel, name) if parcel else 0)
        return f"{Decimal(millimetres) / 10:f}" if millimetres else ""

    couriers = tuple(
        Choice(code, settings.couriers.get(code).name) for code in settings.couriers.codes
    )
    chosen = settings.couriers.get(of("courier", order.courier))
    weight = of("weight_g", 0) or (parcel.weight_g if parcel else 0)
    return Form(
        _("Shipment of {order}").format(order=order.order_no),
        (
            FormField("courier", _("Courier"), chosen.code, choices=couriers),
            FormField(
                "service",
                _("Service"),
                of("service", order.service) or chosen.services[0],
                hint=", ".join(chosen.services),
            ),
            FormField("weight_g", _("Weight, g"), str(weight or ""), hint=_("from the products")),
            FormField("length_cm", _("Length, cm"), length("length_mm")),
            FormField("width_cm", _("Width, cm"), length("width_mm")),
            FormField("height_cm", _("Height, cm"), length("height_mm")),
            FormField(
                "cod",
                _("COD, {currency}").format(currency=order.currency),
                _plain(cod, order.currency),
            ),
            FormField(
                "fee_payer",
                _("Fee paid by"),
                of("fee_payer", "sender"),
                choices=(Choice("sender", _("the shop")), Choice("recipient", _("the buyer"))),
            ),
            FormField("insurance", _("Insurance"), _plain(of("insurance", 0), order.currency)),
            FormField("note", _("Note to the courier"), of("note", order.note[:500])),
        ),
    )


def note_form(tx: Transaction, order_id: int) -> Form:
    """The note of an order and whether it must be read."""
    order = tx.execute(select(orders).where(orders.c.id == order_id)).one()
    yes_no = (Choice("no", _("no")), Choice("yes", _("yes")))
    return Form(
        _("Note on {order}").format(order=order.order_no),
        (
            FormField("note", _("Note"), order.note),
            FormField(
                "must_read",
                _("Must be read"),
                "yes" if order.must_read else "no",
                choices=yes_no,
            ),
        ),
    )


def _plain(minor: int, currency: str) -> str:
    amount = Money(minor, currency).decimal
    return f"{amount:f}".removesuffix(".00")


def shipment_wishes(values: Mapping[str, str], form: Form, currency: str) -> dict[str, Any]:
    """What a person changed in the shipment form, checked; raises Refusal ``not_a_number``."""
    before = {field.name: field.value for field in form.fields}
    wishes: dict[str, Any] = {}
    for name, raw in values.items():
        text = clean(raw, 500)
        if name not in before or (text == before[name] and name not in {"courier", "service"}):
            continue
        if name in {"courier", "service", "fee_payer", "note"}:
            wishes[name] = text
        elif name in {"cod", "insurance"}:
            wishes[name] = parse(text or "0", currency).minor
        elif name == "weight_g":
            wishes[name] = _whole(name, text, 1, 1_000_000)
        else:
            wishes[name.removesuffix("_cm") + "_mm"] = _whole(name, text, 1, 10_000, tenths=True)
    return wishes


def _whole(name: str, text: str, least: int, most: int, *, tenths: bool = False) -> int:
    try:
        number = Decimal(text.replace(",", ".") or "0")
    except ArithmeticError:
        raise Refusal("not_a_number", field=name, value=text) from None
    number = number * 10 if tenths else number
    if (number and not least <= number <= most) or number != number.to_integral_value():
        raise Refusal("not_a_number", field=name, value=text)
    return int(number)
