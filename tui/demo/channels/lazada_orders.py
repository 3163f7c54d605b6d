"""The orders of the simulated Lazada, with their items apart; reverse orders and transactions."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Order, Package, Stand
from tui.demo.channels.market import Wrong

if TYPE_CHECKING:
    from tui.demo.channels.lazada import Deal, Form, Result, SimulatedLazada

STATUS = {
    Stand.UNPAID: "unpaid",
    Stand.HELD: "unpaid",
    Stand.READY: "pending",
    Stand.ARRANGED: "ready_to_ship",
    Stand.SHIPPED: "shipped",
    Stand.DELIVERED: "delivered",
    Stand.DONE: "confirmed",
    Stand.CANCELLED: "canceled",
}
_DEEPEST = 5000


def gets(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be asked."""
    return {
        "/orders/get": lambda form: _list(market, form),
        "/order/get": lambda form: _order(market, order_of(market, form.get("order_id", ""))),
        "/order/items/get": lambda form: items(order_of(market, form.get("order_id", ""))),
        "/orders/items/get": lambda form: _items(market, form),
        "/reverse/getreverseordersforseller": lambda form: _reverse(market, form),
    }


def posts(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be told."""
    return {"/order/reverse/cancel/seller/decide": lambda form: _decide(market, form)}


def order_of(market: SimulatedLazada, number: str) -> Order:
    """The order of a number."""
    found = market.shop.orders.get(number)
    if found is None:
        raise Wrong("16", "E016: Invalid Order ID")
    return found


def whole(form: Form, name: str, low: int, high: int, error: str) -> int:
    """A number within bounds."""
    text = form.get(name, "")
    if not text.isdecimal() or not low <= int(text) <= high:
        raise Wrong(error, f"{name} is invalid")
    return int(text)


def item_id(package: Package, at: int, unit: int) -> int:
    """What it calls one unit of one line."""
    return int(f"{package.seed(at)}{unit:03}")


def _moment(form: Form, name: str, other: float) -> float:
    if name not in form:
        return other
    try:
        value = datetime.fromisoformat(form[name])
    except ValueError:
        raise Wrong("17", "E017: Invalid Date Format") from None
    if value.tzinfo is None:
        raise Wrong("17", "E017: Invalid Date Format")
    return value.timestamp()


def _list(market: SimulatedLazada, form: Form) -> Mapping[str, Any]:
    if "update_after" not in form and "created_after" not in form:
        raise Wrong("17", "E017: update_after or created_after is needed")
    since, until = _moment(form, "update_after", 0), _moment(form, "update_before", 10**11)
    limit = whole(form, "limit", 1, 100, "19")
    offset = whole(form, "offset", 0, _DEEPEST, "14")
    if form.get("sort_by") != "updated_at" or form.get("sort_direction") not in {"ASC", "DESC"}:
        raise Wrong("74", "E074: Invalid sort direction")
    found = sorted(
        (one for one in market.shop.orders.values() if since <= int(one.updated) < until),
        key=lambda order: (order.updated, order.no),
        reverse=form["sort_direction"] == "DESC",
    )
    shown = [_order(market, one) for one in found[offset : offset + limit]]
    market.page_was_read()
    return {"countTotal": len(found), "count": len(shown), "orders": shown}


def _told(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S +0700", time.gmtime(moment + 7 * 3600))


def _order(market: SimulatedLazada, order: Order) -> Mapping[str, Any]:
    number: object = int(order.no)
    wobbly = market.wobbles and order.no.endswith("2")
    return {
        "order_id": order.no if wobbly else number,
        "order_number": number,
        "statuses": [_status(order, order.packages[0])],
        "created_at": _told(order.created),
        "updated_at": str(int(order.updated * 1000)) if wobbly else _told(order.updated),
        "price": f"{order.goods}.00",
        "shipping_fee": order.shipping_fee if wobbly else f"{order.shipping_fee}.00",
        "voucher": order.voucher + order.platform_voucher,
        "payment_method": "COD" if order.is_cod else "MIXEDCARD",
        "items_count": sum(line.units for line in order.lines),
        "customer_first_name": order.buyer,
        "buyer_note": order.note,
        "need_cancel_confirm": order.stand is Stand.CANCEL_ASKED,
        "address_shipping": {
            "first_name": order.buyer,
            "last_name": "",
            "phone": order.phone,
            "address1": order.address,
            "address3": "DKI Jakarta",
            "address4": "Cengkareng",
            "address5": "",
            "city": order.city,
            "post_code": "11730",
            "country": "Indonesia",
        },
        "a_field_of_tomorrow": None,
    }


def _status(order: Order, package: Package) -> str:
    if order.raw:
        return order.raw
    if order.stand in {Stand.READY, Stand.CANCEL_ASKED} and package.how:
        return "ready_to_ship" if package.is_arranged else "packed"
    return STATUS.get(order.stand, "pending")


def items(order: Order) -> list[Mapping[str, Any]]:
    """A row for each unit."""
    return [
        {
            "order_item_id": item_id(package, at, unit),
            "order_id": int(order.no),
            "status": _status(order, package),
            "name": line.listing.name,
            "sku": line.listing.sku,
            "sku_id": str(line.listing.model or line.listing.item),
            "product_id": str(line.listing.item),
            "variation": line.listing.variation,
            "item_price": f"{line.listing.price}.00",
            "paid_price": f"{line.price}.00",
            "currency": "IDR",
            "shipment_provider": "LEX ID" if package.how else "",
            "tracking_code": package.tracking,
            "package_id": package.number if package.how else "",
            "sla_time_stamp": datetime.fromtimestamp(order.ship_by).astimezone().isoformat(),
            "delivery_option_sof": 0,
            "is_fbl": 0,
            "is_digital": 0,
            "need_cancel_confirm": order.stand is Stand.CANCEL_ASKED,
            "reason": order.cancel_reason,
        }
        for package in order.packages
        for at, line in enumerate(package.lines)
        for unit in range(line.units)
    ]


def _items(market: SimulatedLazada, form: Form) -> list[Mapping[str, Any]]:
    try:
        ids = json.loads(form.get("order_ids", ""))
    except ValueError:
        ids = None
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise Wrong("56", "E056: Invalid OrdersIdList format. Must use array format [1,2]")
    if not 1 <= len(ids) <= 50:
        raise Wrong("38", "E038: Too many orders were requested")
    found = [order_of(market, str(one)) for one in ids]
    return [
        {"order_id": int(one.no), "order_number": int(one.no), "order_items": items(one)}
        for one in found
    ]


def _result(data: object, **more: object) -> Result:
    from tui.demo.channels.lazada import Result

    return Result(data, **more)


def _reverse(market: SimulatedLazada, form: Form) -> Result:
    at = whole(form, "page_no", 1, 10**6, "E0102")
    size = whole(form, "page_size", 1, 100, "E0102")
    kinds = json.loads(form.get("request_type_list", '["CANCEL","RETURN","ONLY_REFUND"]'))
    since = int(form.get("ReverseOrderLineModifiedTimeRangeStart", 0)) / 1000
    until = int(form.get("ReverseOrderLineModifiedTimeRangeEnd", 10**14)) / 1000
    found: list[dict[str, Any]] = []
    if "CANCEL" in kinds:
        found += [
            {"reverse_order_id": int(f"5{one.no[-12:]}"), "trade_order_id": int(one.no)}
            | {"request_type": "CANCEL", "reverse_order_lines": []}
            for one in market.shop.orders.values()
            if one.stand is Stand.CANCEL_ASKED and form.get("trade_order_id", one.no) == one.no
        ]
    if "RETURN" in kinds:
        found += [
            {
                "reverse_order_id": int(one.no),
                "trade_order_id": (of := market.order_of_return(one)) and int(of),
                "request_type": "RETURN",
                "reverse_order_lines": [
                    {
                        "reverse_order_line_id": int(f"{one.no}{at}{unit}"),
                        "reverse_status": one.state,
                        "ofc_status": "",
                        "seller_sku_id": line.listing.sku,
                        "platform_sku_id": str(line.listing.model or line.listing.item),
                        # In hundredths, as everywhere but in Việt Nam.
                        "refund_amount": line.price * 100,
                        "reason_code": 10000123,
                        "reason_text": one.reason,
                        "tracking_number": one.tracking,
                        "return_order_line_gmt_create": int(one.created * 1000),
                        "return_order_line_gmt_modified": int(one.updated * 1000),
                    }
                    for at, line in enumerate(one.lines)
                    for unit in range(line.units)
                ],
            }
            for one in market.shop.returns
            if since <= one.updated <= until
        ]
    shown = found[(at - 1) * size : at * size]
    return _result(None, page_no=at, page_size=size, total=len(found), items=shown)


def _decide(market: SimulatedLazada, form: Form) -> Result:
    number, agrees = form.get("reverse_order_id", ""), form.get("agree_cancel")
    found = [one for one in market.shop.orders.values() if f"5{one.no[-12:]}" == number]
    if agrees not in {"true", "false"} or not found or found[0].stand is not Stand.CANCEL_ASKED:
        raise Wrong("E0131", "E0131: nothing to decide")
    market.move(found[0], Stand.CANCELLED if agrees == "true" else found[0].before)
    return _result({})
