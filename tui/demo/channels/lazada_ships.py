"""How packages leave the simulated Lazada: packed, ready to ship, with labels for ten minutes."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Order, Package, Stand
from tui.demo.channels.label import label
from tui.demo.channels.lazada_orders import item_id, order_of
from tui.demo.channels.market import Wrong
from tui.demo.server import Asked, Said, page

if TYPE_CHECKING:
    from tui.demo.channels.lazada import Deal, Form, Result, SimulatedLazada


def gets(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be asked."""
    return {
        "/order/shipment/providers/get": lambda form: _providers(market, form),
        "/order/package/document/get": lambda form: _document(market, form),
    }


def posts(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be told."""
    return {
        "/order/fulfill/pack": lambda form: _pack(market, form),
        "/order/package/rts": lambda form: _ready(market, form),
        "/order/package/repack": lambda form: _repack(market, form),
    }


def _asked(form: Form, name: str, key: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The JSON that stands in a form, and its list of at most twenty."""
    try:
        told = json.loads(form.get(name, ""))
        entries = told[key]
    except (ValueError, KeyError, TypeError):
        raise Wrong("MissingParameter", f"{name} is invalid") from None
    if not isinstance(entries, list) or not 1 <= len(entries) <= 20:
        raise Wrong("700022", "BATCH_SIZE_OUT_OF_LIMIT")
    return told, entries


def _result(data: object) -> Result:
    from tui.demo.channels.lazada import Result

    return Result(data)


def _providers(market: SimulatedLazada, form: Form) -> Result:
    _told, entries = _asked(form, "getShipmentProvidersReq", "orders")
    for one in entries:
        order_of(market, str(one.get("order_id")))
    providers = [{"name": "LEX ID", "provider_code": "FM50"}]
    kind = {"shipping_allocate_type": "TFS", "platform_default": "1"}
    return _result({**kind, "shipment_providers": providers})


def _package_of(order: Order, wanted: list[object]) -> Package | None:
    """The package whose units are exactly those; whole lines of one become one of their own."""
    for package in order.packages:
        by_line = [
            {item_id(package, at, unit) for unit in range(line.units)}
            for at, line in enumerate(package.lines)
        ]
        mine = [at for at, ids in enumerate(by_line) if ids <= set(wanted)]
        if not mine or set().union(*(by_line[at] for at in mine)) != set(wanted):
            continue
        return package if len(mine) == len(by_line) or package.how else _apart(order, package, mine)
    return None


def _apart(order: Order, package: Package, mine: list[int]) -> Package:
    """Some lines of a package that is not packed go into another one; their numbers stay."""
    seeds = [package.seed(at) for at in range(len(package.lines))]
    number = f"{package.number}{len(order.packages)}"
    made = Package(number, [package.lines[at] for at in mine], seeds=[seeds[at] for at in mine])
    rest = [at for at in range(len(package.lines)) if at not in mine]
    package.lines, package.seeds = [package.lines[at] for at in rest], [seeds[at] for at in rest]
    order.packages.append(made)
    return made


def _pack(market: SimulatedLazada, form: Form) -> Result:
    told, entries = _asked(form, "packReq", "pack_order_list")
    if told.get("delivery_type") != "dropship" or told.get("shipping_allocate_type") != "TFS":
        raise Wrong("MissingParameter", "delivery_type or shipping_allocate_type")
    if "shipment_provider_code" in told:
        raise Wrong("1003", "3PL_ALLOCATION_FAIL: the provider is chosen by Lazada")
    answers = []
    for entry in entries:
        order = order_of(market, str(entry.get("order_id")))
        wanted = entry.get("order_item_list") or []
        package, wrong = _package_of(order, wanted), ("0", "success")
        if package is None:
            wrong = ("700025", "ITEM_NOT_FOUND")
        elif order.stand is not Stand.READY or package.how:
            wrong = ("700026", "FO_ITEM_NOT_ALLOW_TO_PACK")
        else:
            package.how = "packed"
            package.tracking = package.tracking or market.tracking_no(package)
            market.touch(order)
        number = package.number if package else ""
        answers.append(
            {
                "order_id": int(order.no),
                "order_item_list": [
                    {
                        "order_item_id": one,
                        "item_err_code": wrong[0],
                        "msg": wrong[1],
                        "tracking_number": package.tracking if package else "",
                        "shipment_provider": "LEX ID",
                        "package_id": number,
                        "retry": False,
                    }
                    for one in wanted
                ],
            }
        )
    return _result({"pack_order_list": answers})


def _ready(market: SimulatedLazada, form: Form) -> Result:
    _told, entries = _asked(form, "readyToShipReq", "packages")
    answers = []
    for entry in entries:
        number = str(entry.get("package_id"))
        order = market.shop.order_of(number)
        package = order.package(number) if order else None
        code, said = "0", "success"
        if order is None or package is None or not package.how:
            code, said = "600001", "package not found"
        else:
            wrong = market.arrange(order, package, "packed")
            if wrong:
                code = "600002" if wrong == "cancelled" else "700000"
                said = "PACKAGE_STATUS_NOT_ALLOW_TO_OP"
        answers.append({"package_id": number, "item_err_code": code, "msg": said, "retry": False})
    return _result({"packages": answers})


def _repack(market: SimulatedLazada, form: Form) -> Result:
    """Only what nobody was called for is taken out of its package."""
    _told, entries = _asked(form, "rePackReq", "packages")
    answers = []
    for entry in entries:
        number = str(entry.get("package_id"))
        order = market.shop.order_of(number)
        package = order.package(number) if order else None
        code, said = "0", "success"
        if order is None or package is None or not package.how:
            code, said = "600001", "package not found"
        elif package.is_arranged:
            code, said = "700000", "PACKAGE_STATUS_NOT_ALLOW_TO_OP"
        else:
            package.how = ""
            market.touch(order)
        answers.append({"package_id": number, "item_err_code": code, "msg": said, "retry": False})
    return _result({"packages": answers})


def _document(market: SimulatedLazada, form: Form) -> Result:
    told, entries = _asked(form, "getDocumentReq", "packages")
    number = str(entries[0].get("package_id"))
    order = market.shop.order_of(number)
    package = order.package(number) if order else None
    if told.get("doc_type") != "PDF" or order is None or package is None or not package.how:
        raise Wrong("34", "E034: Order must be packed first")
    wrong = market.paper(order, package)
    if wrong == "making":
        return _result({"doc_type": "PDF", "file": "", "pdf_url": ""})
    if wrong:
        raise Wrong("30012", f"no printable package ({wrong})")
    address = f"{market.url}/simulated/label/{number}?e={int(market.clock()) + 600}"
    frame = base64.b64encode(f'<iframe src="{address}"></iframe>'.encode()).decode()
    # The link stands in the file too, and at times there only.
    link = "" if number.endswith("2") else address
    return _result({"doc_type": "PDF", "file": frame, "pdf_url": link})


def paper(market: SimulatedLazada, asked: Asked) -> Said:
    """The label itself, until its link ends."""
    if status := market.link_ended():
        return page(status, "This link has expired")
    number = asked.path.rpartition("/")[2]
    order = market.shop.order_of(number)
    package = order.package(number) if order else None
    ends = asked.query.get("e", "")
    if order is None or package is None or not ends.isdecimal() or int(ends) < market.clock():
        return page(403, "Forbidden")
    package.papers += 1
    lines = [order.no, f"{order.buyer} {order.phone}", order.address, order.city]
    lines += [f"{line.units} x {line.listing.sku}" for line in package.lines]
    return Said(200, label("LEX ID", package.tracking, lines), "application/pdf")
