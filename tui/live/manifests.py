"""The manifests as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.shipping.handover import deeds
from core.shipping.handover.queries import (
    KeptManifest,
    by_number,
    count_manifests,
    list_manifests,
)
from core.shipping.settings import settings_of
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.live.hand_over import sheet_of
from tui.live.lists import courier_name
from tui.views import BoardRow, Detail, Filter, Page


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the manifests, the newest first."""
    found = list_manifests(tx, at.warehouse, wanted.text, offset=offset, limit=limit)
    rows = tuple(_row(one, at) for one in found)
    return Page(rows, count_manifests(tx, at.warehouse, wanted.text))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What is on a manifest."""
    return sheet_of(tx, at, by_number(tx, identifier))


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Print it again."""
    return deeds.print_again(settings_of(at.config), values.get("id", ""))


def _row(one: KeptManifest, at: At) -> BoardRow:
    when = local(one.closed_at, at.zone).strftime("%d/%m %H:%M") if one.closed_at else _("open")
    cells = (
        one.number,
        courier_name(at.config, one.courier),
        str(one.parcels),
        when,
        one.signed_by,
        " · ".join(part for part in (one.driver, one.vehicle) if part),
    )
    return BoardRow(one.number, cells, ("strong", "", "", "" if one.closed_at else "accent"))
