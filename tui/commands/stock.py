"""``kemas stock``: what is where, what waits to be counted, and the ledger's proof."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _, ngettext
from core.shipping.stickers import bin_labels_of
from core.stock import checks
from core.stock.counting import count_bin
from core.stock.places import warehouse_id
from core.stock.queries import Level, all_levels, waiting_counts
from core.transaction import Transaction
from tui.arguments import count, positive
from tui.commands import lots, put_away, replenish, stock_blocks, stock_moving
from tui.commands.printing import paper_options, print_it
from tui.context import Context
from tui.shape import shape


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    showing = actions.add_parser("show", help=_("show the stock, of one product or all"))
    showing.add_argument("sku", metavar="SKU", nargs="?", default="", help=_("the product"))
    showing.add_argument("--limit", type=positive, default=500, help=_("at most this many"))
    showing.set_defaults(run=_show)
    rebuilding = actions.add_parser("rebuild", help=_("rebuild the stock from the ledger"))
    rebuilding.set_defaults(run=_rebuild)
    listing = actions.add_parser("counts", help=_("list the bins that wait to be counted"))
    listing.set_defaults(run=_counts)
    labels = actions.add_parser("labels", help=_("print labels for shelves, with their barcode"))
    labels.add_argument("bins", metavar="BIN", nargs="*", help=_("the bins; else all of them"))
    labels.add_argument("--copies", type=positive, default=1, help=_("so many of each"))
    paper_options(labels)
    labels.set_defaults(run=_labels)
    put_away.add(actions)
    stock_moving.add(actions)
    stock_blocks.add(actions)
    replenish.add_home(actions)
    lots.add(actions)
    counting = actions.add_parser("count", help=_("write down what was counted in a bin"))
    counting.add_argument("sku", metavar="SKU", help=_("the product"))
    counting.add_argument("bin", metavar="BIN", help=_("the bin"))
    counting.add_argument("units", metavar="UNITS", type=count, help=_("how many lie there"))
    counting.add_argument("--lot", default="", help=_("the lot or serial number"))
    lots.day_option(counting)
    counting.set_defaults(run=_count)


def _here(tx: Transaction, context: Context) -> int:
    return warehouse_id(tx, context.config.station.warehouse)


def _show(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        found = all_levels(tx, _here(tx, context), args.sku, args.limit)
    headings = {
        "sku": _("SKU"),
        "name": _("Name"),
        "bin": _("Bin"),
        **({"lot": _("Lot")} if any(one.lot for one in found) else {}),
        "on_hand": _("On hand"),
        "reserved": _("Promised"),
        "available": _("Available"),
    }
    context.out.items(map(_level, found), headings, empty=_("There is none in stock."))


def _level(level: Level) -> dict[str, object]:
    return {
        "sku": level.sku,
        "name": level.name,
        "bin": level.bin,
        "kind": level.kind.value,
        "lot": level.lot,
        "expires_on": level.expires_on.isoformat() if level.expires_on else None,
        "on_hand": level.on_hand,
        "reserved": level.reserved,
        "available": level.available,
    }


def _labels(context: Context) -> None:
    args = context.args
    print_it(
        context,
        lambda tx, settings: bin_labels_of(
            tx, settings, _here(tx, context), args.bins, args.copies
        ),
    )


def _rebuild(context: Context) -> None:
    with context.writing() as tx:
        found = checks.rebuild(tx)
    if context.out.as_json:
        context.out.data({"differences": found})
        return
    if not found:
        context.out.line(_("The stock agrees with the ledger."))
        return
    corrected = ngettext(
        "{count} figure differed from the ledger and was set right.",
        "{count} figures differed from the ledger and were set right.",
        len(found),
    )
    context.out.line(corrected.format(count=len(found)))


def _count(context: Context) -> None:
    args = context.args
    with context.writing() as tx:
        warehouse = _here(tx, context)
        day = lots.day(args.expires, tx.today)
        done = count_bin(tx, warehouse, args.sku, args.bin, args.units, args.lot, day)
    ready = context.promise(warehouse)
    if context.out.as_json:
        context.out.data({"counted": done, "ready": ready})
        return
    text = _("{sku} in {bin}: {counted} counted, {difference} on the books.")
    context.out.line(
        text.format(
            sku=done.sku, bin=done.bin, counted=done.counted, difference=f"{done.difference:+d}"
        )
    )


def _counts(context: Context) -> None:
    with context.reading() as tx:
        found = waiting_counts(tx, _here(tx, context))
    rows = [shape(one, context.config) for one in found]
    headings = {
        "bin": _("Bin"),
        "sku": _("SKU"),
        "name": _("Name"),
        "reason": _("Reason"),
        "asked_at": _("Asked"),
    }
    context.out.items(rows, headings, empty=_("No bin waits to be counted."))
