"""``kemas orders add|edit|copy|split|merge``: orders typed in at the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from typing import Any

from core.errors import Refusal
from core.i18n import N_, _
from core.money import Money, show
from core.orders.commands import find
from core.orders.entry.changes import Choose, shown
from core.orders.entry.contents import FIELDS, FLAGS, TEXTS, Contents
from core.orders.entry.lines import (
    TypedLine,
    check_numbers,
    only_line,
    products_for,
    read_line,
    typed_over,
    with_line,
)
from core.orders.entry.making import Made, make_at_once
from core.orders.entry.reading import contents_of, copy_of
from core.orders.entry.reasons import field_name
from core.orders.entry.rules import EntryRules
from core.orders.entry.seen import check_seen
from core.orders.queries import order as order_info
from core.shipping.booking import book_due
from core.shipping.editing import EditedOrder, edit_order, merge_orders, rules_of, split_order
from core.shipping.relabelling import Step
from core.shipping.settings import settings_of
from core.stock.places import warehouse_id
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.commands.naming import find_named, named
from tui.commands.order_json import json_lines, read_json
from tui.commands.order_quote import weight_option, with_asked_fee
from tui.context import Context
from tui.shape import shape
from tui.words.states import status_name


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    adding = actions.add_parser("add", help=_("take an order in by hand"))
    adding.add_argument(
        "--json-file", metavar="FILE", help=_("read it from a JSON file; - is standard input")
    )
    for name in TEXTS:
        option = f"--{name.replace('_', '-')}"
        adding.add_argument(option, metavar="TEXT", help=field_name(name))
    for name in FLAGS:
        adding.add_argument(
            f"--{name.replace('_', '-')}", action="store_true", help=field_name(name)
        )
    _lines(adding)
    asking = _("ask its courier for the shipping fee and take it")
    adding.add_argument("--quote", action="store_true", help=asking)
    weight_option(adding)
    adding.add_argument(
        "--key", default="", help=_("a key of yours: the same key makes one order only")
    )
    operator_option(adding)
    adding.set_defaults(run=_add)

    editing = named(actions.add_parser("edit", help=_("change an order that is in the house")))
    editing.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help=_("a field and its value")
    )
    _lines(editing)
    editing.add_argument(
        "--version",
        type=positive,
        metavar="N",
        help=_("only if nobody changed it since this version, which orders show tells"),
    )
    editing.add_argument(
        "--customer-too", action="store_true", help=_("keep phone and address with the customer")
    )
    operator_option(editing)
    editing.set_defaults(run=_edit)

    copying = named(actions.add_parser("copy", help=_("make an order like an earlier one")))
    copying.add_argument(
        "--key", default="", help=_("a key of yours: the same key makes one order only")
    )
    operator_option(copying)
    copying.set_defaults(run=_copy)

    splitting = named(actions.add_parser("split", help=_("put goods into a second order")))
    splitting.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="SKU=QTY",
        help=_("a product and how many of it; may be given several times"),
    )
    operator_option(splitting)
    splitting.set_defaults(run=_split)

    merging = named(actions.add_parser("merge", help=_("make one order of two of one buyer")))
    merging.add_argument("other", metavar="OTHER", help=_("the order that goes into it"))
    operator_option(merging)
    merging.set_defaults(run=_merge)


def _lines(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--line",
        action="append",
        default=[],
        metavar="'SKU=QTY[@PRICE][ -DISCOUNT]'",
        help=_(
            "a product, how many, at which price, and what all of them together give off;"
            " may be given several times"
        ),
    )


def _rules(context: Context, tx: Transaction) -> EntryRules:
    return rules_of(context.config, warehouse_id(tx, context.config.station.warehouse))


def _add(context: Context) -> None:
    args = context.args
    told = read_json(args.json_file) if args.json_file else {}
    if args.weight and not args.quote:
        raise Refusal("weight_without_quote", weight=args.weight)

    def fill(tx: Transaction, rules: EntryRules) -> Contents:
        return _told(args, told, tx, rules)

    filled = with_asked_fee(context, fill) if args.quote else fill
    with context.writing(actor_of(context)) as tx:
        rules = _rules(context, tx)
        made = make_at_once(tx, rules, filled(tx, rules), args.key)
    _tell_made(context, made)


def _told(args: Namespace, told: dict[str, Any], tx: Transaction, rules: EntryRules) -> Contents:
    """What the options and the file say of a new order."""
    texts = {str(n): v for n, v in told.items() if n in (*TEXTS, *FLAGS)}
    for name in TEXTS:
        if getattr(args, name, None) is not None:
            texts[name] = getattr(args, name)
    for name in FLAGS:
        if getattr(args, name):
            texts[name] = True
    currency = str(told.get("currency") or rules.currency)
    contents = Contents(currency=currency).with_values(
        {name: _text(value) for name, value in texts.items()}
    )
    lines = json_lines(tx, args.json_file or "", told, currency)
    lines += [only_line(tx, text, currency) for text in args.line]
    for line in lines:
        if currency != rules.currency and not line.unit_price:
            raise Refusal("entry_price_needed", sku=line.sku, currency=currency)
        contents = with_line(tx, contents, line)
    return contents


def _copy(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        rules = _rules(context, tx)
        made = make_at_once(tx, rules, copy_of(tx, order.id, rules.zone), context.args.key)
    _tell_made(context, made)


def _edit(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        rules = rules_of(context.config, order.warehouse_id)
        settings = settings_of(context.config)
        if args.version is not None:
            check_seen(tx, order.id, args.version, rules.zone)
        base = contents_of(tx, order.id, rules.zone, lock=True)
        wanted = base.with_values(dict(_pair(one) for one in args.set))
        for text in args.line:
            wanted = _with(tx, wanted, text)
        done = edit_order(
            tx,
            settings,
            rules,
            order.id,
            base,
            wanted,
            choose=Choose.MINE,
            update_customer=args.customer_too,
        )
        version = order_info(tx, order.id).version
    for intent in done.intents:
        book_due(context.database, settings, only=intent, actor=actor_of(context))
    if done.renewed or done.void:
        from tui.workers import wake

        wake(context)
    changes = done.edited.changes
    if context.out.as_json:
        told = {name: [shown(old), shown(new)] for name, (old, new) in changes.items()}
        context.out.data(
            {"order": order.order_no, "version": version, "changes": told, "void": list(done.void)}
            | {"opened": list(done.opened), "put_back": done.put_back}
            | {"labels": {one.parcel: one.step.value for one in done.renewed}}
        )
        return
    if not changes:
        context.out.line(_("Order {order}: nothing to change.").format(order=order.order_no))
    for name, (old, new) in changes.items():
        context.out.line(f"{field_name(name)}: {shown(old) or '-'} → {shown(new) or '-'}")
    _tell_boxes(context, done)


_STEPS = {
    Step.SCAN: N_("A new label is made: put it over the old one."),
    Step.WAYBILL: N_("Scan the order at the table, then the number of a new label."),
    Step.COURIER: N_("The courier is asked for a new label."),
    Step.HAND: N_("Send it anew with: kemas shipments create"),
}


def _tell_boxes(context: Context, done: EditedOrder) -> None:
    """What became of boxes that were packed, and of goods that were picked."""
    anew = {one.parcel: one.step for one in done.renewed}
    for parcel in done.void:
        words = _("The label of parcel {parcel} is void.").format(parcel=parcel)
        if parcel not in done.opened:
            words = f"{words} {_(_STEPS[anew.get(parcel, Step.HAND)])}"
        context.out.line(words)
    for parcel in done.opened:
        words = _("Parcel {parcel} is open again: pack it as the order is now.")
        context.out.line(words.format(parcel=parcel))
    if done.put_back:
        words = _("Units to put back: {count}.")
        context.out.line(words.format(count=done.put_back))


def _with(tx: Transaction, contents: Contents, text: str) -> Contents:
    """The contents with one line as it is to be: units, 0 for none, its price, its discount."""
    name, mark, none = text.rpartition("=")
    gone = bool(mark) and none.strip() == "0"
    typed = TypedLine(name.strip()) if gone else read_line(text, contents.currency)
    sku = typed.what.casefold()
    here = next((one for one in contents.lines if one.sku.casefold() == sku), None)
    if here is None:
        line = None if gone else only_line(tx, text, contents.currency)
        return contents if line is None else with_line(tx, contents, line)
    new = () if gone else (typed_over(here, typed),)
    at = contents.lines.index(here)
    return replace(contents, lines=(*contents.lines[:at], *new, *contents.lines[at + 1 :]))


def _split(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        order = find_named(tx, context)
        rules = rules_of(context.config, order.warehouse_id)
        parts: dict[str, int] = {}
        for text in context.args.line:
            typed = read_line(text, rules.currency)
            if not products_for(tx, typed.what):
                check_numbers(tx, text, rules.currency)
            parts[typed.what] = parts.get(typed.what, 0) + (typed.quantity or 1)
        done = split_order(tx, rules, order.id, parts)
    if context.out.as_json:
        context.out.data(done)
        return
    words = _("Order {first}: {first_total}. New order {second}: {second_total}.")
    context.out.line(
        words.format(
            first=done.first_no,
            second=done.second_no,
            first_total=_money(context, done.first_total, done.currency),
            second_total=_money(context, done.second_total, done.currency),
        )
    )


def _merge(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        keep = find_named(tx, context)
        gone = find(tx, context.args.other, context.args.channel)
        rules = rules_of(context.config, keep.warehouse_id)
        done = merge_orders(tx, rules, keep.id, gone.id)
    if context.out.as_json:
        context.out.data(done)
        return
    words = _("Order {gone} is part of order {order} now: {total}.")
    total = _money(context, done.total, done.currency)
    context.out.line(words.format(gone=done.gone_no, order=done.order_no, total=total))


def _tell_made(context: Context, made: Made) -> None:
    with context.reading() as tx:
        info = order_info(tx, made.order_id)
    if context.out.as_json:
        context.out.data(shape(info, context.config) | {"is_new": made.is_new})
        return
    words = _("Order {order}: {total}, {status}.")
    if not made.is_new:
        words = _("Order {order} was made before: {total}, {status}.")
    total = _money(context, info.total.minor, info.total.currency)
    context.out.line(
        words.format(order=made.order_no, total=total, status=status_name(made.status))
    )
    if made.missing:
        units = sum(one.quantity for one in made.missing)
        context.out.line(_("{units} units are missing; it waits for stock.").format(units=units))


def _money(context: Context, minor: int, currency: str) -> str:
    from core.i18n import language

    return show(Money(minor, currency), language())


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    name = name.strip().replace("-", "_")
    if not mark or name not in FIELDS:
        raise Refusal("entry_field_unknown", fields=name, known=", ".join(FIELDS))
    return name, value


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)
