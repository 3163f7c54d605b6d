"""The orders of the simulated TikTok Shop, its cancellations, returns and statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Line, Order, Package, Stand
from tui.demo.channels.market import Wrong
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.tiktok import Deal, SimulatedTikTokShop

Data = Mapping[str, Any]
STATUS = {
    Stand.UNPAID: "UNPAID",
    Stand.HELD: "ON_HOLD",
    Stand.READY: "AWAITING_SHIPMENT",
    Stand.ARRANGED: "AWAITING_COLLECTION",
    Stand.SHIPPED: "IN_TRANSIT",
    Stand.DELIVERED: "DELIVERED",
    Stand.DONE: "COMPLETED",
    Stand.CANCEL_ASKED: "AWAITING_SHIPMENT",
    Stand.CANCELLED: "CANCELLED",
}
_REASON = "seller_reject_apply_package_dispatched"


def doors(market: SimulatedTikTokShop) -> dict[str, Deal]:
    """What can be asked; a star stands for a number."""
    return {
        "POST /order/202309/orders/search": lambda asked, _no: _search(market, asked),
        "GET /order/202309/orders": lambda asked, _no: _some(market, asked),
        "POST /return_refund/202309/cancellations/search": (
            lambda asked, _no: _cancellations(market, asked)
        ),
        "POST /return_refund/202309/cancellations/*/approve": (
            lambda _asked, no: _decide(market, no, Stand.CANCELLED)
        ),
        "POST /return_refund/202309/cancellations/*/reject": (
            lambda asked, no: _reject(market, asked, no)
        ),
        "GET /return_refund/202309/reject_reasons": lambda _asked, _no: {
            "reasons": [{"name": _REASON, "text": "Paket sudah dikirim"}]
        },
        "POST /return_refund/202309/returns/search": lambda asked, _no: _returns(market, asked),
    }


def page_of(
    found: Sequence[Any], query: Mapping[str, str], most: int, key: str, least: int = 1
) -> dict[str, Any]:
    """A page of what was found; its token says nothing to whoever gets it."""
    size, token = query.get("page_size", ""), query.get("page_token", "")
    if not size.isdecimal() or not least <= int(size) <= most:
        raise Wrong("36009004", f"page_size must be {least} to {most}", 400)
    if "page_token" in query and not token.startswith("bmV4dC"):
        raise Wrong("36009004", "page_token is invalid", 400)
    start = int(token.removeprefix("bmV4dC") or 0)
    end = start + int(size)
    told: dict[str, Any] = {"total_count": len(found)}
    if found[start:end]:
        told[key] = list(found[start:end])
    if end < len(found):
        told["next_page_token"] = f"bmV4dC{end}"
    return told


def order_of(market: SimulatedTikTokShop, package: str) -> tuple[Order, Package]:
    """The order and the package of a number."""
    order = market.shop.order_of(package)
    found = order.package(package) if order else None
    if order is None or found is None:
        raise Wrong("21008111", "The package does not belong to the shop", 200)
    return order, found


def _within(body: Data, value: float) -> bool:
    since, until = body.get("update_time_ge", 0), body.get("update_time_lt", 10**11)
    if not isinstance(since, int) or not isinstance(until, int) or since >= until:
        raise Wrong("36009004", "update_time_ge or update_time_lt is invalid", 400)
    return since <= int(value) < until


def _search(market: SimulatedTikTokShop, asked: Asked) -> Data:
    if asked.query.get("sort_field") not in {None, "create_time", "update_time"}:
        raise Wrong("36009004", "sort_field is invalid", 400)
    found = sorted(
        (one for one in market.shop.orders.values() if _within(asked.json, one.updated)),
        key=lambda order: (order.updated, order.no),
    )
    told = page_of(found, asked.query, 100, "orders")
    if "orders" in told:
        told["orders"] = [_detail(market, one) for one in told["orders"]]
    market.page_was_read()
    return told


def _some(market: SimulatedTikTokShop, asked: Asked) -> Data:
    ids = asked.query.get("ids", "").split(",")
    if not 1 <= len(ids) <= 50 or not ids[0]:
        raise Wrong("36009004", "ids: 1 to 50", 400)
    known = [market.shop.orders[one] for one in ids if one in market.shop.orders]
    if not known:
        raise Wrong("21008111", "The order does not belong to the shop", 200)
    return {"orders": [_detail(market, one) for one in known]}


def _detail(market: SimulatedTikTokShop, order: Order) -> Data:
    waits = order.stand in {Stand.UNPAID, Stand.HELD}
    paid = order.stand is not Stand.UNPAID and not order.is_cod
    address = {
        "name": order.buyer,
        "phone_number": f"(+62){order.phone}",
        "full_address": f"Indonesia, DKI Jakarta, {order.city}, {order.address}",
        "address_detail": order.address,
        "postal_code": "11730",
        "region_code": market.region,
        "district_info": [
            {"address_level": "L1", "address_name": "DKI Jakarta"},
            {"address_level": "L2", "address_name": order.city},
            {"address_level": "L3", "address_name": "Cengkareng"},
        ],
    }
    return {
        "id": order.no,
        "status": order.raw or STATUS[order.stand],
        "create_time": int(order.created),
        "update_time": int(order.updated),
        "paid_time": int(order.created) + 60 if paid else 0,
        "rts_sla_time": int(order.ship_by),
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "TIKTOK",
        "delivery_option_id": "7091146663229654785",
        "shipping_provider": "J&T Express",
        "is_cod": order.is_cod,
        "is_buyer_request_cancel": order.stand is Stand.CANCEL_ASKED,
        "buyer_message": order.note,
        "buyer_email": "v3b***@scs.tiktok.com",
        "cancel_reason": order.cancel_reason,
        "packages": [{"id": one.number} for one in order.packages],
        "payment": {
            "currency": market.currency,
            "sub_total": str(order.goods),
            "shipping_fee": str(order.shipping_fee),
            "seller_discount": str(order.voucher),
            "platform_discount": str(order.platform_voucher),
            "total_amount": str(order.total),
        },
        **({} if waits else {"recipient_address": address}),
        "line_items": [line for one in order.packages for line in _lines(order, one)],
        "a_field_of_tomorrow": [None],
    }


def _lines(order: Order, package: Package) -> list[Data]:
    """A row for each unit."""
    if order.stand is Stand.CANCELLED:
        state = "CANCELLED"
    elif order.stand in {Stand.DELIVERED, Stand.DONE}:
        state = "COMPLETED"
    elif package.is_collected:
        state = "FULFILLING"
    else:
        state = "PROCESSING" if package.is_arranged else "TO_FULFILL"
    return [
        {
            "id": f"{package.number}{at}{unit:03}",
            "sku_id": str(line.listing.model or line.listing.item),
            "product_id": str(line.listing.item),
            "product_name": line.listing.name,
            "sku_name": line.listing.variation,
            "seller_sku": line.listing.sku,
            "original_price": str(line.listing.price),
            "sale_price": str(line.price),
            "currency": "IDR",
            "package_id": package.number,
            "package_status": state,
            "shipping_provider_name": "J&T Express",
            "tracking_number": package.tracking,
        }
        for at, line in enumerate(package.lines)
        for unit in range(line.units)
    ]


def _cancellations(market: SimulatedTikTokShop, asked: Asked) -> Data:
    ids = asked.json.get("order_ids") or []
    open_ones = [
        one
        for one in market.shop.orders.values()
        if one.stand is Stand.CANCEL_ASKED and (not ids or one.no in ids)
    ]
    told = page_of(open_ones, asked.query, 50, "cancellations", 10)
    if "cancellations" in told:
        told["cancellations"] = [
            {
                "cancel_id": f"9{one.no}",
                "order_id": one.no,
                "cancel_status": "CANCELLATION_REQUEST_PENDING",
            }
            for one in told["cancellations"]
        ]
    return told


def _decide(market: SimulatedTikTokShop, number: str, stand: Stand | None) -> Data:
    order = market.shop.orders.get(number[1:])
    if order is None:
        raise Wrong("25007006", "The cancellation is not found", 200)
    if order.stand is not Stand.CANCEL_ASKED:
        raise Wrong("25020009", "The cancellation was decided already", 200)
    market.move(order, stand or order.before)
    return {}


def _reject(market: SimulatedTikTokShop, asked: Asked, number: str) -> Data:
    if asked.json.get("reject_reason") != _REASON:
        raise Wrong("36009004", "reject_reason is invalid", 400)
    return _decide(market, number, None)


def _returns(market: SimulatedTikTokShop, asked: Asked) -> Data:
    found = [one for one in market.shop.returns if _within(asked.json, one.updated)]
    told = page_of(found, asked.query, 50, "return_orders", 10)
    if "return_orders" in told:
        told["return_orders"] = [
            {
                "return_id": one.no,
                "order_id": market.order_of_return(one),
                "return_type": "RETURN_AND_REFUND",
                "return_status": one.state,
                "return_reason": "ecom_order_delivered_refund_and_return_reason_damaged",
                "return_reason_text": one.reason,
                "return_tracking_number": one.tracking,
                "create_time": int(one.created),
                "update_time": int(one.updated),
                "refund_amount": {"currency": "IDR", "refund_total": str(one.amount)},
                "return_line_items": [
                    {
                        "return_line_item_id": f"{one.no}{at}{unit}",
                        "order_line_item_id": _line_id(one.order, line, unit),
                        "sku_id": str(line.listing.model or line.listing.item),
                        "seller_sku": line.listing.sku,
                    }
                    for at, line in enumerate(one.lines)
                    for unit in range(line.units)
                ],
            }
            for one in told["return_orders"]
        ]
    return told


def _line_id(order: Order, line: Line, unit: int) -> str:
    """The number of a unit within its order; one of its own for what was never in it."""
    at = next((at for at, own in enumerate(order.lines) if own is line), 9)
    return f"{order.packages[0].number}{at}{unit:03}"
