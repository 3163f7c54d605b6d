"""``kemas orders bulk``: the same done to many orders, with what became of each."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path
from typing import Any

from core.errors import KemasError, Refusal
from core.i18n import _, ngettext
from core.messages.states import Way
from core.messages.texts import OF_ORDERS, Reason
from core.orders.book.bulk import Outcome, Step, do_all
from core.orders.book.queries import ids_of
from core.orders.status import policy_of
from core.shipping import bulk
from core.shipping.letters import following_up
from core.shipping.papers import KINDS
from core.shipping.settings import settings_of
from tui.commands.acting import actor_of, operator_option
from tui.commands.order_filters import filter_options, ids_in_file, is_all, wanted_of
from tui.context import Context
from tui.words.refusals import sentence

_DEEDS = ("hold", "release", "cancel", "print", "confirm", "follow-up")
_WAYS = (Way.WHATSAPP.value, Way.EMAIL.value)
_REASONED = {"hold", "cancel"}
_FREES = {"release", "cancel"}
_MOST = 100_000


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    parser: ArgumentParser = actions.add_parser("bulk", help=_("do the same to many orders"))
    option = parser.add_argument
    option("what", choices=_DEEDS, metavar="WHAT", help=", ".join(_DEEDS))
    option("kind", nargs="?", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    filter_options(parser)
    operator_option(parser)
    option("--file", metavar="FILE", help=_("the orders that this file names, one a line"))
    option("--reason", default="", help=_("why"))
    option("--printer", metavar="NAME", help=_("on this printer"))
    option("--again", action="store_true", help=_("print copies of what was printed, too"))
    texts = [reason.value for reason in OF_ORDERS if reason is not Reason.FREE]
    option("--template", choices=texts, default=texts[0], metavar="NAME", help=", ".join(texts))
    option("--way", choices=_WAYS, help=_("else the best that is possible"))
    option("--dry-run", action="store_true", help=_("only say how many orders it would be"))
    parser.set_defaults(run=_bulk)


def _bulk(context: Context) -> int:
    args, out = context.args, context.out
    actor = actor_of(context)
    step = _step(context)
    missed: list[KemasError] = []
    with context.reading(actor) as tx:
        wanted = wanted_of(tx, context)
        if is_all(wanted) and not args.file:
            raise Refusal("bulk_all")
        ids: list[int] = []
        if args.file:
            named, not_there = ids_in_file(tx, Path(args.file))
            ids, missed = named, list(not_there)
        if not is_all(wanted):
            found = ids_of(tx, wanted, context.config.shop.timezone, _MOST + 1)
            ids = [one for one in ids if one in set(found)] if args.file else found
    if len(ids) > _MOST:
        raise Refusal("bulk_too_many", count=len(ids), most=_MOST)
    if args.dry_run:
        told = ngettext("It would be {count} order.", "It would be {count} orders.", len(ids))
        out.data({"orders": len(ids)}) if out.as_json else out.line(told.format(count=len(ids)))
        return 0

    def progress(done: int, of: int) -> bool:
        said = _("{done} of {all} orders; Ctrl+C stops.")
        out.passing(said.format(done=f"{done:,}", all=f"{of:,}"))
        return True

    try:
        result = do_all(context.database, actor, ids, step, progress)
    finally:
        out.passing()
        if args.what in _FREES:
            partial = context.config.packing.partial_promise
            bulk.promise_after(context.database, actor, ids, partial=partial)
    if args.what in {"print", "follow-up"} and result.done:
        from tui.workers import wake

        wake(context)
    _tell(context, result, missed)
    if result.stopped_by is not None:
        raise result.stopped_by
    return 1 if result.failed or missed else 0


def _step(context: Context) -> Step:
    """What is to be done; raises Refusal where something is missing for it."""
    args = context.args
    if args.what in _REASONED and not args.reason.strip():
        raise Refusal("bulk_reason")
    if args.what == "print" and not args.kind:
        raise Refusal("bulk_paper", known=", ".join(KINDS))
    if args.what != "print" and args.kind:
        raise Refusal("bulk_no_paper", what=args.what, kind=args.kind)
    match args.what:
        case "hold":
            return bulk.holding(args.reason)
        case "release":
            return bulk.releasing(settings_of(context.config))
        case "cancel":
            return bulk.cancelling(args.reason)
        case "confirm":
            return bulk.confirming(policy_of(context.config))
        case "follow-up":
            way = Way(args.way) if args.way else None
            return following_up(context.config, args.template, way)
    settings = settings_of(context.config)
    return bulk.printing(settings, args.kind, printer=args.printer, again=args.again)


def _tell(context: Context, result: Outcome, missed: list[KemasError]) -> None:
    out = context.out
    if out.as_json:
        failed = [
            {"order_no": one.order_no, "channel": one.channel, "code": one.error.code,
             "text": sentence(one.error)}
            for one in result.failed
        ]  # fmt: skip
        failed += [
            {"order_no": str(one.params.get("order", "")), "channel": "", "code": one.code,
             "text": sentence(one)}
            for one in missed
        ]  # fmt: skip
        numbers = {"done": len(result.done), "unchanged": len(result.unchanged)}
        return out.data(numbers | {"failed": failed, "left": len(result.left)})
    out.line(
        _("Done: {done}. So already: {unchanged}. Failed: {failed}. Left: {left}.").format(
            done=len(result.done),
            unchanged=len(result.unchanged),
            failed=len(result.failed) + len(missed),
            left=len(result.left),
        )
    )
    for one in result.failed:
        out.line(f"  {one.order_no}  {sentence(one.error)}")
    for refusal in missed:
        out.line(f"  {sentence(refusal)}")
    return None
