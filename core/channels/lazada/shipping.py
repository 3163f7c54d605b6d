"""How packages of Lazada leave: packed, made ready to ship, and with a label of ten minutes.

Sources: https://open.lazada.com/apps/doc/api?path=/order/fulfill/pack, /order/package/rts and
/order/package/document/get. A success as a whole may hold failures of single items.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import number, word
from core.channels.lazada.orders import read_packages
from core.channels.lazada.session import Session, fault_of
from core.channels.records import Document, NotYet, PackageState, Parcel, RemotePackage
from core.couriers.readings import part, rows

_SOON = 300.0
_WAIT = 1.0
_FRAME = re.compile(rb"""<iframe[^>]*\ssrc=["']([^"']{8,4000})["']""", re.IGNORECASE)
_MOVED = frozenset({"700000", "700026"})
"""Not in the state for it: packed, shipped or cancelled meanwhile."""


def items_of(session: Session, access: Access, order: str) -> list[Mapping[str, Any]] | Trouble:
    """The items of one order as they are now."""
    told = session.get(access, "/order/items/get", order_id=order)
    return told if isinstance(told, Trouble) else rows(told.get("data"))


def packages_of(
    session: Session, access: Access, parcel: Parcel
) -> tuple[RemotePackage, ...] | Trouble:
    """The packages of one order as they are now; `Fault.CANCELLED` where nothing else is left."""
    items = items_of(session, access, parcel.key)
    if isinstance(items, Trouble):
        return items
    if not items:
        return Trouble(Fault.GONE, parcel.key)
    found = read_packages(items)
    if all(one.state is PackageState.CANCELLED for one in found):
        return Trouble(Fault.CANCELLED, word(items[0].get("reason")))
    return found


def arrange(session: Session, access: Access, parcel: Parcel) -> RemotePackage | Trouble:
    """Pack what is not packed, then have it fetched; goes on where it was left."""
    known = packages_of(session, access, parcel)
    if isinstance(known, Trouble):
        return known
    package = _meant(known, parcel)
    if package is None:
        return Trouble(Fault.GONE, parcel.package)
    if package.state in {PackageState.ARRANGED, PackageState.GONE}:
        return Trouble(Fault.DONE, package.raw_state)
    if package.state is PackageState.CANCELLED:
        return Trouble(Fault.CANCELLED, package.raw_state)
    if package.state is PackageState.HELD:
        return Trouble(Fault.HELD, package.raw_state, _SOON)
    if not package.number:
        mine = tuple(one for one in package.line_ids if one in parcel.line_ids)
        package = replace(package, line_ids=mine or package.line_ids)
        mine_ = replace(parcel, line_ids=package.line_ids)
        (packed,) = packed_all(session, access, [mine_])
        if isinstance(packed, Trouble):
            return packed
        package = packed
    (ready,) = ready_all(session, access, [package])
    return ready


def _meant(known: Sequence[RemotePackage], parcel: Parcel) -> RemotePackage | None:
    """By its number, else by its items: it has no number until it is packed."""
    if parcel.package:
        return next((one for one in known if one.number == parcel.package), None)
    wanted = {one for ids in parcel.line_ids for one in ids.split(",")}
    mine = [one for one in known if not wanted or wanted & set(one.line_ids)]
    return next((one for one in mine if one.state is PackageState.TO_ARRANGE), None) or next(
        iter(mine), None
    )


def packed_all(
    session: Session, access: Access, wanted: Sequence[Parcel]
) -> list[RemotePackage | Trouble]:
    """Pack the items of several orders, each order by itself; one answer for each."""
    ids = {one.key: [number(item) for item in one.line_ids] for one in wanted}
    asked = {"orders": [{"order_id": number(k), "order_item_ids": v} for k, v in ids.items()]}
    path = "/order/shipment/providers/get"
    offered = session.get(access, path, getShipmentProvidersReq=_text(asked))
    if isinstance(offered, Trouble):
        return [offered] * len(wanted)
    request: dict[str, Any] = {
        "pack_order_list": [
            {"order_id": number(one.key), "order_item_list": ids[one.key]} for one in wanted
        ],
        "delivery_type": "dropship",
        "shipping_allocate_type": word(offered.get("shipping_allocate_type"), 10) or "TFS",
    }
    couriers = rows(offered.get("shipment_providers"))
    if word(offered.get("platform_default")) == "0" and couriers:
        request["shipment_provider_code"] = word(couriers[0].get("provider_code"), 80)
    told = session.act(access, "/order/fulfill/pack", packReq=_text(request))
    if isinstance(told, Trouble):
        return [told] * len(wanted)
    by_order = {
        word(one.get("order_id"), 40): rows(one.get("order_item_list"))
        for one in rows(part(told, "pack_order_list"))
    }
    return [_packed_as(one, by_order.get(one.key) or []) for one in wanted]


def _packed_as(parcel: Parcel, items: Sequence[Mapping[str, Any]]) -> RemotePackage | Trouble:
    wrong = [found for item in items if (found := _wrong(item)) is not None]
    if wrong:
        return wrong[0]
    if not items or not word(items[0].get("package_id")):
        return Trouble(Fault.UNSURE, "package_id")
    return RemotePackage(
        word(items[0].get("package_id"), 64),
        PackageState.TO_ARRANGE,
        "packed",
        word(items[0].get("tracking_number"), 80),
        word(items[0].get("shipment_provider"), 80),
        parcel.line_ids,
    )


def ready_all(
    session: Session, access: Access, packages: Sequence[RemotePackage]
) -> list[RemotePackage | Trouble]:
    """Have several packages fetched; one answer for each."""
    said = {"packages": [{"package_id": one.number} for one in packages]}
    told = session.act(access, "/order/package/rts", readyToShipReq=_text(said))
    if isinstance(told, Trouble):
        return [told] * len(packages)
    answers = {word(one.get("package_id"), 64): one for one in rows(told.get("packages"))}
    found: list[RemotePackage | Trouble] = []
    for one in packages:
        answer = answers.get(one.number)
        wrong = Trouble(Fault.UNSURE, "packages") if answer is None else _wrong(answer)
        ready = replace(one, state=PackageState.ARRANGED, raw_state="ready_to_ship")
        found.append(wrong or ready)
    return found


def _wrong(part_: Mapping[str, Any]) -> Trouble | None:
    """Why one item or package was not dealt with; None where it was."""
    code = word(part_.get("item_err_code"), 40)
    if code == "0":
        return None
    words = word(part_.get("msg"), 160)
    # What moved on meanwhile is looked at anew, not tried again blindly.
    return Trouble(Fault.HELD if code in _MOVED else fault_of(code, words), f"{code} {words}")


def label_address(
    session: Session, access: Access, package: str
) -> str | Document | NotYet | Trouble:
    """Where the label of a package lies for ten minutes, or the label itself."""
    asked = {"doc_type": "PDF", "packages": [{"package_id": package}], "print_item_list": False}
    told = session.get(access, "/order/package/document/get", getDocumentReq=_text(asked))
    if isinstance(told, Trouble):
        return told
    address = word(told.get("pdf_url"), 4000)
    if address:
        return address
    try:
        data = base64.b64decode(word(told.get("file"), 10**7), validate=True)
    except (binascii.Error, ValueError):
        return Trouble(Fault.GARBLED, "file")
    if data.startswith(b"%PDF"):
        return Document(data)
    framed = _FRAME.search(data)
    return framed[1].decode("ascii", "replace") if framed else NotYet(_WAIT)


def take_back(session: Session, access: Access, package: str) -> Trouble | None:
    """Undo the packing of a package."""
    said = {"packages": [{"package_id": package}]}
    told = session.act(access, "/order/package/repack", rePackReq=_text(said))
    if isinstance(told, Trouble):
        return told
    answers = rows(told.get("packages"))
    wrong = [found for one in answers if (found := _wrong(one)) is not None]
    if wrong and wrong[0].fault is Fault.HELD:  # it is not in the state for it any more
        return Trouble(Fault.REFUSED, wrong[0].said)
    if not answers:
        return Trouble(Fault.UNSURE, "packages")
    return wrong[0] if wrong else None


def decide(session: Session, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
    """Grant or refuse what a buyer asks for."""
    told = session.get(
        access,
        "/reverse/getreverseordersforseller",
        page_no=1,
        page_size=10,
        trade_order_id=parcel.key,
        request_type_list=_text(["CANCEL"]),
    )
    if isinstance(told, Trouble):
        return told
    found = [word(one.get("reverse_order_id"), 40) for one in rows(told.get("items"))]
    if not found:
        return Trouble(Fault.GONE, parcel.key)
    heard = session.act(
        access,
        "/order/reverse/cancel/seller/decide",
        reverse_order_id=found[0],
        agree_cancel="true" if grant else "false",
    )
    return heard if isinstance(heard, Trouble) else None


def _text(value: object) -> str:
    """JSON as a text within a form."""
    return json.dumps(value, separators=(",", ":"))
