"""``kemas offline``: what stations did without the database, and what could not be saved."""

from __future__ import annotations

from argparse import ArgumentParser

from core.clock import local
from core.fulfilment.island.conflicts import (
    Conflict,
    Outcome,
    goods_said,
    open_conflicts,
    settle,
)
from core.fulfilment.island.journal import journals
from core.i18n import _, ngettext
from core.transaction import run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.verdicts import why_not_saved


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("boxes whose offline scans could not be saved"))
    waiting = actions.add_parser("waiting", help=_("scans on this machine that wait to be saved"))
    settling = actions.add_parser("settle", help=_("say that a box was put right"))
    settling.add_argument("id", metavar="ID", type=positive, help=_("as in: list"))
    settling.add_argument(
        "--how",
        choices=[how.value for how in Outcome],
        help=_("put_back: the goods are in their bins; packed: scanned anew; other: see the note"),
    )
    settling.add_argument("--note", default="", help=_("what was done"))
    operator_option(settling)
    listing.set_defaults(run=_list)
    waiting.set_defaults(run=_waiting)
    settling.set_defaults(run=_settle)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = [_shown(one, context.config.shop.timezone) for one in open_conflicts(tx)]
    headings = {
        "id": _("No."),
        "since": _("Since"),
        "station": _("Station"),
        "operator": _("Operator"),
        "order": _("Order"),
        "parcel": _("Box"),
        "goods": _("In the box, not saved"),
        "why": _("Why"),
    }
    context.out.items(found, headings, empty=_("All offline scans are saved."))


def _shown(one: Conflict, zone: str) -> dict[str, object]:
    return {
        "id": one.id,
        "since": local(one.began_at, zone).strftime("%d.%m. %H:%M"),
        "station": one.station,
        "operator": one.operator,
        "order": one.order,
        "parcel": one.parcel,
        "scans": one.scans,
        "goods": goods_said(one.goods),
        "why": why_not_saved(one.why, one.order, zone),
    }


def _waiting(context: Context) -> None:
    found: list[dict[str, object]] = []
    for path, kept in journals(context.config.data_dir / "offline"):
        if kept is None:
            found.append({"station": path.name, "order": None, "scans": None, "since": None})
            continue
        head, entries = kept
        since = local(head.since_at, context.config.shop.timezone).strftime("%d.%m. %H:%M")
        order = head.held.work.order_no
        found.append(
            {"station": head.held.station, "order": order, "scans": len(entries), "since": since}
        )
    headings = {
        "station": _("Station"),
        "order": _("Order"),
        "scans": _("Scans"),
        "since": _("Since"),
    }
    context.out.items(found, headings, empty=_("No offline scans wait on this machine."))


def _settle(context: Context) -> None:
    number, note = context.args.id, context.args.note
    how = Outcome(context.args.how) if context.args.how else None
    done = run(context.database, actor_of(context), lambda tx: settle(tx, number, note, how))
    context.out.line(
        ngettext(
            "{count} offline scan of order {order}, box {parcel}: put right.",
            "{count} offline scans of order {order}, box {parcel}: put right.",
            done.scans,
        ).format(count=done.scans, order=done.order, parcel=done.parcel)
    )
