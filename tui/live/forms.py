"""The forms that actions fill in, with their defaults, and what a person changed in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.couriers.bookings import Inspection
from core.errors import NotFound, Refusal
from core.files.reasons import Reason
from core.fulfilment.packing.work import load
from core.fulfilment.parcels import load_parcel
from core.i18n import N_, _
from core.money import Money, parse
from core.orders.commands import find
from core.orders.intake import parking
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.reasons import say
from core.orders.models import orders
from core.shipping.offering import FIELDS as OFFERED
from core.shipping.offering import offers
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import cod_due, live_shipment
from core.text import clean
from core.transaction import Transaction
from tui.views import Choice, Form, FormField

if TYPE_CHECKING:
    from core.settings import BoxPreset, Config

_LOOKING = {
    Inspection.NONE: N_("the buyer does not look"),
    Inspection.LOOK: N_("the buyer may look"),
    Inspection.TRY: N_("the buyer may try it"),
}
_NOT_ASKED: dict[str, str | int] = {"fee_payer": "sender", "insurance": 0, "inspection": "none"}
"""What a shipment has of what its courier cannot do."""
_SIDES = ("length", "width", "height")
_MOST_FIELDS = 60
_MOST_NOTES = 5


def form_of(
    tx: Transaction,
    config: Config,
    settings: ShippingSettings,
    boxes: Sequence[BoxPreset],
    station_id: int,
    action: str,
    target: Mapping[str, str],
) -> Form:
    """The form of an action; raises NotFound ``nothing_to_fill_in`` for one that has none."""
    match action:
        case "shipment":
            return shipment_form(tx, settings, boxes, station_id)
        case "note" if not target.get("order"):
            raise Refusal("no_order_chosen")
        case "note":
            order = find(tx, target.get("order", ""), target.get("channel", ""))
            return note_form(tx, order.id)
        case "return" | "register" | "return_settle" | "return_damaged":
            from tui.live import returns

            return returns.FORMS[action](tx, target)
        case "payments":
            from tui.live.payments import form

            return form(tx, settings.zone, target)
        case "invoice":
            from tui.live import invoices

            return invoices.form(tx, config, target)
        case "split_order":
            from tui.live.entry_parting import split_form

            return split_form(tx, target)
        case "correct":
            return correct_form(tx, int(target.get("id", "0")))
        case _:
            raise NotFound("nothing_to_fill_in", action=action)


def shipment_form(
    tx: Transaction, settings: ShippingSettings, boxes: Sequence[BoxPreset], station_id: int
) -> Form:
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

    # One that the shop does not have any more is put right here.
    usual = settings.couriers.find(of("courier", order.courier))
    chosen = usual or settings.couriers.get(settings.couriers.default)
    codes = dict.fromkeys((*settings.couriers.codes, chosen.code))
    couriers = tuple(Choice(code, settings.couriers.get(code).name) for code in codes)
    only = _able(settings)
    weight = of("weight_g", 0) or (parcel.weight_g if parcel else 0)
    fields = (
        FormField("courier", _("Courier"), chosen.code, choices=couriers),
        FormField(
            "service",
            _("Service"),
            (of("service", order.service) if usual else "") or chosen.services[0],
            hint=", ".join(chosen.services),
        ),
        FormField("weight_g", _("Weight, g"), str(weight or ""), hint=_("from the products")),
        *_box_field(boxes),
        FormField("length_cm", _("Length, cm"), length("length_mm")),
        FormField("width_cm", _("Width, cm"), length("width_mm")),
        FormField("height_cm", _("Height, cm"), length("height_mm")),
        FormField(
            "cod",
            _("COD, {currency}").format(currency=order.currency),
            _plain(cod, order.currency),
            only=only["cod"],
        ),
        FormField(
            "fee_payer",
            _("Fee paid by"),
            of("fee_payer", "sender"),
            choices=(Choice("sender", _("the shop")), Choice("recipient", _("the buyer"))),
            only=only["fee_payer"],
        ),
        FormField(
            "insurance",
            _("Insurance"),
            _plain(of("insurance", 0), order.currency),
            only=only["insurance"],
        ),
        FormField(
            "inspection",
            _("Before paying"),
            of("inspection", Inspection.NONE.value),
            choices=tuple(Choice(one.value, _(words)) for one, words in _LOOKING.items()),
            only=only["inspection"],
        ),
        FormField("note", _("Note to the courier"), of("note", order.note[:500])),
    )
    title = _("Shipment of {order}").format(order=order.order_no)
    return Form(title, tuple(one for one in fields if one.only != ()))


def _able(settings: ShippingSettings) -> dict[str, tuple[str, ...] | None]:
    """The couriers that can do what a field asks for; None where all of them can."""
    couriers = [settings.couriers.get(code) for code in settings.couriers.codes]
    found: dict[str, tuple[str, ...] | None] = {}
    for name in OFFERED:
        able = tuple(one.code for one in couriers if offers(one, name))
        found[name] = able if len(able) < len(couriers) else None
    return found


def _box_field(boxes: Sequence[BoxPreset]) -> tuple[FormField, ...]:
    """The shop's boxes; choosing one fills in what was left as it was."""
    if not boxes:
        return ()
    choices = tuple(
        Choice(box.name, box.name, f"{box.length_cm} × {box.width_cm} × {box.height_cm} cm")
        for box in boxes
    )
    return (FormField("box", _("Box"), choices=(Choice("", _("as below")), *choices)),)


