"""The orders of the simulated Shopee: lists, details, cancellations, returns and payouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Line, Order, Package, Stand
from tui.demo.channels.market import Wrong

if TYPE_CHECKING:
    from tui.demo.channels.shopee import SimulatedShopee

Data = Mapping[str, Any]
_WINDOW = 15 * 86_400
STATUS = {
    Stand.UNPAID: "UNPAID",
    Stand.HELD: "PENDING",
    Stand.READY: "READY_TO_SHIP",
    Stand.ARRANGED: "PROCESSED",
    Stand.SHIPPED: "SHIPPED",
    Stand.DELIVERED: "TO_CONFIRM_RECEIVE",
    Stand.DONE: "COMPLETED",
    Stand.CANCEL_ASKED: "IN_CANCEL",
    Stand.CANCELLED: "CANCELLED",
}
_OPTIONAL = frozenset(
    {
        "buyer_username",
        "estimated_shipping_fee",
        "recipient_address",
        "note",
        "item_list",
        "pay_time",
        "cancel_reason",
        "fulfillment_flag",
        "package_list",
        "shipping_carrier",
        "payment_method",
        "total_amount",
    }
)
"""What an order tells only where it is asked for."""


def gets(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a query."""
    return {
        "/order/get_order_list": lambda query: _list(market, query),
        "/order/get_order_detail": lambda query: _details(market, query),
        "/returns/get_return_list": lambda query: _returns(market, query),
    }


