"""What the entry screen does for good: a scan adds goods, a key saves an order or its change."""

from __future__ import annotations

from dataclasses import replace

from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.orders.buyers import follow
from core.orders.commands import head
from core.orders.entry import drafts
from core.orders.entry.changes import Choose
from core.orders.entry.drafts import Draft
from core.orders.entry.lines import scanned_line, with_line
from core.orders.entry.making import make
from core.orders.entry.rules import EntryRules
from core.orders.queries import order as order_info
from core.settings import Config
from core.shipping.editing import EditedOrder, edit_order, merge_orders, rules_of, split_order
from core.shipping.relabelling import Step
from core.shipping.settings import settings_of
from core.transaction import Transaction


def keep(tx: Transaction, rules: EntryRules, draft: Draft) -> None:
    """Save a draft as it is now, a new order or the change of one."""
    if draft.edits is not None and draft.base is not None:
        drafts.save_edit(tx, draft.key, draft.edits, draft.base, draft.contents)
    else:
        drafts.save(tx, rules, draft.key, draft.contents)


def scanned(config: Config, key: str, code: str) -> Deed:
    """Add what was scanned to the order that is being typed in: a unit, or a case of them."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        rules = rules_of(config, bench.warehouse_id)
        draft = drafts.load(bench.tx, key, lock=True)
        currency = draft.contents.currency or rules.currency
        line = scanned_line(bench.tx, code, currency)
        contents = with_line(bench.tx, draft.contents, line)
        keep(bench.tx, rules, replace(draft, contents=contents))
        units = contents.wanted.get(line.product_id, line.quantity)
        about = {"sku": line.sku, "name": line.name, "item": line.name, "units": units}
        return Answer(Kind.OK, "entry_added", about | {"added": line.quantity})

    return do


def save_entry(config: Config, key: str, *, customer_too: bool = False) -> Deed:
    """Make an order of what was typed in, once; `customer_too`: their record says the same then."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = make(bench.tx, rules_of(config, bench.warehouse_id), key)
        bench.about(made.order_id, made.order_no)
        if customer_too and made.is_new:
            follow(bench.tx, made.order_id)
        missing = sum(one.quantity for one in made.missing)
        about = {"order": made.order_no, "status": made.status.value, "units": missing}
        total = order_info(bench.tx, made.order_id).total
        money = {"total": total.minor, "currency": total.currency}
        return Answer(Kind.INFO, "entry_made_short" if missing else "entry_made", about | money)

    return do


def save_edit(config: Config, key: str, choose: str = "", *, customer_too: bool = False) -> Deed:
    """Carry a typed change of an order out; `choose` says whose word counts where two differ."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        draft = drafts.load(bench.tx, key, lock=True)
        if draft.order_id is not None:
            known = head(bench.tx, draft.order_id)
            return Answer(Kind.INFO, "entry_unchanged", {"order": known.order_no})
        if draft.edits is None or draft.base is None:
            raise Refusal("draft_not_found")
        known = head(bench.tx, draft.edits)
        bench.about(known.id, known.order_no)
        done = edit_order(
            bench.tx,
            settings_of(config),
            rules_of(config, known.warehouse_id),
            known.id,
            draft.base,
            draft.contents,
            choose=Choose(choose) if choose else None,
            update_customer=customer_too,
        )
        drafts.done(bench.tx, key, known.id)
        bench.intents.extend(done.intents)
        return _edited(done)

    return do


def _edited(done: EditedOrder) -> Answer:
    """What an edit led to, the most that is left to do first."""
    about: dict[str, object] = {
        "order": done.edited.order_no,
        "parcels": ", ".join(done.void),
        "put_back": done.put_back,
    }
    missing = sum(one.quantity for one in done.edited.missing)
    if missing:
        return Answer(Kind.INFO, "entry_edited_short", about | {"units": missing})
    if done.opened:
        return Answer(Kind.INFO, "entry_edited_open", about | {"parcels": ", ".join(done.opened)})
    if done.put_back:
        return Answer(Kind.INFO, "entry_edited_put_back", about)
    steps = {one.step for one in done.renewed}
    if Step.WAYBILL in steps:
        return Answer(Kind.INFO, "entry_edited_waybill", about)
    if steps - {Step.HAND}:
        return Answer(Kind.INFO, "entry_edited_label", about)
    if done.void:
        return Answer(Kind.INFO, "entry_edited_void", about)
    return Answer(Kind.INFO, "entry_edited" if done.edited.changes else "entry_unchanged", about)


def split_off(config: Config, order_id: int, parts: dict[str, int]) -> Deed:
    """Put goods (units by SKU) into a second order."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        known = head(bench.tx, order_id)
        done = split_order(bench.tx, rules_of(config, known.warehouse_id), order_id, parts)
        bench.about(order_id, known.order_no)
        about = {"order": done.first_no, "second": done.second_no}
        return Answer(Kind.INFO, "order_split", about)

    return do


def merge_in(config: Config, order_id: int, other_id: int) -> Deed:
    """Make one order of two."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        known = head(bench.tx, order_id)
        done = merge_orders(bench.tx, rules_of(config, known.warehouse_id), order_id, other_id)
        bench.about(order_id, known.order_no)
        return Answer(Kind.INFO, "order_merged", {"order": done.order_no, "gone": done.gone_no})

    return do
