"""The goods that nobody may promise, as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.clock import local
from core.files import values as reading
from core.fulfilment import blocking_deeds
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.stock import blocks
from core.stock.blocks import Block
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Page, Section


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the blocks, the newest first."""
    if not wanted.text:
        found = blocks.open_blocks(tx, at.warehouse, offset=offset, limit=limit)
        return Page(tuple(_row(one, at) for one in found), blocks.how_many(tx, at.warehouse))
    text = wanted.text.casefold()
    every = blocks.open_blocks(tx, at.warehouse, limit=blocks.how_many(tx, at.warehouse))
    found = [one for one in every if text in _searched(one)]
    return Page(tuple(_row(one, at) for one in found[offset : offset + limit]), len(found))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a block."""
    one = blocks.one_block(tx, int(identifier))
    rows = [
        (_("Goods"), f"{one.quantity} × {one.name}"),
        (_("Bin"), one.bin),
        (_("Lot"), one.lot),
        (_("Why"), one.reason),
        (_("Who"), one.who or ""),
        (_("Since"), _moment(one.at, at)),
        (_("Until"), _moment(one.until, at) if one.until else _("somebody sets it free")),
        (_("Ended"), _moment(one.ended_at, at)),
    ]
    facts = tuple(row for row in rows if row[1])
    return Detail(one.sku, "", (Section(_("Blocked"), facts),))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """What is to be blocked, or how much of a block is free again."""
    if action == "block_end":
        one = blocks.one_block(tx, int(target["id"]))
        said = _("{sku} in {bin}: {reason}").format(sku=one.sku, bin=one.bin, reason=one.reason)
        fields = (FormField("units", _("Units"), str(one.quantity)),)
        return Form(said, fields, hidden={"id": str(one.id)})
    no_yes = (
        Choice("", _("no: only what nobody is promised")),
        Choice("yes", _("yes: these orders are promised other goods")),
    )
    return Form(
        _("Block goods"),
        (
            FormField("sku", _("SKU"), target.get("sku", "")),
            FormField("bin", _("Bin"), target.get("bin", "")),
            FormField("lot", _("Lot"), "", _("where several lie there")),
            FormField("units", _("Units"), "", _("empty: all")),
            FormField("why", _("Why"), ""),
            FormField("until", _("Until"), "", _("2026-11-19, or 2026-11-19T17:00; empty: open")),
            FormField("take", _("From orders too"), "", choices=no_yes),
        ),
    )


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """Block goods, or set them free."""
    typed = values.get("units", "").strip()
    units = reading.quantity(typed) if typed else None
    if action == "block_end":
        return blocking_deeds.unblock(int(values.get("id", "0")), units)
    return blocking_deeds.block(
        blocking_deeds.Wish(
            values.get("sku", ""),
            values.get("bin", ""),
            values.get("lot", "").strip() or None,
            units,
            values.get("why", ""),
            blocks.until_of(values.get("until", ""), at.zone),
            values.get("take", "") == "yes",
        )
    )


def _row(one: Block, at: At) -> BoardRow:
    cells = (
        one.sku,
        str(one.quantity),
        one.bin,
        one.reason,
        one.who or "",
        _moment(one.until, at),
        one.lot,
    )
    return BoardRow(str(one.id), cells, ("strong", "warn"))


def _moment(moment: datetime | None, at: At) -> str:
    return local(moment, at.zone).strftime("%d/%m %H:%M") if moment else ""


def _searched(one: Block) -> str:
    return f"{one.sku} {one.name} {one.bin} {one.lot} {one.reason}".casefold()