def posts(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be told with a body."""
    return {
        "/order/handle_buyer_cancellation": lambda body: _decide(market, body),
    }


def whole(query: Data, name: str, low: int, high: int) -> int:
    """A number of a query within bounds."""
    text = str(query.get(name, ""))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise Wrong("error_param", f"{name} is invalid")
    return int(text)


def span(query: Data, one: str, two: str, error: str) -> tuple[int, int]:
    """A span of time of at most fifteen days."""
    since, until = whole(query, one, 0, 10**11), whole(query, two, 0, 10**11)
    if not 0 <= until - since <= _WINDOW:
        raise Wrong(error, f"{one} to {two} must be within 15 days", 200)
    return since, until


def order_of(market: SimulatedShopee, body: Data) -> Order:
    """The order that a question is about."""
    found = market.shop.orders.get(str(body.get("order_sn", "")))
    if found is None:
        raise Wrong("error_not_found", "Wrong parameters, detail: the order is not found.")
    return found


def package_of(order: Order, body: Data) -> Package:
    """The package that a question is about: where there are several, it must be named."""
    number = body.get("package_number")
    if number is None:
        if len(order.packages) > 1:
            raise Wrong("logistics.ship_order_need_pacakge_number", "package_number is needed")
        return order.packages[0]
    found = order.package(str(number))
    if found is None:
        raise Wrong("logistics.package_number_not_exist", "package_number does not exist")
    return found


def status_of(order: Order) -> str:
    """Its own word for where an order is."""
    return order.raw or STATUS[order.stand]


def _list(market: SimulatedShopee, query: Data) -> Data:
    field = query.get("time_range_field")
    if field not in {"create_time", "update_time"}:
        raise Wrong("error_param", "time_range_field is invalid")
    since, until = span(query, "time_from", "time_to", "order.order_list_invalid_time")
    size = whole(query, "page_size", 1, 100)
    cursor = str(query.get("cursor", ""))
    if cursor and not cursor.isdecimal():
        raise Wrong("error_param", "cursor is invalid")
    pending = query.get("request_order_status_pending") == "true"

    def at(order: Order) -> float:
        return order.updated if field == "update_time" else order.created

    found = sorted(
        (
            order
            for order in market.shop.orders.values()
            if since <= int(at(order)) <= until and (pending or order.stand is not Stand.HELD)
        ),
        key=lambda order: (at(order), order.no),
    )
    start = int(cursor or 0)
    shown = found[start : start + size]
    more = start + size < len(found)
    told = {
        "more": more,
        "next_cursor": str(start + size) if more else "",
        "order_list": [{"order_sn": one.no, "order_status": status_of(one)} for one in shown],
    }
    market.page_was_read()
    return told


def _details(market: SimulatedShopee, query: Data) -> Data:
    numbers = str(query.get("order_sn_list", "")).split(",")
    if not 1 <= len(numbers) <= 50 or not numbers[0]:
        raise Wrong("error_param", "order_sn_list: 1 to 50")
    wanted = set(str(query.get("response_optional_fields", "")).split(","))
    found = [market.shop.orders[one] for one in numbers if one in market.shop.orders]
    if not found:
        raise Wrong("error_not_found", "Wrong parameters, detail: the order is not found.")
    return {"order_list": [_detail(market, one, wanted) for one in found]}


def _detail(market: SimulatedShopee, order: Order, wanted: set[str]) -> Data:
    is_paid = order.stand is not Stand.UNPAID and not order.is_cod
    told: dict[str, Any] = {
        "order_sn": order.no,
        "region": market.region,
        "currency": market.currency,
        "cod": order.is_cod,
        "order_status": status_of(order),
        "message_to_seller": order.note,
        "create_time": int(order.created),
        "update_time": int(order.updated),
        "days_to_ship": 2,
        "ship_by_date": int(order.ship_by),
        "buyer_username": "b******i",
        "total_amount": order.total if is_paid or order.is_cod else 0,
        "estimated_shipping_fee": order.shipping_fee,
        "pay_time": int(order.created) + 60 if is_paid else 0,
        "payment_method": "Cash on Delivery" if order.is_cod else "ShopeePay",
        "shipping_carrier": "SPX Standard",
        "fulfillment_flag": "fulfilled_by_local_seller",
        "cancel_reason": order.cancel_reason,
        "note": "",
        "recipient_address": {
            "name": order.buyer,
            "phone": order.phone,
            "town": "",
            "district": "Cengkareng",
            "city": order.city,
            "state": "DKI Jakarta",
            "region": market.region,
            "zipcode": "11730",
            "full_address": order.address,
        },
        "item_list": [_item(line) for line in order.lines],
        "package_list": [_package(order, one) for one in order.packages],
        "a_field_of_tomorrow": {"never": ["seen", 1.5]},
    }
    return {name: v for name, v in told.items() if name not in _OPTIONAL or name in wanted}


def _item(line: Line) -> Data:
    listing = line.listing
    return {
        "item_id": listing.item,
        "item_name": listing.name,
        "item_sku": listing.sku if not listing.model else listing.sku.rpartition("-")[0],
        "model_id": listing.model,
        "model_name": listing.variation,
        "model_sku": listing.sku if listing.model else "",
        "model_quantity_purchased": line.units,
        "model_original_price": float(listing.price),
        "model_discounted_price": line.price,
        "order_item_id": listing.item,
        "promotion_group_id": 0,
        "image_info": {"image_url": ""},
    }


def _package(order: Order, package: Package) -> Data:
    if order.stand in {Stand.UNPAID, Stand.HELD}:
        state = "LOGISTICS_NOT_START"
    elif order.stand is Stand.CANCELLED:
        state = "LOGISTICS_REQUEST_CANCELED" if package.is_arranged else "LOGISTICS_INVALID"
    elif order.stand in {Stand.DELIVERED, Stand.DONE}:
        state = "LOGISTICS_DELIVERY_DONE"
    elif package.is_collected:
        state = "LOGISTICS_PICKUP_DONE"
    else:
        state = "LOGISTICS_REQUEST_CREATED" if package.is_arranged else "LOGISTICS_READY"
    return {
        "package_number": package.number,
        "logistics_status": state,
        "logistics_channel_id": 8003,
        "shipping_carrier": "SPX Standard",
        "item_list": [
            {
                "item_id": line.listing.item,
                "model_id": line.listing.model,
                "model_quantity": line.units,
                "order_item_id": line.listing.item,
                "promotion_group_id": 0,
            }
            for line in package.lines
        ],
    }


def _decide(market: SimulatedShopee, body: Data) -> Data:
    order = order_of(market, body)
    if order.stand is not Stand.CANCEL_ASKED:
        raise Wrong("order.error_param", "The order is not in the status of IN_CANCEL")
    if body.get("operation") not in {"ACCEPT", "REJECT"}:
        raise Wrong("error_param", "operation")
    accepts = body["operation"] == "ACCEPT"
    market.move(order, Stand.CANCELLED if accepts else order.before)
    return {"update_time": int(order.updated)}


def _returns(market: SimulatedShopee, query: Data) -> Data:
    since, until = span(query, "update_time_from", "update_time_to", "error_param")
    at, size = whole(query, "page_no", 0, 10**6), whole(query, "page_size", 1, 100)
    found = [one for one in market.shop.returns if since <= int(one.updated) <= until]
    shown = found[at * size : (at + 1) * size]
    return {
        "more": (at + 1) * size < len(found),
        "return": [
            {
                "return_sn": one.no,
                "order_sn": market.order_of_return(one),
                "status": one.state,
                "reason": "PHYSICAL_DMG",
                "text_reason": one.reason,
                "refund_amount": float(one.amount),
                "currency": market.currency,
                "create_time": int(one.created),
                "update_time": int(one.updated),
                "tracking_number": one.tracking,
                "return_solution": 0,
                "item": [
                    {
                        "item_id": line.listing.item,
                        "model_id": line.listing.model,
                        "item_sku": "" if line.listing.model else line.listing.sku,
                        "variation_sku": line.listing.sku if line.listing.model else "",
                        "amount": line.units,
                        "item_price": line.price,
                    }
                    for line in one.lines
                ],
            }
            for one in shown
        ],
    }
