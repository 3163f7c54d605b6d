"""What commands share that print a paper of their own: on which printer, or only as a picture."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.i18n import _
from core.paper.documents import Document
from core.paper.queries import Job
from core.shipping.papers import print_document, printer_of
from core.shipping.settings import ShippingSettings, settings_of
from core.transaction import Transaction
from tui.commands.acting import actor_of, operator_option
from tui.commands.jobs import job_json
from tui.context import Context
from tui.words.states import document_name

if TYPE_CHECKING:
    from printers.profiles import Profile

Maker = Callable[[Transaction, ShippingSettings], Document]
"""Draws a document up from the database."""


def paper_options(parser: ArgumentParser) -> None:
    """Where the paper goes."""
    parser.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    parser.add_argument("--png", metavar="PATH", help=_("only write it as a picture"))
    operator_option(parser)


def print_it(context: Context, make: Maker) -> None:
    """Queue the paper and say so; with ``--png`` draw it as it would be printed instead."""
    settings = settings_of(context.config)
    if context.args.png:
        _as_picture(context, settings, make)
        return
    if getattr(context.args, "preview", False):
        _as_text(context, settings, make)
        return
    with context.writing(actor_of(context)) as tx:
        job = print_document(tx, settings, make(tx, settings), context.args.printer)
        rows = job_json(tx, context, [job])
    from tui.workers import wake

    wake(context)
    say_job(context, job, rows[0])


def say_job(context: Context, job: Job, row: dict[str, Any]) -> None:
    """Say that a paper waits for its printer."""
    if context.out.as_json:
        context.out.data(row)
        return
    words = _("Print job {job} ({document}) waits for the printer {printer}.")
    name = document_name(job.kind)
    context.out.line(words.format(job=job.id, document=name, printer=job.printer))


def profile_for(
    context: Context, tx: Transaction, settings: ShippingSettings, role: str
) -> Profile | None:
    """What the printer can do that would print this role, or that ``--printer`` names."""
    from printers.spool import profile_in

    printer = context.config.printer(printer_of(tx, settings, role, context.args.printer))
    return profile_in(tx, printer) if printer else None


def _as_text(context: Context, settings: ShippingSettings, make: Maker) -> None:
    """Draw it in characters; nothing is printed."""
    from printers.render import preview_text
    from printers.templates import look_of

    with context.reading(actor_of(context)) as tx:
        paper = make(tx, settings)
        named = context.args.printer or settings.printers
        profile = profile_for(context, tx, settings, paper.role) if named else None
    lines = preview_text(paper, profile, look=look_of(context.config))
    if context.out.as_json:
        context.out.data({"kind": paper.kind, "lines": lines})
    for line in lines:
        context.out.line(line)


def _as_picture(context: Context, settings: ShippingSettings, make: Maker) -> None:
    from printers.render import preview_png
    from printers.templates import look_of

    with context.reading(actor_of(context)) as tx:
        paper = make(tx, settings)
        profile = profile_for(context, tx, settings, paper.role)
    path = Path(context.args.png)
    path.write_bytes(preview_png(paper, profile, look=look_of(context.config)))
    context.out.line(_("Written: {path}").format(path=str(path)))
