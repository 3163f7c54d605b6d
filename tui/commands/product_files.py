"""``kemas products import|export``: many products at once, by a file that is shown first."""

from __future__ import annotations

import sys
from argparse import _SubParsersAction
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.catalog.intake import say, template
from core.errors import Refusal
from core.files.reasons import Reason
from core.files.writing import write_table
from core.i18n import _, ngettext
from core.stock.places import warehouse_id
from core.stock.product_export import EXPORT_COLUMNS, product_rows, refused_rows
from core.stock.product_import import ProductReport, apply_plan
from core.stock.product_plan import Plan, plan_import
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.taken import taken
from tui.words.products import change_lines

_SHOWN = 20
"""Products of a diff that are shown unless all are asked for."""


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    importing = actions.add_parser("import", help=_("take products in from a CSV or XLSX file"))
    importing.add_argument("file", metavar="FILE", nargs="?", help=_("the file"))
    importing.add_argument("--template", action="store_true", help=_("print an empty file"))
    ways = importing.add_mutually_exclusive_group()
    ways.add_argument(
        "--diff", action="store_true", help=_("only show what it would change, field by field")
    )
    ways.add_argument("--apply", action="store_true", help=_("do not ask before it is done"))
    importing.add_argument(
        "--all", action="store_true", help=_("show every product of the diff, and every note")
    )
    importing.add_argument(
        "--wrong", metavar="PATH", help=_("write the rows that are not right to this file")
    )
    importing.add_argument(
        "--share", action="store_true", help=_("a barcode may be on several products")
    )
    importing.set_defaults(run=_import)
    exporting = actions.add_parser("export", help=_("write products to a file that can come back"))
    exporting.add_argument("file", metavar="FILE", help=_("its name ends in .csv or .xlsx"))
    exporting.add_argument("skus", metavar="SKU", nargs="*", help=_("only these"))
    exporting.add_argument("--archived", action="store_true", help=_("those put away, too"))
    exporting.set_defaults(run=_export)
    for one in (importing, exporting):
        operator_option(one)


def _import(context: Context) -> int:
    args = context.args
    if args.template:
        sys.stdout.write(template())
        return 0
    if not args.file:
        context.out.note(_("Name a file, or ask for an empty one with --template."))
        return 2
    actor = actor_of(context)
    with context.reading() as tx:
        warehouse = warehouse_id(tx, context.config.station.warehouse)
    context.out.passing(_("Reading the file …"))
    plan = plan_import(
        context.database,
        actor,
        Path(args.file),
        warehouse=warehouse,
        currency=context.config.shop.currency,
        shares=args.share,
    )
    context.out.passing()
    if args.wrong:
        write_wrong(plan, plan.refused, Path(args.wrong))
    if args.diff:
        _show_plan(context, plan)
        return 1 if plan.refused else 0
    if not args.apply and not context.out.as_json and sys.stdin.isatty() and sys.stdout.isatty():
        _show_plan(context, plan)
        if not plan.new and not plan.changed:
            return 1 if plan.refused else 0
        context.out.line(_("Change this now? y or n"))
        if sys.stdin.readline().strip().casefold() not in {"y", "yes", "ya", "c", "có"}:
            context.out.line(_("Nothing was changed."))
            return 1
    with taken(context.out) as progress:
        report = apply_plan(context.database, actor, plan, progress)
    if args.wrong:
        write_wrong(plan, report.refused, Path(args.wrong))
    ready = context.promise(warehouse)
    if context.out.as_json:
        data = shape(report, context.config)
        said = {
            "refused": [_reason(one) for one in report.refused],
            "warnings": [_reason(one) for one in report.warnings],
            "orders_ready": ready,
        }
        context.out.data(data | said)
    else:
        _print(context, report, ready)
    return 1 if report.refused else 0