def correct_form(tx: Transaction, parked_id: int) -> Form:
    """The cells of a parked order: first those that are wrong, then those that every order has."""
    parked = parking.get(tx, parked_id)
    at = {row.line: number for number, row in enumerate(parked.rows)}
    wrong: dict[str, str] = {}
    for reason in parked.reasons:
        number, column = at.get(reason.params.get("line", 0)), reason.params.get("column")
        if number is not None and column in ORDER_COLUMNS:
            # Said without its place: that is the label of the field.
            placeless = Reason(reason.code, {**reason.params, "line": 0})
            wrong.setdefault(f"{number}.{column}", say(placeless))
    names = dict.fromkeys(wrong)
    names |= dict.fromkeys(f"0.{column}" for column in ("order_no", "customer", "address"))
    for number in range(len(parked.rows)):
        names |= dict.fromkeys((f"{number}.sku", f"{number}.quantity"))
    fields = []
    for name in list(names)[:_MOST_FIELDS]:
        row, _dot, column = name.partition(".")
        source = parked.rows[int(row)]
        label = _("{column}, line {line}").format(column=column, line=source.line)
        label = f"! {label}" if name in wrong else label
        value = source.cells.get(column, "")
        fields.append(FormField(name, label, value, hint=wrong.get(name, "")))
    why = tuple(say(reason) for reason in parked.reasons[:_MOST_NOTES])
    return Form(_("Correct {order}").format(order=parked.order_no or "—"), tuple(fields), why)


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


def shipment_wishes(
    values: Mapping[str, str], form: Form, currency: str, boxes: Sequence[BoxPreset]
) -> dict[str, Any]:
    """What a person changed in the shipment form, checked; raises Refusal ``not_a_number``."""
    before = {field.name: field.value for field in form.fields}
    wishes: dict[str, Any] = {
        name: nothing
        for name, nothing in _NOT_ASKED.items()
        if name in before and name not in values
    }
    box = next((each for each in boxes if each.name == values.get("box")), None)
    if box is not None:
        wishes |= {f"{name}_mm": 10 * getattr(box, f"{name}_cm") for name in _SIDES}
    for name, raw in values.items():
        text = clean(raw, 500)
        if name not in before or (text == before[name] and name not in {"courier", "service"}):
            continue
        if name == "box":
            continue
        if name in {"courier", "service", "fee_payer", "inspection", "note"}:
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
