"""How packages leave the simulated Shopee: slots, tracking numbers, and labels that take time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Order, Package, Stand
from tui.demo.channels.label import label
from tui.demo.channels.market import Wrong
from tui.demo.channels.shopee_orders import order_of, package_of
from tui.demo.server import Said

if TYPE_CHECKING:
    from tui.demo.channels.shopee import SimulatedShopee

Data = Mapping[str, Any]
ADDRESS = 2826
_THERMAL = "THERMAL_AIR_WAYBILL"
_KINDS = ["NORMAL_AIR_WAYBILL", _THERMAL]
_DAY = 86_400


def gets(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a query."""
    return {
        "/logistics/get_shipping_parameter": lambda query: _parameter(market, query),
        "/logistics/get_tracking_number": lambda query: _tracking(market, query),
    }


def posts(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be told with a body."""
    return {
        "/logistics/ship_order": lambda body: _ship(market, body),
        "/logistics/get_mass_shipping_parameter": lambda body: _mass(market, body, _askable),
        "/logistics/mass_ship_order": lambda body: _mass_ship(market, body),
        "/logistics/get_mass_tracking_number": lambda body: _mass(market, body, _number),
        "/logistics/get_shipping_document_parameter": lambda body: _each(market, body, _kinds),
        "/logistics/create_shipping_document": lambda body: _each(market, body, _create),
        "/logistics/get_shipping_document_result": lambda body: _each(market, body, _result),
        "/logistics/download_shipping_document": lambda body: _download(market, body),
    }


def slots(market: SimulatedShopee) -> list[dict[str, Any]]:
    """When a courier can come: tomorrow and the day after."""
    today = (int(market.clock()) // _DAY + market.full_days) * _DAY
    return [
        {
            "date": today + at * _DAY,
            "time_text": "09:00-17:00",
            "pickup_time_id": f"{today + at * _DAY}_1",
            "flags": ["recommended"] if at == 1 else [],
        }
        for at in (1, 2)
    ]


def _parameter(market: SimulatedShopee, query: Data) -> Data:
    order = order_of(market, query)
    package = package_of(order, query)
    if order.stand is not Stand.READY or package.is_arranged:
        raise Wrong(*_not_ready(order, package))
    return _choice(market)


def _choice(market: SimulatedShopee) -> dict[str, Any]:
    return {
        "info_needed": {"pickup": ["address_id", "pickup_time_id"], "dropoff": []},
        "pickup": {
            "address_list": [
                {
                    "address_id": ADDRESS,
                    "region": market.region,
                    "city": "KOTA JAKARTA BARAT",
                    "address": "Jl. Gudang Contoh 11",
                    "address_flag": ["default_address", "pickup_address"],
                    "time_slot_list": slots(market),
                }
            ]
        },
        "dropoff": {"branch_list": None},
    }


def _not_ready(order: Order, package: Package) -> tuple[str, str]:
    if package.is_arranged and order.stand is not Stand.CANCELLED:
        return "logistics.package_already_shipped", "Order has been shipped."
    return "logistics.ship_order_not_ready_to_ship", "The order status is not ready to ship."


def _ship(market: SimulatedShopee, body: Data) -> None:
    order = order_of(market, body)
    if "package_number" in body and not body["package_number"]:
        raise Wrong("error_param", "package_number must not be empty")
    package = package_of(order, body)
    way, slot = _way(market, body)
    wrong = market.arrange(order, package, way, slot)
    if wrong:
        raise Wrong(*_not_ready(order, package))


def _way(market: SimulatedShopee, body: Data) -> tuple[str, str]:
    """Pick-up with its slot, or drop-off: exactly one of them."""
    ways = [name for name in ("pickup", "dropoff", "non_integrated") if name in body]
    if len(ways) != 1:
        raise Wrong("logistics.ship_order_only_support_one_type", "exactly one of the types")
    if ways == ["non_integrated"]:
        raise Wrong("logistics.error_param", "non_integrated is not supported")
    slot = ""
    if ways == ["pickup"]:
        pickup = body["pickup"]
        if pickup.get("address_id") != ADDRESS:
            raise Wrong("logistics.ship_order_need_address_pickup_time", "address_id")
        slot = str(pickup.get("pickup_time_id"))
        if slot not in {one["pickup_time_id"] for one in slots(market)}:
            raise Wrong("logistics.ship_order_pickup_time_invalid", "pickup_time_id is invalid")
    elif body["dropoff"] != {}:
        raise Wrong("logistics.error_param", "dropoff needs nothing")
    return ways[0], slot


def _mass(
    market: SimulatedShopee,
    body: Data,
    deal: Callable[[SimulatedShopee, Order, Package], dict[str, Any]],
) -> dict[str, Any]:
    """The same for many packages; which of them fail is told beside those that do not."""
    entries = body.get("package_list")
    if not isinstance(entries, list) or not 1 <= len(entries) <= 50:
        raise Wrong("error_param", "Package exceeds limit.")
    numbers = [str(one.get("package_number", "")) for one in entries]
    if len(set(numbers)) != len(numbers):
        raise Wrong("logistics.error_param", "Duplicate package number")
    fine, failed, first = [], [], ""
    for number in numbers:
        order = market.shop.order_of(number)
        package = order.package(number) if order else None
        try:
            if order is None or package is None:
                raise Wrong("error_param", "The information you queried is not found.")
            first = first or package.carrier
            if package.carrier != first:
                said = "Package is not under the specified fulfilment channel"
                raise Wrong("error_param", said)
            fine.append({"package_number": number} | deal(market, order, package))
        except Wrong as wrong:
            failed.append({"package_number": number, "fail_reason": wrong.message})
    told: dict[str, Any] = {"success_list": fine, "fail_list": failed}
    if deal is _askable and fine:
        told |= _choice(market)
    return told


def _askable(market: SimulatedShopee, order: Order, package: Package) -> dict[str, Any]:
    if order.stand is not Stand.READY or package.is_arranged:
        raise Wrong(*_not_ready(order, package))
    return {}


def _number(market: SimulatedShopee, order: Order, package: Package) -> dict[str, Any]:
    if not package.is_arranged:
        raise Wrong("logistics.error_param", "The order is not arranged yet")
    return {"tracking_number": market.tracked(package), "plp_number": "", "hint": ""}


def _mass_ship(market: SimulatedShopee, body: Data) -> Data:
    way, slot = _way(market, body)

    def deal(market: SimulatedShopee, order: Order, package: Package) -> dict[str, Any]:
        wrong = market.arrange(order, package, way, slot)
        if wrong:
            raise Wrong(*_not_ready(order, package))
        return {}

    return _mass(market, body, deal)


def _tracking(market: SimulatedShopee, query: Data) -> Data:
    order = order_of(market, query)
    package = package_of(order, query)
    if not package.is_arranged:
        raise Wrong("logistics.error_param", "The order is not arranged yet")
    return {"tracking_number": market.tracked(package), "plp_number": "", "hint": ""}


def _each(
    market: SimulatedShopee,
    body: Data,
    deal: Callable[[SimulatedShopee, Data, Order, Package], dict[str, Any]],
) -> Data:
    """The same for each entry of a list; what fails is told within it, and where all of it does."""
    entries = body.get("order_list")
    if not isinstance(entries, list) or not 1 <= len(entries) <= 50:
        raise Wrong("error_param", "order_list: 1 to 50")
    results = []
    for entry in entries:
        told = {"order_sn": entry.get("order_sn"), "package_number": entry.get("package_number")}
        try:
            order = order_of(market, entry)
            results.append(told | deal(market, entry, order, package_of(order, entry)))
        except Wrong as wrong:
            results.append(told | {"fail_error": wrong.error, "fail_message": wrong.message})
    if all("fail_error" in one for one in results):
        raise Wrong("common.batch_api_all_failed", "All failed", 200, result_list=results)
    return {"result_list": results}


def _kinds(market: SimulatedShopee, entry: Data, order: Order, package: Package) -> dict[str, Any]:
    if not package.is_arranged or package.is_collected:
        raise Wrong("logistics.package_can_not_print", "The package can not print now.")
    return {
        "suggest_shipping_document_type": _KINDS[0],
        "selectable_shipping_document_type": _KINDS,
    }


def _create(market: SimulatedShopee, entry: Data, order: Order, package: Package) -> dict[str, Any]:
    if entry.get("shipping_document_type") not in _KINDS:
        raise Wrong("logistics.shipping_document_type_invalid", "type")
    if order.stand in {Stand.CANCELLED, Stand.CANCEL_ASKED}:
        raise Wrong("logistics.order_status_error", "The order status does not allow it")
    if not package.is_arranged or package.is_collected:
        raise Wrong("logistics.package_can_not_print", "The package can not print now.")
    if not package.tracking or entry.get("tracking_number", package.tracking) != package.tracking:
        raise Wrong("logistics.tracking_number_invalid", "The tracking number is invalid")
    if package.paper_after < 0:
        package.paper_after = market.paper_after
    return {}


def _result(market: SimulatedShopee, entry: Data, order: Order, package: Package) -> dict[str, Any]:
    if package.paper_after < 0:
        raise Wrong("logistics.shipping_document_should_print_first", "create it first")
    wrong = market.paper(order, package)
    if wrong == "making":
        return {"status": "PROCESSING"}
    return {"status": "READY" if not wrong else "FAILED"}


def _download(market: SimulatedShopee, body: Data) -> Said:
    entries = body.get("order_list")
    if not isinstance(entries, list) or len(entries) != 1:
        raise Wrong("error_param", "order_list")
    if body.get("shipping_document_type") not in _KINDS:
        raise Wrong("logistics.shipping_document_type_invalid", "type")
    order = order_of(market, entries[0])
    package = package_of(order, entries[0])
    if package.paper_after != 0:
        raise Wrong("logistics.download_later", "The document is not ready")
    wrong = market.paper(order, package)
    if wrong:
        raise Wrong("logistics.package_can_not_print", "The package can not print now.")
    package.papers += 1
    lines = [order.no, f"{order.buyer} {order.phone}", order.address, order.city]
    lines += [f"{line.units} x {line.listing.sku}" for line in package.lines]
    return Said(200, label("SPX Standard", package.tracking, lines), "application/pdf")
