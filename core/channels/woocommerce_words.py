"""What WooCommerce says and is told, as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

from core.channels.adapter import Fault, Trouble
from core.channels.answers import amount, mark_of, word
from core.channels.hearing import moment
from core.channels.records import Listing, Offer, Pushed, RemoteLine, RemoteOrder, Unread
from core.errors import Refusal
from core.money import digits

_FAULTS = {401: Fault.KEYS, 403: Fault.FORBIDDEN, 404: Fault.GONE, 429: Fault.BUSY}
_NONE = Decimal(0)


def trouble(status: int, told: object) -> Trouble:
    """Why it did not do it: HTTP status and its own code."""
    code = word(told.get("code"), 80) if isinstance(told, Mapping) else ""
    said = word(told.get("message"), 160) if isinstance(told, Mapping) else ""
    fault = _FAULTS.get(status, Fault.AWAY if status >= 500 else Fault.REFUSED)
    if code == "rest_no_route":
        fault = Fault.KEYS  # the address is not that of a shop
    return Trouble(fault, f"{code}: {said}"[:200] if code else f"HTTP {status}")


def order(row: Mapping[str, Any]) -> RemoteOrder | Unread:
    """An order; what cannot be understood of it is said."""
    number = word(row.get("number") or row.get("id"), 80)
    created, changed = moment(row.get("date_created_gmt")), moment(row.get("date_modified_gmt"))
    currency = word(row.get("currency"), 3)
    total = amount(row.get("total"))
    if not number or created is None or changed is None or total is None:
        return Unread(number or "?", "head", mark_of(row))
    try:
        step = Decimal(1).scaleb(-digits(currency))
        lines = tuple(_line(one, step) for one in row.get("line_items") or ())
    except (KeyError, TypeError, ValueError, ArithmeticError, Refusal):
        return Unread(number, "line_items", mark_of(row))
    billing, shipping = _part(row, "billing"), _part(row, "shipping")
    to = shipping if word(shipping.get("address_1")) else billing
    fees = [_with_tax(one, "total", "total_tax") for one in row.get("fee_lines") or ()]
    carriage = (amount(row.get("shipping_total")) or _NONE) + (
        amount(row.get("shipping_tax")) or _NONE
    )
    in_cash = word(row.get("payment_method")) == "cod"
    is_paid = bool(row.get("date_paid_gmt"))
    ways = [word(one.get("method_title"), 40) for one in row.get("shipping_lines") or ()]
    return RemoteOrder(
        order_no=number,
        remote_id=word(row.get("id"), 80),
        status=word(row.get("status"), 60),
        created=created,
        updated=changed,
        currency=currency,
        lines=lines,
        customer=_name(to) or _name(billing),
        phone=word(to.get("phone"), 40) or word(billing.get("phone"), 40),
        email=word(billing.get("email")),
        address=", ".join(
            part for part in (word(to.get("address_1")), word(to.get("address_2"))) if part
        ),
        city=word(to.get("city"), 120),
        province=word(to.get("state"), 120),
        postcode=word(to.get("postcode"), 20),
        country=word(to.get("country"), 2),
        shipping_fee=carriage + sum((one for one in fees if one > 0), _NONE),
        discount=-sum((one for one in fees if one < 0), _NONE),
        paid=total if is_paid and not in_cash else _NONE,
        cod=total if in_cash and not is_paid else _NONE,
        carrier=ways[0] if ways else "",
        note=word(row.get("customer_note"), 1000),
        platform_ships=False,
    )


def listing(row: Mapping[str, Any], parent: Mapping[str, Any] | None = None) -> Listing:
    """A product, or a variant of `parent`."""
    number = word(row.get("id"), 80)
    manages = row.get("manage_stock") is True
    stock = row.get("stock_quantity")
    options = row.get("attributes") or ()
    variant = ", ".join(
        word(one.get("option"), 60) for one in options if parent and isinstance(one, Mapping)
    )
    return Listing(
        listing_id=word(parent.get("id"), 80) if parent else number,
        variant_id=number if parent else "",
        seller_sku=word(row.get("sku"), 80),
        name=word((parent or {}).get("name") or row.get("name"), 300),
        variant=variant,
        price=amount(row.get("regular_price") or row.get("price")),
        available=int(stock) if manages and stock is not None else None,
        live=word(row.get("status")) == "publish",
        raw_state=word(row.get("status"), 40),
    )


def update(offer: Offer) -> dict[str, object]:
    """One entry of a batch."""
    told: dict[str, object] = {"id": int(offer.variant_id or offer.listing_id)}
    if offer.available is not None:
        told |= {"manage_stock": True, "stock_quantity": offer.available}
    if offer.price is not None:
        told["regular_price"] = f"{offer.price:f}"
    return told


def pushed(offers: Sequence[Offer], told: Mapping[str, Any]) -> list[Pushed]:
    """What became of each entry of a batch: an ``error`` may stand within a success."""
    answers = {
        word(one.get("id"), 80): one for one in told.get("update") or () if isinstance(one, Mapping)
    }
    found = []
    for offer in offers:
        answer = answers.get(offer.variant_id or offer.listing_id)
        error = None if answer is None else answer.get("error")
        if answer is not None and not error:
            found.append(Pushed(offer.listing_id, offer.variant_id, done=True))
            continue
        code = word(error.get("code"), 80) if isinstance(error, Mapping) else "no_answer"
        said = word(error.get("message"), 110) if isinstance(error, Mapping) else ""
        found.append(
            Pushed(
                offer.listing_id,
                offer.variant_id,
                done=False,
                said=f"{code}: {said}" if said else code,
                gone="invalid_id" in code,
            )
        )
    return found


def _line(row: Mapping[str, Any], step: Decimal) -> RemoteLine:
    """The price of one, rounded up to what can be paid; the discount makes the line exact."""
    quantity = int(row["quantity"])
    before, after = _with_tax(row, "subtotal", "subtotal_tax"), _with_tax(row, "total", "total_tax")
    unit = (before / quantity).quantize(step, ROUND_CEILING)
    return RemoteLine(
        line_id=word(row.get("id"), 80),
        seller_sku=word(row.get("sku"), 80),
        listing_id=word(row.get("product_id"), 80),
        variant_id="" if row.get("variation_id") in {0, None} else word(row["variation_id"], 80),
        name=word(row.get("name"), 300),
        quantity=quantity,
        unit_price=unit,
        discount=unit * quantity - after,
    )


def _with_tax(row: Mapping[str, Any], name: str, tax: str) -> Decimal:
    found = amount(row.get(name))
    if found is None:
        raise ValueError(name)
    return found + (amount(row.get(tax)) or _NONE)


def _part(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def _name(who: Mapping[str, Any]) -> str:
    names = (word(who.get("first_name"), 90), word(who.get("last_name"), 90))
    return " ".join(one for one in names if one) or word(who.get("company"), 180)
