"""``kemas couriers list``: the couriers of the shop, and what each of them can do."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.couriers.base import Can
from core.i18n import N_, _
from core.shipping.settings import settings_of
from tui.context import Context
from tui.words.quotes import weight

_CAN: dict[Can, str] = {
    Can.QUOTE: N_("says its fee"),
    Can.COD: N_("collects COD"),
    Can.INSURE: N_("insures"),
    Can.RECIPIENT_PAYS: N_("may be paid by the buyer"),
    Can.INSPECTION: N_("lets the buyer look"),
    Can.LABEL: N_("draws its label"),
    Can.UPDATE: N_("changes the COD"),
    Can.FIND: N_("knows our code"),
    Can.TRACK: N_("is asked where parcels are"),
    Can.HOOK: N_("tells where parcels are"),
    Can.PICKUP: N_("comes when it is asked"),
}


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    listing = actions.add_parser("list", help=_("list the couriers and what each can do"))
    listing.set_defaults(run=_list)


def _list(context: Context) -> None:
    couriers = settings_of(context.config).couriers
    known = [couriers.get(code) for code in couriers.codes]
    if context.out.as_json:
        context.out.data(
            [
                {
                    "courier": one.code,
                    "name": one.name,
                    "services": list(one.services),
                    "default": one.code == couriers.default,
                    "can": sorted(one.can),
                    "max_weight_g": one.limits.weight_g or None,
                    "volume_divisor": one.limits.volume_mm3_per_g or None,
                }
                for one in known
            ]
        )
        return
    rows = [
        {
            "courier": one.code,
            "name": one.name,
            "services": ", ".join(one.services),
            "most": weight(one.limits.weight_g) if one.limits.weight_g else "",
        }
        for one in known
    ]
    headings = {
        "courier": _("Courier"),
        "name": _("Name"),
        "services": _("Services"),
        "most": _("At most"),
    }
    context.out.items(rows, headings)
    for one in known:
        can = ", ".join(_(words) for each, words in _CAN.items() if each in one.can)
        context.out.line(f"{one.name}: {can}")
