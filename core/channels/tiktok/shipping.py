"""How packages of TikTok Shop leave: slots, tracking numbers, labels, and buyers who cancel.

Sources: https://partner.tiktokshop.com/docv2/page/ship-package-202309 and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import is_true, moment, number, word
from core.channels.records import NotYet, Parcel, Way
from core.channels.tiktok.session import Session, code_of
from core.couriers.readings import part, rows

_MAKING = frozenset({11034037, 11034023, 21023022, 11006010, 21023034})
_UNARRANGED = frozenset({21023035, 21042104})
_FULFIL = "/fulfillment/202309/packages"
_CANCEL = "/return_refund/202309/cancellations"
_WAIT = 1.0


def read_ways(told: Mapping[str, Any]) -> tuple[Way, ...]:
    """How a package may leave: the first free slot of a pick-up is the usual one."""
    found: list[Way] = []
    usual = False
    if is_true(told.get("can_pickup")):
        for slot in rows(told.get("pickup_slots")):
            # Both spellings: the answer has had the wrong one for years.
            free = is_true(slot.get("avaliable", slot.get("available")))
            start, end = moment(slot.get("start_time")), moment(slot.get("end_time"))
            if start is None or end is None:
                continue
            data = {
                "start_time": word(slot.get("start_time"), 20),
                "end_time": word(slot.get("end_time"), 20),
            }
            found.append(
                Way("pickup", "", start, end, recommended=free and not usual, data=data, free=free)
            )
            usual = usual or free
    if is_true(told.get("can_drop_off")):
        found.append(Way("dropoff", recommended=not found))
    return tuple(sorted(found, key=lambda way: not way.free))


def ship_body(way: Way | None) -> dict[str, Any]:
    """What is told to arrange a package."""
    if way is None or way.kind == "dropoff":
        return {"handover_method": "DROP_OFF"}
    slot = {name: number(value) for name, value in way.data.items()}
    return {"handover_method": "PICKUP"} | ({"pickup_slot": slot} if slot else {})


def label_address(session: Session, access: Access, package: str) -> str | NotYet | Trouble:
    """Where the label of a package lies for a day."""
    told = session.get(
        access,
        f"{_FULFIL}/{package}/shipping_documents",
        document_type="SHIPPING_LABEL",
        document_size="A6",
    )
    if isinstance(told, Trouble):
        code = code_of(told)
        if code in _MAKING:
            return NotYet(_WAIT)
        return Trouble(Fault.REFUSED, told.said) if code in _UNARRANGED else told
    return word(told.get("doc_url"), 4000) or NotYet(_WAIT)


def provider(session: Session, access: Access, option: str, carrier: str) -> str | Trouble:
    """What TikTok calls a courier that the shop sends with itself."""
    path = f"/logistics/202309/delivery_options/{option}/shipping_providers"
    told = session.get(access, path)
    if isinstance(told, Trouble):
        return told
    known = {
        word(one.get("name"), 80): word(one.get("id"), 64)
        for one in rows(told.get("shipping_providers"))
    }
    wanted = carrier.casefold()
    for name, found in known.items():
        if found and wanted and (wanted in name.casefold() or name.casefold() in wanted):
            return found
    return Trouble(Fault.REFUSED, f"{carrier}: {', '.join(known)}"[:200])


def decide(session: Session, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
    """Grant or refuse what a buyer asks for; who refuses has to say why, in words of a list."""
    asked = {"order_ids": [parcel.key]}
    told = session.look(access, f"{_CANCEL}/search", asked, page_size=10)
    if isinstance(told, Trouble):
        return told
    open_ones = [
        found
        for one in rows(told.get("cancellations"))
        if (found := word(one.get("cancel_id"), 64))
        and word(one.get("cancel_status")).endswith("PENDING")
    ]
    if not open_ones:
        return Trouble(Fault.GONE, parcel.key)
    if grant:
        heard = session.act(access, f"{_CANCEL}/{open_ones[0]}/approve", {})
        return heard if isinstance(heard, Trouble) else None
    path = "/return_refund/202309/reject_reasons"
    reasons = session.get(access, path, return_or_cancel_id=open_ones[0])
    if isinstance(reasons, Trouble):
        return reasons
    names = [word(one.get("name"), 120) for one in rows(part(reasons, "reasons"))]
    said = {"reject_reason": names[0]} if names else {}
    heard = session.act(access, f"{_CANCEL}/{open_ones[0]}/reject", said)
    return heard if isinstance(heard, Trouble) else None
