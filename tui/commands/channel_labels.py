"""``kemas channels labels``: the marketplaces' labels of a wave, or of orders, at once."""

from __future__ import annotations

from argparse import _SubParsersAction
from typing import Any

from core.channels.label_orders import by_way, of_wave
from core.channels.label_runs import begin_labels, counts_of, retry_labels
from core.channels.label_stands import stands_of_run, wait_for
from core.channels.registry import shops_of
from core.errors import Refusal
from core.i18n import _, ngettext
from core.orders.commands import find
from core.shipping.ahead.states import AheadState
from core.stock.places import warehouse_id
from tui.arguments import positive
from tui.commands.acting import actor_of
from tui.context import Context
from tui.words.market_labels import ahead_state, label_why


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    labels = actions.add_parser(
        "labels", help=_("print the marketplaces' labels of a wave, or of orders")
    )
    labels.add_argument("order", metavar="ORDER", nargs="*", help=_("these orders alone"))
    labels.add_argument(
        "--wave", metavar="N", help=_("all orders of this wave, or of a walk such as W12")
    )
    labels.add_argument("--reason", default="", help=_("why ahead of packing"))
    labels.add_argument(
        "--retry", type=positive, metavar="RUN", help=_("once more what failed of a run")
    )
    labels.add_argument(
        "--show", type=positive, metavar="RUN", help=_("how a run stands; nothing is begun")
    )
    labels.set_defaults(run=_labels)


def _labels(context: Context) -> int:
    args, actor = context.args, actor_of(context)
    if args.show is None:
        with context.writing(actor) as tx:
            if args.retry is not None:
                run, wanted = args.retry, retry_labels(tx, args.retry)
            else:
                run, wanted = _begin(context, tx)
        if wanted:
            _wait(context, run)
    else:
        run = args.show
    return _tell(context, run)


def _begin(context: Context, tx: Any) -> tuple[int, int]:
    args = context.args
    if bool(args.order) == bool(args.wave):
        raise Refusal("labels_of_what")
    if args.wave:
        title, ids = of_wave(tx, args.wave)
    else:
        ids = by_way(tx, [find(tx, one).id for one in args.order])
        title = ngettext("{count} order", "{count} orders", len(ids)).format(count=len(ids))
    here = warehouse_id(tx, context.config.station.warehouse)
    begun = begin_labels(tx, shops_of(context.config), ids, here, title, args.reason)
    return begun.run, begun.wanted


def _wait(context: Context, run: int) -> None:
    """Until the worker is through with it; who goes away leaves it to the worker."""
    from tui.workers import wake

    wake(context)

    def show(done: int, total: int) -> bool:
        said = _("{done} of {total}; Ctrl+C leaves the rest to the worker.")
        context.out.passing(said.format(done=done, total=total))
        return True

    try:
        wait_for(context.database, run, show)
    except KeyboardInterrupt:
        context.out.note(_("The worker goes on with run {run}.").format(run=run))
    context.out.passing()


def _tell(context: Context, run: int) -> int:
    with context.reading() as tx:
        found, counts = stands_of_run(tx, run), counts_of(tx, run)
    rows = [
        {
            "order": one.order_no,
            "package": one.package,
            "tracking": one.tracking,
            "state": one.state.value if context.out.as_json else ahead_state(one.state),
            "why": one.why if context.out.as_json else label_why(one.why, one.shop),
        }
        for one in found
    ]
    failed = counts.get(AheadState.FAILED, 0)
    if context.out.as_json:
        context.out.data({"run": run, "labels": rows})
        return 1 if failed else 0
    headings = {
        "order": _("Order"),
        "package": _("Package"),
        "tracking": _("Waybill"),
        "state": _("State"),
        "why": _("Why"),
    }
    context.out.items(rows, headings, empty=_("There is no such run."))
    if failed:
        said = ngettext(
            "{count} failed. Once more: kemas channels labels --retry {run}",
            "{count} failed. Once more: kemas channels labels --retry {run}",
            failed,
        )
        context.out.note(said.format(count=failed, run=run))
    return 1 if failed else 0
