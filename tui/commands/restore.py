"""``kemas restore``: bring a backup back into use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from core.clock import local
from core.copies.restoring import Restored, restore
from core.database import shown_url
from core.i18n import _
from tui.context import Context
from tui.copying import passing


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("file", metavar="FILE", help=_("the backup"))
    parser.set_defaults(run=_run)


def _run(context: Context) -> None:
    path = Path(context.args.file).expanduser().absolute()
    url = context.config.database.engine_url
    with passing(context.out) as tell:
        back = restore(path, url, tell)
    if context.out.as_json:
        context.out.data(
            {
                "database": shown_url(url),
                "last_event": back.last_event,
                "asked_again": back.asked_again,
                "papers": back.papers,
                "kept": None if back.kept is None else str(back.kept),
            }
        )
    else:
        _say(context, back, shown_url(url))


def _say(context: Context, back: Restored, where: str) -> None:
    line = context.out.line
    line(_("The shop is back in {where}.").format(where=where))
    if back.last_event is not None:
        at = f"{local(back.last_event, context.config.shop.timezone):%Y-%m-%d %H:%M}"
        line(
            _(
                "The last thing it knows of was done at {at}. What was done later is not in it: "
                "compare parcels, invoices and payments of that time with paper and couriers."
            ).format(at=at)
        )
    if back.asked_again:
        line(
            _("{count} calls to others were under way: each is looked up before it is made again.")
            .format(count=back.asked_again)
        )  # fmt: skip
    if back.papers:
        line(
            _("{count} print jobs were waiting: the stations ask whether they came out.").format(
                count=back.papers
            )
        )
    if back.kept is not None:
        line(_("What was in use before is kept as {path}.").format(path=back.kept))
