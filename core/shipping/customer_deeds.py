"""What keys do to customers: made, changed, trusted, blocked, merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.customers import commands, groups, places, queries
from core.customers.models import Trust
from core.customers.records import CustomerMoved, Details, Place
from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders import buyers
from core.transaction import Transaction

PLACE = ("address", "district", "city", "province", "postcode")
"""The parts of the default address that stand in a customer's form."""
WHOLE_PLACE = ("label", "name", "phone", *PLACE)
"""All that an address says, as its own form asks for it; the country is the customer's."""


def save(values: Mapping[str, str], country: str) -> Deed:
    """Make a customer, or change the one whose ``id`` is given; `country` is the shop's.

    `values` are the fields of the form; ``version`` and what begins with ``was_`` tell what the
    person was shown, so that nobody writes over what somebody else changed meanwhile.
    """

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        tx = bench.tx
        details = details_in(values, country)
        if name := values.get("new_group", "").strip():
            details = replace(details, group_id=groups.group_named(tx, name).id)
        if values.get("id"):
            before = queries.customer(tx, int(values["id"]))
            # A name that is not in the form stays: the language is set at the command line.
            details = replace(details, language=before.language)
            seen = replace(details_in(values, country, "was_"), language=before.language)
            one = commands.change(tx, before.id, details, version=int(values["version"]), seen=seen)
        else:
            one = commands.make(tx, details)
        _put_place(tx, one.id, values, one.country or country)
        return Answer(
            Kind.INFO,
            "customer_changed" if values.get("id") else "customer_made",
            {"customer": one.name, "id": one.id},
        )

    return do


def place(customer_id: int, address_id: int, values: Mapping[str, str], country: str) -> Deed:
    """Add an address (``address_id`` 0), or change, choose or take off one, as ``did`` says.

    What begins with ``was_`` tells what the person was shown, as with `save`.
    """

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        tx, did = bench.tx, values.get("did", "change")
        one = queries.customer(tx, customer_id)
        about = {"customer": one.name, "id": one.id}
        if address_id and queries.address(tx, address_id).customer_id != customer_id:
            raise Refusal("address_not_found", address=address_id)
        match did:
            case "default":
                places.set_default(tx, address_id)
                return Answer(Kind.INFO, "place_default", about)
            case "remove":
                places.remove(tx, address_id)
                return Answer(Kind.INFO, "place_removed", about)
        told = {name: values.get(name, "").strip() for name in WHOLE_PLACE}
        wanted = Place(country=one.country or country, **told)
        if not address_id:
            places.add(tx, customer_id, wanted, default=values.get("default") == "yes")
            return Answer(Kind.INFO, "place_added", about)
        before = places.place_of(queries.address(tx, address_id))
        was = {name: values.get(f"was_{name}", getattr(before, name)) for name in WHOLE_PLACE}
        moved = {
            name: (was[name], getattr(before, name))
            for name in WHOLE_PLACE
            if was[name] != getattr(before, name)
        }
        if moved:
            raise CustomerMoved(one.name, one.version, moved)
        places.change(tx, address_id, replace(wanted, country=before.country or wanted.country))
        if values.get("default") == "yes":
            places.set_default(tx, address_id)
        return Answer(Kind.INFO, "place_changed", about)

    return do


def trust(customer_id: int, wanted: str, reason: str) -> Deed:
    """Say what the shop thinks of a buyer: ``trusted``, ``blocked`` or ``none``."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        one = commands.set_trust(bench.tx, customer_id, Trust(wanted), reason)
        blocked, trusted = one.own_trust is Trust.BLOCKED, one.own_trust is Trust.TRUSTED
        return Answer(
            Kind.INFO,
            "customer_blocked" if blocked else "customer_trusted" if trusted else "customer_none",
            {"customer": one.name, "reason": reason},
        )

    return do


def merge(keep: int, gone: int) -> Deed:
    """Make one customer of two."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        done = buyers.merge(bench.tx, keep, gone)
        return Answer(
            Kind.INFO,
            "customer_merged",
            {
                "customer": done.moving.keep.name,
                "gone": done.moving.gone.name,
                "orders": len(done.orders),
                "phones": len(done.moving.phones),
                "addresses": len(done.moving.addresses),
            },
        )

    return do


def details_in(values: Mapping[str, str], country: str, begin: str = "") -> Details:
    """What the fields of a form say of a customer; several phones stand with commas between."""

    def of(name: str) -> str:
        return values.get(begin + name, "")

    group = of("group")
    return Details(
        name=of("name"),
        phones=tuple(part for part in of("phones").split(",") if part.strip()),
        email=of("email"),
        country=of("country") or country,
        group_id=int(group) if group.isdecimal() else None,
        note=of("note"),
        must_read=of("must_read") == "yes" and bool(of("note").strip()),
    )


def _put_place(tx: Transaction, customer_id: int, values: Mapping[str, str], country: str) -> None:
    """Bring the default address to what the form says; one that was emptied is left alone."""
    told = {name: values.get(name, "").strip() for name in PLACE}
    if told == {name: values.get(f"was_{name}", "").strip() for name in PLACE}:
        return
    if not told["address"]:
        raise Refusal("address_needed")
    place = Place(country=country, **told)
    here = queries.addresses(tx, customer_id)
    if values.get("address_id") and any(one.id == int(values["address_id"]) for one in here):
        before = places.place_of(queries.address(tx, int(values["address_id"])))
        was = {name: values.get(f"was_{name}", "").strip() for name in PLACE}
        moved = {
            name: (was[name], getattr(before, name))
            for name in PLACE
            if was[name] != getattr(before, name)
        }
        if moved:
            one = queries.customer(tx, customer_id)
            raise CustomerMoved(one.name, one.version, moved)
        kept = {name: getattr(before, name) for name in ("name", "phone", "label")}
        places.change(tx, int(values["address_id"]), replace(place, **kept))
    else:
        places.add(tx, customer_id, place, default=True)
