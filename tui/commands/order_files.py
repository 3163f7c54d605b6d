"""``kemas orders import``: orders taken in from files."""

from __future__ import annotations

import sys
from argparse import _SubParsersAction
from pathlib import Path
from typing import Any

from core.i18n import _, ngettext
from core.orders.intake.columns import template
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.intake.reasons import say
from core.orders.promise import promise_waiting
from core.transaction import SYSTEM
from tui.commands import parked
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.keys import BY_NAME, key_name
from tui.taken import taken


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    importing = actions.add_parser("import", help=_("take orders in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    operator_option(importing)
    importing.set_defaults(run=_import)


def _import(context: Context) -> int | None:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return None
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    with context.reading() as tx:
        rules = parked.intake_rules(tx, context)
    with taken(context.out) as progress:
        report = import_orders(
            context.database, actor_of(context), rules, Path(args.file), progress
        )
    # An order that shrank may have set stock free that others wait for.
    freed = promise_waiting(context.database, SYSTEM, rules.warehouse, partial=rules.partial)
    if context.out.as_json:
        context.out.data(_report_json(report) | {"orders_ready": freed})
    else:
        _print_report(context, report)
        if freed:
            waited = ngettext(
                "{count} order that waited for stock became ready.",
                "{count} orders that waited for stock became ready.",
                freed,
            )
            context.out.line(waited.format(count=freed))
    return None


def _report_json(report: ImportReport) -> dict[str, Any]:
    waiting = [
        {
            "channel": one.channel,
            "order_no": one.order_no,
            "customer": one.customer,
            "lines": list(one.lines),
            "reasons": [reason.as_json() | {"text": say(reason)} for reason in one.reasons],
        }
        for one in report.parked
    ]
    names = ("source", "rows", "orders", "created", "updated", "unchanged", "ready", "stopped")
    return {name: getattr(report, name) for name in names} | {"parked": waiting}


def _print_report(context: Context, report: ImportReport) -> None:
    context.out.line(
        _(
            "{source}: {created} new orders, {updated} changed, {unchanged} known already, "
            "{ready} ready to pack."
        ).format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            ready=report.ready,
        )
    )
    if report.parked:
        context.out.line(
            ngettext(
                "{count} order is parked:", "{count} orders are parked:", len(report.parked)
            ).format(count=len(report.parked))
        )
    for one in report.parked:
        context.out.line(f"  {one.order_no or '-'}  {one.customer}")
        for reason in one.reasons:
            context.out.line(f"    {say(reason)}")
    if report.parked:
        told = _("Put them right at a station ({key}), or with: kemas orders correct ID")
        context.out.line(told.format(key=key_name(BY_NAME["parked"].key)))
