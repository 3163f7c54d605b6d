"""How the parcel of a marketplace leaves: asked there, and chosen at the table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from core.channels.records import Way
from core.channels.registry import Shop, shops_of
from core.channels.way_deeds import Offered, ask_ways, choose_way, courier_of, way_from
from core.channels.ways import chosen_among, pick, said_of
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.transaction import reading
from tui.views import NOT_OFFERED, Choice
from tui.words.channels import way_name

if TYPE_CHECKING:
    from core.settings import Config
    from core.shipping.desk import Desk

PREFIX = "way "
"""What the choice of a way begins with; all others are offers of couriers."""


def choices(desk: Desk, config: Config, target: Mapping[str, str]) -> tuple[Choice, ...] | None:
    """Every way that the marketplace of an order offers; None for an order of none."""
    from tui.live.offers import meant

    with reading(desk.database) as tx:
        order_id, _number, parcel_id, opened = meant(tx, desk, target)
        courier = courier_of(tx, order_id)
    shop = shop_of(config, courier)
    if shop is None:
        return None
    found = ask_ways(desk.database, shop, order_id, parcel_id)
    usual = pick(found.offered, shop.settings, found.zone)
    return tuple(
        _choice(shop, found, one, parcel_id or 0, opened=opened, usual=one == usual)
        for one in found.offered
    )


def shop_of(config: Config, courier: str) -> Shop | None:
    """The shop whose marketplace arranges the courier of an order."""
    found = [one for one in shops_of(config) if one.settings.arranges and one.channel == courier]
    return found[0] if found else None


def deed(desk: Desk, choice: str) -> Deed:
    """Have the parcel leave as it was chosen."""
    try:
        told = json.loads(choice.removeprefix(PREFIX))
        shop, parcel_id, opened = str(told["shop"]), int(told["parcel"]), bool(told["open"])
        for name in ("at", "until"):
            told[name] = datetime.fromisoformat(told[name]) if told.get(name) else None
    except (ValueError, KeyError, TypeError):
        raise Refusal("action_unknown", action="offers") from None
    return choose_way(desk.settings, shop, parcel_id or None, way_from(told), opened=opened)


def _choice(
    shop: Shop, found: Offered, way: Way, parcel_id: int, *, opened: bool, usual: bool
) -> Choice:
    said = " · ".join(filter(None, (way_name(way.kind), said_of(way, found.zone))))
    if not way.free:
        return Choice(f"{NOT_OFFERED}{said}: {_('taken')}", said, _("taken"))
    told = {
        "shop": shop.name,
        "parcel": parcel_id,
        "open": opened,
        "kind": way.kind,
        "label": way.label,
        "at": way.at.isoformat() if way.at else "",
        "until": way.until.isoformat() if way.until else "",
        "hours": way.hours,
        "data": dict(way.data),
    }
    mine = found.chosen is not None and found.chosen.by_hand
    chosen = mine and found.chosen is not None and chosen_among([way], found.chosen) is not None
    marks = [_("chosen")] if chosen else []
    marks += [_("by the rule of the shop")] if usual else []
    marks += [_("recommended")] if way.recommended and not usual else []
    return Choice(PREFIX + json.dumps(told), said, ", ".join(marks))