def write_wrong(plan: Plan, refused: Iterable[Reason], path: Path) -> int:
    """Write the rows that are not right, each with what is wrong; gives how many.

    Where all are right nothing is written.
    """
    problems: dict[int, list[str]] = defaultdict(list)
    for one in refused:
        problems[int(one.params["line"])].append(say(one))
    if not problems:
        return 0
    joined = {line: " ".join(some) for line, some in problems.items()}
    return _written(path, *refused_rows(plan, joined))


def _written(path: Path, head: Any, rows: Any) -> int:
    try:
        return write_table(path, head, rows)
    except IsADirectoryError as error:
        raise Refusal("file_is_directory", path=str(path)) from error


def _reason(reason: Reason) -> dict[str, object]:
    return reason.as_json() | {"text": say(reason)}


def _show_plan(context: Context, plan: Plan) -> None:
    """The diff: what is new, what changes from what to what, and what cannot be taken."""
    out = context.out
    told = [one for one in plan.changes if not one.is_same]
    if out.as_json:
        rows = [
            {
                "line": one.draft.line,
                "sku": one.draft.sku,
                "new": one.is_new,
                "fields": [shape(each, context.config) for each in one.differences],
            }
            for one in told
        ]
        counts = {"new": plan.new, "changed": plan.changed, "same": plan.same, "bad": plan.bad}
        refused = [_reason(one) for one in plan.refused]
        return out.data(counts | {"changes": rows, "refused": refused})
    shown = told if context.args.all else told[:_SHOWN]
    for one in shown:
        for line in change_lines(one):
            out.line(line)
    if len(told) > len(shown):
        rest = len(told) - len(shown)
        more = ngettext(
            "… and {count} more product; --all shows it.",
            "… and {count} more products; --all shows them.",
            rest,
        )
        out.line(more.format(count=f"{rest:,}"))
    _reasons(context, plan.warnings, plan.refused)
    counts_said = _("{source}: {new} new, {changed} changed, {same} the same, {bad} not right.")
    out.line(
        counts_said.format(
            source=plan.source.name,
            new=f"{plan.new:,}",
            changed=f"{plan.changed:,}",
            same=f"{plan.same:,}",
            bad=f"{plan.bad:,}",
        )
    )
    return None


def _reasons(context: Context, warnings: Iterable[Reason], refused: Iterable[Reason]) -> None:
    """The first of each; a long file may have one to every row."""
    for words, some in ((_("Note: {what}"), [*warnings]), (_("Not taken in: {what}"), [*refused])):
        shown = some if context.args.all else some[:_SHOWN]
        for one in shown:
            context.out.line("  " + words.format(what=say(one)))
        if len(some) > len(shown):
            rest = len(some) - len(shown)
            more = ngettext(
                "… and {count} more like it; --all shows it.",
                "… and {count} more like these; --all shows them.",
                rest,
            )
            context.out.line("  " + more.format(count=f"{rest:,}"))


def _print(context: Context, report: ProductReport, ready: int) -> None:
    said = _(
        "{source}: {created} new products, {updated} changed, {restocked} with new stock, "
        "{unchanged} known already; {ready} orders became ready."
    )
    context.out.line(
        said.format(
            source=report.source,
            created=report.created,
            updated=report.updated,
            restocked=report.restocked,
            unchanged=report.unchanged,
            ready=ready,
        )
    )
    _reasons(context, report.warnings, report.refused)
    if report.refused and context.args.wrong:
        context.out.line(_("Written: {path}").format(path=context.args.wrong))


def _export(context: Context) -> None:
    args = context.args
    archived: bool | None = None if args.archived or args.skus else False
    rows = product_rows(context.database, actor_of(context), archived=archived, skus=args.skus)
    count = _written(Path(args.file), EXPORT_COLUMNS, rows)
    if context.out.as_json:
        return context.out.data({"file": args.file, "rows": count})
    told = ngettext("{count} product in {file}.", "{count} products in {file}.", count)
    return context.out.line(told.format(count=f"{count:,}", file=args.file))
