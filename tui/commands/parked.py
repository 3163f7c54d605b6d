"""``kemas orders parked|correct|dismiss``: what could not come in, put right or let go."""

from __future__ import annotations

from argparse import ArgumentTypeError, _SubParsersAction
from collections.abc import Sequence
from typing import Any

from core.errors import Refusal
from core.fulfilment import claims
from core.i18n import _, ngettext
from core.orders.intake import parking
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.correcting import Corrected, correct
from core.orders.intake.parking import ParkedOrder
from core.orders.intake.reasons import say
from core.orders.intake.rules import Rules, rules_of
from core.orders.promise import promise_waiting
from core.stock.places import warehouse_id
from core.transaction import SYSTEM, Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape

Change = tuple[int, str, str]
"""Line of the file (0: every row), column and new value."""


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    showing = actions.add_parser("parked", help=_("show a parked order with all its rows"))
    correcting = actions.add_parser("correct", help=_("put a parked order right and take it in"))
    dismissing = actions.add_parser("dismiss", help=_("take a parked order off the list"))
    for parser in (showing, correcting, dismissing):
        parser.add_argument("id", metavar="ID", type=positive, help=_("as in: list --parked"))
    correcting.add_argument(
        "--set",
        metavar="[LINE.]COLUMN=VALUE",
        type=_change,
        action="append",
        default=[],
        help=_("a corrected cell; without a line in every row"),
    )
    correcting.add_argument(
        "--drop",
        metavar="LINE",
        type=positive,
        action="append",
        default=[],
        help=_("leave a row out"),
    )
    correcting.add_argument(
        "--same-buyer", action="store_true", help=_("the number is this buyer's after all")
    )
    dismissing.add_argument("--reason", required=True, help=_("why"))
    for parser in (correcting, dismissing):
        operator_option(parser)
    showing.set_defaults(run=_show)
    correcting.set_defaults(run=_correct)
    dismissing.set_defaults(run=_dismiss)


def intake_rules(tx: Transaction, context: Context) -> Rules:
    """The rules for orders that come in to this station's warehouse."""
    warehouse = warehouse_id(tx, context.config.station.warehouse)
    return rules_of(
        context.config, warehouse, lambda tx, order_id: claims.holder(tx, order_id) is not None
    )


def list_parked(context: Context) -> None:
    """Print what is parked and why."""
    with context.reading() as tx:
        found = parking.waiting(tx, context.args.limit)
    if context.out.as_json:
        return context.out.data([_shaped(one, context) for one in found])
    for one in found:
        context.out.line(f"{one.id}  {one.order_no or '-'}  {one.customer}  ({one.source})")
        for reason in one.reasons:
            context.out.line(f"    {say(reason)}")
    if not found:
        context.out.line(_("Nothing is parked."))
    return None


def _change(text: str) -> Change:
    place, equals, value = text.partition("=")
    line, dot, column = place.rpartition(".")
    if not equals or column not in ORDER_COLUMNS or (dot and not line.isdecimal()):
        raise ArgumentTypeError(
            _("{value} is not [LINE.]COLUMN=VALUE; columns are: {allowed}").format(
                value=text, allowed=", ".join(ORDER_COLUMNS)
            )
        )
    return int(line or 0), column, value


def _shaped(parked: ParkedOrder, context: Context) -> dict[str, Any]:
    shaped: dict[str, Any] = shape(parked, context.config)
    reasons = [reason.as_json() | {"text": say(reason)} for reason in parked.reasons]
    return shaped | {"reasons": reasons}


def _show(context: Context) -> None:
    with context.reading() as tx:
        parked = parking.get(tx, context.args.id)
    if context.out.as_json:
        return context.out.data(_shaped(parked, context))
    line = context.out.line
    line(f"{parked.order_no or '-'}  {parked.channel}  {parked.customer}  ({parked.source})")
    for reason in parked.reasons:
        line(f"    {say(reason)}")
    for row in parked.rows:
        line(_("Line {line}").format(line=row.line))
        for column in ORDER_COLUMNS:
            if value := row.cells.get(column):
                line(f"    {column} = {value}")
    return None


def _correct(context: Context) -> int:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        parked = parking.get(tx, args.id)
        rules = intake_rules(tx, context)
        rows = _corrected(parked, args.set, args.drop)
        done = correct(tx, rules, args.id, rows, accept_buyer=args.same_buyer)
    if done.taken_in:
        # A changed order may have set stock free that others wait for.
        promise_waiting(context.database, SYSTEM, rules.warehouse, partial=rules.partial)
    _tell(context, done)
    return 0 if done.taken_in else 1


def _corrected(
    parked: ParkedOrder, changes: Sequence[Change], dropped: Sequence[int]
) -> list[dict[str, str]]:
    """The rows as they shall be, a dropped one empty; raises Refusal ``parked_line_unknown``."""
    lines = {row.line for row in parked.rows}
    for line in (*(line for line, _column, _value in changes if line), *dropped):
        if line not in lines:
            known = ", ".join(str(one) for one in sorted(lines))
            raise Refusal("parked_line_unknown", parked=parked.id, line=line, known=known)
    rows: list[dict[str, str]] = []
    for row in parked.rows:
        mine = {column: value for line, column, value in changes if line in {0, row.line}}
        rows.append({} if row.line in dropped else {**row.cells, **mine})
    return rows


def _tell(context: Context, done: Corrected) -> None:
    if context.out.as_json:
        reasons = [reason.as_json() | {"text": say(reason)} for reason in done.reasons]
        context.out.data({"order_no": done.order_no, "taken_in": done.taken_in, "reasons": reasons})
        return
    if done.taken_in:
        context.out.line(_("The order {order} is taken in.").format(order=done.order_no))
        return
    still = ngettext(
        "The order {order} stays parked for {count} reason:",
        "The order {order} stays parked for {count} reasons:",
        len(done.reasons),
    )
    context.out.note(still.format(order=done.order_no or "-", count=len(done.reasons)))
    for reason in done.reasons:
        context.out.note(f"    {say(reason)}")


def _dismiss(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        parked = parking.get(tx, context.args.id)
        parking.dismiss(tx, parked.id, context.args.reason)
    if context.out.as_json:
        context.out.data({"id": parked.id, "order_no": parked.order_no, "dismissed": True})
    else:
        told = _("The parked order {order} is off the list.")
        context.out.line(told.format(order=parked.order_no or "-"))
