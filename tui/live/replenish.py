"""The pick bins that are to be filled up, as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping

from core.clock import local
from core.files import values as reading
from core.fulfilment.packing.session import Deed
from core.fulfilment.replenishing import deeds, doing, tasks
from core.fulfilment.replenishing.deeds import goes_on
from core.fulfilment.replenishing.tasks import Task
from core.i18n import _
from core.stock import pick_homes
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import BoardRow, Detail, Filter, Form, FormField, Page, Section

__all__ = ["deed", "form", "goes_on", "page", "scanned", "sheet"]


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """A page of the tasks: those of orders by their cut-off, then in walking order."""
    if wanted.text:
        text = wanted.text.casefold()
        every = tasks.waiting(tx, at.warehouse, limit=tasks.how_many(tx, at.warehouse))
        found = [one for one in every if text in _searched(one)]
        return Page(tuple(_row(one, at) for one in found[offset : offset + limit]), len(found))
    found = tasks.waiting(tx, at.warehouse, offset=offset, limit=limit)
    return Page(tuple(_row(one, at) for one in found), tasks.how_many(tx, at.warehouse))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """Everything about a task."""
    one = tasks.task(tx, int(identifier))
    home = pick_homes.home_of(tx, at.warehouse, one.product_id)
    rows = [
        (_("Goods"), f"{one.quantity} × {one.name}"),
        (_("Lot"), one.lot),
        (_("Expires"), one.expires_on.isoformat() if one.expires_on else ""),
        (_("Lies in"), one.from_bin),
        (_("Can be taken"), str(doing.movable(tx, one))),
        (_("Goes to"), one.to_bin),
        (_("Kept between"), f"{home.least} – {home.most}" if home else ""),
        (_("Brought already"), str(one.moved or "")),
        (_("Why"), _why(one)),
        (_("Orders due"), _moment(one, at)),
        (_("Asked"), local(one.asked_at, at.zone).strftime("%d/%m %H:%M")),
    ]
    said = _("Scan the bulk bin, one of the goods, then the pick bin.")
    facts = tuple(row for row in rows if row[1])
    return Detail(one.sku, "", (Section(_("Bring"), facts), Section(_("Now"), ((said,),))))


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """How many went where, or the pick bin of a product."""
    one = tasks.task(tx, int(target["id"])) if target.get("id") else None
    if action == "replenish_done" and one is not None:
        amounts = (
            FormField("units", _("Units"), str(min(one.quantity, doing.movable(tx, one)))),
            FormField("bin", _("Goes to"), one.to_bin),
        )
        said = _("{sku} from {bin}").format(sku=one.sku, bin=one.from_bin)
        return Form(said, amounts, hidden={"id": str(one.id)})
    home = pick_homes.home_of(tx, at.warehouse, one.product_id) if one else None
    fields = (
        FormField("sku", _("SKU"), one.sku if one else ""),
        FormField("bin", _("Bin"), home.bin if home else ""),
        FormField("least", _("At least"), str(home.least) if home else ""),
        FormField("most", _("At most"), str(home.most) if home else ""),
    )
    return Form(_("Pick bin"), fields)


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does."""
    if action == "replenish_plan":
        return deeds.plan
    if action == "replenish_home":
        least = values.get("least", "").strip()
        return deeds.set_home(
            values.get("sku", ""),
            values.get("bin", ""),
            0 if least == "0" else reading.quantity(least),
            reading.quantity(values.get("most", "")),
        )
    task_id = int(values.get("id", "0"))
    if action == "replenish_gone":
        return deeds.not_there(task_id)
    units = values.get("units", "").strip()
    return deeds.bring(task_id, values.get("bin", ""), reading.quantity(units) if units else None)


def scanned(at: AtStation, code: str, target: Mapping[str, str]) -> Deed:
    """Bulk bins, goods and pick bins."""
    return deeds.scanned(code)


def _row(one: Task, at: At) -> BoardRow:
    cells = (
        one.from_bin,
        str(one.quantity),
        one.sku,
        one.name,
        one.to_bin,
        one.lot,
        _moment(one, at),
    )
    return BoardRow(str(one.id), cells, ("accent", "strong"))


def _moment(one: Task, at: At) -> str:
    return local(one.due_at, at.zone).strftime("%d/%m %H:%M") if one.due_at else ""


def _why(one: Task) -> str:
    if one.reason == "orders":
        return _("orders are promised from bulk")
    return _("the pick bin runs low")


def _searched(one: Task) -> str:
    return f"{one.sku} {one.name} {one.from_bin} {one.to_bin} {one.lot}".casefold()
