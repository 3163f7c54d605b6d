"""How packages leave the simulated TikTok Shop: slots, and labels at an address of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Stand
from tui.demo.channels.label import label
from tui.demo.channels.market import Wrong
from tui.demo.channels.tiktok_orders import order_of
from tui.demo.server import Asked, Said, page

if TYPE_CHECKING:
    from tui.demo.channels.tiktok import Deal, SimulatedTikTokShop

Data = Mapping[str, Any]
_DAY = 86_400
_NAMES = {
    "cancelled": ("21011041", "The order is cancelled"),
    "already": ("21011020", "The package has been shipped"),
    "not_ready": ("21011008", "The package is not ready"),
}
_PAPERS = {
    "cancelled": ("21023059", "The package is cancelled"),
    "collected": ("21042102", "The package has been collected"),
    "unarranged": ("21023035", "Arrange the shipment first"),
    "making": ("11034037", "The shipping document is being made"),
}


def doors(market: SimulatedTikTokShop) -> dict[str, Deal]:
    """What can be asked; a star stands for a number."""
    path = "/fulfillment/202309/packages/*"
    return {
        f"GET {path}/handover_time_slots": lambda _asked, no: _slots(market, no),
        "POST /fulfillment/202309/packages/ship": lambda asked, _no: _ship_all(market, asked.json),
        f"POST {path}/ship": lambda asked, no: _ship(market, asked.json, no),
        f"GET {path}/shipping_documents": lambda asked, no: _document(market, asked, no),
    }


def slots(market: SimulatedTikTokShop) -> list[dict[str, Any]]:
    """When a courier can come: of three, the first is taken."""
    today = (int(market.clock()) // _DAY + market.full_days) * _DAY
    return [
        {
            "start_time": today + at * _DAY + 25_200,
            "end_time": today + at * _DAY + 43_200,
            "avaliable": at > 1,
        }
        for at in (1, 2, 3)
    ]


def _slots(market: SimulatedTikTokShop, number: str) -> Data:
    order_of(market, number)
    return {"can_pickup": True, "can_drop_off": True, "pickup_slots": slots(market)}


def _ship(market: SimulatedTikTokShop, body: Data, number: str) -> Data:
    order, package = order_of(market, number)
    if order.stand is Stand.CANCEL_ASKED:
        raise Wrong("21008044", "The buyer has requested to cancel the order", 200)
    how, slot = body.get("handover_method"), body.get("pickup_slot")
    if how not in {"PICKUP", "DROP_OFF"}:
        raise Wrong("36009004", "handover_method is invalid", 400)
    if how == "PICKUP":
        free = [(one["start_time"], one["end_time"]) for one in slots(market) if one["avaliable"]]
        if not isinstance(slot, dict) or (slot.get("start_time"), slot.get("end_time")) not in free:
            raise Wrong("21011053", "The pickup slot is not available", 200)
    wrong = market.arrange(order, package, how, str(slot or ""))
    if wrong:
        raise Wrong(*_NAMES[wrong], 200)
    market.tracked(package)
    return {}


def _ship_all(market: SimulatedTikTokShop, body: Data) -> Data:
    """A success as a whole, with what failed within."""
    entries = body.get("packages")
    if not isinstance(entries, list) or not 1 <= len(entries) <= 50:
        raise Wrong("36009004", "packages: 1 to 50", 400)
    errors = []
    for one in entries:
        number = str(one.get("id"))
        try:
            _ship(market, one, number)
        except Wrong as wrong:
            detail = {"package_id": number}
            errors.append({"code": int(wrong.error), "message": wrong.message, "detail": detail})
    return {"errors": errors} if errors else {}


def _document(market: SimulatedTikTokShop, asked: Asked, number: str) -> Data:
    order, package = order_of(market, number)
    if asked.query.get("document_type") != "SHIPPING_LABEL":
        raise Wrong("36009004", "document_type is invalid", 400)
    market.tracked(package)
    wrong = market.paper(order, package)
    if wrong:
        raise Wrong(*_PAPERS[wrong], 200)
    address = f"{market.url}/simulated/label/{number}?sign=a%2Fb%3D"
    return {"doc_url": address, "tracking_number": package.tracking}


def paper(market: SimulatedTikTokShop, asked: Asked) -> Said:
    """The label itself; whoever asks for it with the keys of the shop is turned away."""
    if status := market.link_ended():
        return page(status, "This link has expired")
    found = market.shop.order_of(asked.path.rpartition("/")[2])
    if found is None or asked.query.get("sign") != "a/b=":
        return page(403, "Forbidden")
    if "x-tts-access-token" in asked.headers:
        return page(400, "Bad Request")
    package = found.package(asked.path.rpartition("/")[2])
    if package is None:
        return page(404, "Not Found")
    package.papers += 1
    lines = [found.no, f"{found.buyer} {found.phone}", found.address, found.city]
    lines += [f"{line.units} x {line.listing.sku}" for line in package.lines]
    return Said(200, label("J&T Express", package.tracking, lines), "application/pdf")
