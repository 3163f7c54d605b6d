"""How packages of Shopee leave: what there is to choose, the tracking number, and the label.

Sources: https://open.shopee.com/documents/v2/v2.logistics.get_shipping_parameter and its
neighbours (ship_order, get_tracking_number, create_shipping_document, ...).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import moment, word
from core.channels.records import Document, NotYet, Parcel, RemotePackage, Way
from core.channels.shopee.session import Session, fault_of, name_of
from core.couriers.readings import part, rows

_THERMAL = "THERMAL_AIR_WAYBILL"
_AGAIN = frozenset(
    {"shipping_document_should_print_first", "package_print_failed", "tracking_number_invalid"}
)
"""What is in the way of a label that nobody asked to be drawn, or not with the right number."""
_LATER = frozenset({"download_later", "order_being_allocated"})
_FIRST_WAIT, _WAIT = 0.5, 1.0


def read_ways(told: Mapping[str, Any]) -> tuple[Way, ...]:
    """How a package may leave, the recommended one first."""
    needed = told.get("info_needed")
    asked: Mapping[str, Any] = needed if isinstance(needed, Mapping) else {}
    found = [*_pickups(told, asked), *_dropoffs(told, asked)]
    return tuple(sorted(found, key=lambda way: not way.recommended))


def _pickups(told: Mapping[str, Any], asked: Mapping[str, Any]) -> list[Way]:
    if "pickup" not in asked:
        return []
    fields = [word(name) for name in asked["pickup"] or ()]
    found = []
    for place in rows(part(told, "pickup", "address_list")):
        flags = place.get("address_flag") or ()
        own = "pickup_address" in flags or "default_address" in flags
        where = ", ".join(t for name in ("address", "city") if (t := word(place.get(name))))
        slots = rows(place.get("time_slot_list")) or [{}]
        for slot in slots:
            data = {
                "address_id": word(place.get("address_id"), 40),
                "pickup_time_id": word(slot.get("pickup_time_id"), 80),
            }
            found.append(
                Way(
                    "pickup",
                    where,
                    moment(slot.get("date")),
                    None,
                    word(slot.get("time_text"), 40),
                    own and ("recommended" in (slot.get("flags") or ()) or len(slots) == 1),
                    {name: value for name, value in data.items() if name in fields and value},
                )
            )
    return found or ([] if fields else [Way("pickup")])


def _dropoffs(told: Mapping[str, Any], asked: Mapping[str, Any]) -> list[Way]:
    if "dropoff" not in asked:
        return []
    fields = [word(name) for name in asked["dropoff"] or ()]
    if "branch_id" not in fields:
        return [Way("dropoff")]
    return [
        Way(
            "dropoff",
            ", ".join(t for name in ("address", "city") if (t := word(one.get(name)))),
            data={"branch_id": word(one.get("branch_id"), 40)},
        )
        for one in rows(part(told, "dropoff", "branch_list"))
    ]


def ship_body(parcel: Parcel, way: Way) -> dict[str, Any]:
    """What is told to arrange a package: exactly one of the ways, with the fields it asked for."""
    return {**named(parcel.key, parcel.package), way.kind: _fields(way)}


def mass_body(packages: Sequence[str], way: Way) -> dict[str, Any]:
    """What is told to arrange many packages that leave the same way."""
    named_ = [{"package_number": one} for one in packages]
    return {"package_list": named_, way.kind: _fields(way)}


def _fields(way: Way) -> dict[str, Any]:
    numbers = {"address_id", "branch_id"}
    return {name: int(v) if name in numbers else v for name, v in way.data.items()}


def named(order: str, package: str) -> dict[str, Any]:
    """An order and its package; a number that is not known is left out, never sent empty."""
    return {"order_sn": order} | ({"package_number": package} if package else {})


class Labels:
    """Has labels drawn and fetches them; which kind a package has is remembered on the way."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kinds: dict[str, str] = {}

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """The label of a package, drawn for thermal printers where the platform has such."""
        entry = named(parcel.key, package.number)
        kind = self._kind(access, entry)
        if isinstance(kind, Trouble):
            return kind
        asked = [{**entry, "shipping_document_type": kind}]
        told = self._session.look(
            access, "/logistics/get_shipping_document_result", {"order_list": asked}
        )
        if isinstance(told, Trouble) and name_of(told.said.split(" ")[0]) not in _AGAIN:
            return told
        state = {} if isinstance(told, Trouble) else _first(told)
        if word(state.get("status")) == "READY":
            return self._fetched(access, entry, kind)
        if word(state.get("status")) == "PROCESSING":
            return NotYet(_WAIT)
        error = word(state.get("fail_error"), 120)
        if error and name_of(error) in _LATER:
            return NotYet(_WAIT)
        if error and name_of(error) not in _AGAIN:
            return _refused(state)
        return self._drawn(access, {**entry, "shipping_document_type": kind}, package.tracking)

    def labels(
        self, access: Access, wanted: Sequence[tuple[Parcel, RemotePackage]]
    ) -> list[Document | NotYet | Trouble]:
        """Those of many packages: asked about and drawn together, fetched one by one."""
        found: dict[str, Document | NotYet | Trouble] = {}
        entries = {package.number: named(one.key, package.number) for one, package in wanted}
        self._learn(access, list(entries.values()), found)
        asked = {
            no: {**entry, "shipping_document_type": self._kinds[_key(entry)]}
            for no, entry in entries.items()
            if no not in found and _key(entry) in self._kinds
        }
        tracked = {package.number: package.tracking for _one, package in wanted}
        to_draw = []
        path = "/logistics/get_shipping_document_result"
        for one in self._each(access, path, list(asked.values()), found):
            no, error = word(one.get("package_number"), 64), word(one.get("fail_error"), 120)
            if no not in asked:
                continue
            if word(one.get("status")) == "READY":
                kind = str(asked[no]["shipping_document_type"])
                found[no] = self._fetched(access, entries[no], kind)
            elif word(one.get("status")) == "PROCESSING" or name_of(error) in _LATER:
                found[no] = NotYet(_WAIT)
            elif error and name_of(error) not in _AGAIN:
                found[no] = _refused(one)
            else:
                number = {"tracking_number": tracked[no]} if tracked[no] else {}
                to_draw.append({**asked[no], **number})
        for one in self._each(access, "/logistics/create_shipping_document", to_draw, found):
            no, error = word(one.get("package_number"), 64), word(one.get("fail_error"), 120)
            late = not error or name_of(error) in _AGAIN | _LATER
            found[no] = NotYet(_WAIT) if late else _refused(one)
        return [found.get(package.number, NotYet(_WAIT)) for _one, package in wanted]

    def _learn(
        self,
        access: Access,
        entries: Sequence[dict[str, Any]],
        found: dict[str, Document | NotYet | Trouble],
    ) -> None:
        """Which kind of document each package has, where it is not known yet."""
        fresh = [one for one in entries if _key(one) not in self._kinds]
        path = "/logistics/get_shipping_document_parameter"
        for one in self._each(access, path, fresh, found):
            no = word(one.get("package_number"), 64)
            if word(one.get("fail_error")):
                found[no] = _refused(one)
            else:
                kinds = one.get("selectable_shipping_document_type") or ()
                usual = word(one.get("suggest_shipping_document_type"), 60)
                kept = f"{word(one.get('order_sn'), 64)} {no}"
                self._kinds[kept] = _THERMAL if _THERMAL in kinds or not usual else usual

    def _each(
        self,
        access: Access,
        path: str,
        entries: Sequence[dict[str, Any]],
        found: dict[str, Document | NotYet | Trouble],
    ) -> list[Mapping[str, Any]]:
        """The answer for each entry; where there is none at all, all have the same trouble."""
        if not entries:
            return []
        told = self._session.look(access, path, {"order_list": list(entries)})
        if isinstance(told, Trouble):
            found |= {str(one.get("package_number", "")): told for one in entries}
            return []
        return rows(told.get("result_list"))

    def _kind(self, access: Access, entry: Mapping[str, Any]) -> str | Trouble:
        key = _key(entry)
        if key not in self._kinds:
            path = "/logistics/get_shipping_document_parameter"
            told = self._session.look(access, path, {"order_list": [entry]})
            if isinstance(told, Trouble):
                return told
            first = _first(told)
            if word(first.get("fail_error")):
                return _refused(first)
            kinds = first.get("selectable_shipping_document_type") or ()
            usual = word(first.get("suggest_shipping_document_type"), 60)
            self._kinds[key] = _THERMAL if _THERMAL in kinds or not usual else usual
            while len(self._kinds) > 1000:
                del self._kinds[next(iter(self._kinds))]
        return self._kinds[key]

    def _drawn(self, access: Access, entry: dict[str, Any], tracking: str) -> NotYet | Trouble:
        asked = entry | ({"tracking_number": tracking} if tracking else {})
        path = "/logistics/create_shipping_document"
        told = self._session.look(access, path, {"order_list": [asked]})
        if isinstance(told, Trouble):
            return told
        first = _first(told)
        if not word(first.get("fail_error")):
            return NotYet(_FIRST_WAIT)
        late = name_of(word(first.get("fail_error"), 120)) in _AGAIN | _LATER
        return NotYet(_WAIT) if late else _refused(first)

    def _fetched(
        self, access: Access, entry: Mapping[str, Any], kind: str
    ) -> Document | NotYet | Trouble:
        said = {"shipping_document_type": kind, "order_list": [entry]}
        heard = self._session.paper(access, "/logistics/download_shipping_document", said)
        if isinstance(heard, Trouble):
            again = name_of(heard.said.split(" ")[0]) in _AGAIN | _LATER
            return NotYet(_WAIT) if again else heard
        kind = heard.headers.get("content-type", "").partition(";")[0]
        return Document(heard.body, "application/pdf" if heard.body[:4] == b"%PDF" else kind)


def _key(entry: Mapping[str, Any]) -> str:
    return f"{entry['order_sn']} {entry.get('package_number', '')}"


def _first(told: Mapping[str, Any]) -> Mapping[str, Any]:
    found = rows(told.get("result_list"))
    return found[0] if found else {}


def _refused(one: Mapping[str, Any]) -> Trouble:
    error, words = word(one.get("fail_error"), 120), word(one.get("fail_message"), 200)
    fault = fault_of(error, words, acts=False)
    return Trouble(Fault.REFUSED if fault is Fault.DONE else fault, f"{error} {words}"[:200])
