"""``kemas printers``: which there are, how they are, a test page, the sheet of command codes."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refusal
from core.i18n import _
from core.paper import commands, queries, setups
from core.paper.documents import CommandSheet, TestPage
from core.paper.queries import Job, PrinterLight
from core.paper.states import JobState
from core.printer_settings import PrinterSettings
from tui.arguments import positive
from tui.commands import calibrate, discover
from tui.commands.acting import actor_of, operator_option
from tui.commands.jobs import job_json, named_printer
from tui.context import Context
from tui.printer_facts import test_page, where_of
from tui.shape import shape
from tui.words.paper import BOX, COMMANDS, LIGHTS, PRINTER, reason

if TYPE_CHECKING:
    from printers.transport.base import Transport

_FRESH_S = 30  # a light that a worker saw within this time is not asked for again
_OVER = {JobState.PRINTED, JobState.UNKNOWN, JobState.FAILED, JobState.CANCELLED}
_GOOD = {"ready", "near_end", "silent"}


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list the printers of this configuration"))
    discover.add(listing)
    listing.set_defaults(run=_list)
    status = actions.add_parser("status", help=_("look how the printers are"))
    status.set_defaults(run=_status)
    test = actions.add_parser("test", help=_("print a test page and say whether it came out"))
    test.add_argument("name", nargs="?", metavar="NAME", help=_("one printer; else all of them"))
    test.add_argument("--wait", type=positive, default=30, metavar="SECONDS", help=_("how long"))
    test.add_argument("--to-file", metavar="PATH", help=_("write the bytes there, print nothing"))
    test.set_defaults(run=_test)
    sheet = actions.add_parser("sheet", help=_("print the command barcodes for a station"))
    sheet.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    sheet.set_defaults(run=_sheet)
    calibrate.add_to(actions)
    pausing = actions.add_parser("pause", help=_("have a printer take no more jobs for now"))
    pausing.add_argument("name", metavar="NAME", help=_("the printer's name"))
    pausing.add_argument("--reason", default="", metavar="TEXT", help=_("why"))
    pausing.set_defaults(run=_pause)
    resuming = actions.add_parser("resume", help=_("have a paused printer go on"))
    resuming.add_argument("name", metavar="NAME", help=_("the printer's name"))
    resuming.set_defaults(run=_resume)
    moving = actions.add_parser(
        "move", help=_("have all that waits for a printer printed elsewhere")
    )
    moving.add_argument("name", metavar="NAME", help=_("the printer's name"))
    moving.add_argument("to", metavar="TO", help=_("the printer that takes over"))
    moving.set_defaults(run=_move)
    for changing in (test, sheet, pausing, resuming, moving):
        operator_option(changing)


def _list(context: Context) -> None:
    if context.args.discover or context.args.network:
        discover.discover(context)
        return
    from printers.spool import profile_of

    with context.reading() as tx:
        known = setups.setups(tx)
    rows = []
    for printer in context.config.printers:
        setup = known.get(printer.name)
        profile = profile_of(printer, setup.profile if setup else None)
        rows.append(
            {
                "name": printer.name,
                "roles": list(printer.roles),
                "transport": printer.transport,
                "where": where_of(printer),
                "width_dots": profile.width_dots,
                "profile": profile.name,
            }
        )
    headings = {
        "name": _("Printer"),
        "roles": _("Prints"),
        "transport": _("Reached by"),
        "where": _("Where"),
        "width_dots": _("Dots"),
        "profile": _("Profile"),
    }
    context.out.items(rows, headings, empty=_("No printer is set up."))


def _status(context: Context) -> int:
    with context.reading() as tx:
        lights = queries.lights(tx)
    rows = []
    for printer in context.config.printers:
        seen = lights.get(printer.name)
        light = _light(context, printer, seen)
        rows.append(
            {
                "name": printer.name,
                "light": light,
                "status": _("paused") if seen and seen.paused else _(LIGHTS.get(light, light)),
                "paused": bool(seen and seen.paused),
                "waiting": seen.waiting if seen else 0,
                "unknown": seen.unknown if seen else 0,
            }
        )
    headings = {
        "name": _("Printer"),
        "status": _("Status"),
        "waiting": _("Waiting"),
        "unknown": _("Unknown"),
    }
    context.out.items(rows, headings, empty=_("No printer is set up."))
    return 0 if all(row["light"] in _GOOD for row in rows) else 1


def _light(context: Context, printer: PrinterSettings, seen: PrinterLight | None) -> str:
    """What the worker saw a moment ago, else what the printer says now."""
    if seen is not None and seen.light and seen.seen_s is not None and seen.seen_s < _FRESH_S:
        return seen.light
    return _transport(context, printer).status().value


def _pause(context: Context) -> None:
    name = named_printer(context, context.args.name)
    with context.writing(actor_of(context)) as tx:
        setup = setups.pause(tx, name, context.args.reason)
        waiting = queries.lights(tx)[name].waiting
    words = _("{printer} is paused; what waits for it: {count}.")
    _tell_setup(context, setup, words.format(printer=name, count=waiting))


def _resume(context: Context) -> None:
    name = named_printer(context, context.args.name)
    with context.writing(actor_of(context)) as tx:
        setup = setups.resume(tx, name)
    _wake(context)
    _tell_setup(context, setup, _("{printer} goes on.").format(printer=name))


def _move(context: Context) -> None:
    name, to = (named_printer(context, one) for one in (context.args.name, context.args.to))
    if name == to:
        raise Refusal("printer_same", printer=name)
    with context.writing(actor_of(context)) as tx:
        moved = setups.move_waiting(tx, name, to)
        rows = job_json(tx, context, moved)
    _wake(context)
    if context.out.as_json:
        return context.out.data(rows)
    words = _("Jobs that go to {to}: {count}. What was on its way stays.")
    return context.out.line(words.format(count=len(moved), to=to))


def _tell_setup(context: Context, setup: setups.PrinterSetup, sentence: str) -> None:
    if context.out.as_json:
        context.out.data(shape(setup, context.config))
    else:
        context.out.line(sentence)


def _wake(context: Context) -> None:
    from tui.workers import wake

    wake(context)


def _transport(context: Context, printer: PrinterSettings) -> Transport:
    from printers.transport.choose import transport_of

    return transport_of(printer, context.config.data_dir / "printed")


def _test(context: Context) -> int:
    args = context.args
    chosen: Sequence[PrinterSettings] = context.config.printers
    if args.name:
        wanted = named_printer(context, args.name)
        chosen = [printer for printer in chosen if printer.name == wanted]
    if not chosen:
        raise Refusal("printer_none", role="document")
    pages = [(printer, _page(context, printer)) for printer in chosen]
    if args.to_file:
        return _to_file(context, pages)
    with context.writing(actor_of(context)) as tx:
        waiting = [commands.queue_job(tx, page, printer.name) for printer, page in pages]
    _wake(context)
    over = [outcome(context, job, args.wait) for job in waiting]
    with context.reading() as tx:
        rows = job_json(tx, context, over)
    if context.out.as_json:
        context.out.data(rows)
    for job in over:
        context.out.line(_said(job))
    return 0 if all(job.state is JobState.PRINTED for job in over) else 1


def _page(context: Context, printer: PrinterSettings) -> TestPage:
    from printers.spool import profile_in

    with context.reading() as tx:
        profile = profile_in(tx, printer)
    return test_page(context.config, printer, profile, context.station)


def _to_file(context: Context, pages: Sequence[tuple[PrinterSettings, TestPage]]) -> int:
    from printers.render import render
    from printers.spool import profile_of

    path = Path(context.args.to_file)
    path.write_bytes(b"".join(render(page, profile_of(printer)) for printer, page in pages))
    context.out.line(_("Written: {path}").format(path=str(path)))
    return 0


def outcome(context: Context, job: Job, seconds: int) -> Job:
    """The job once it is over; one that has not begun in time is taken out, so that nobody finds
    a test page tomorrow."""
    deadline = time.monotonic() + seconds
    while True:
        with context.reading() as tx:
            found = queries.job(tx, job.id)
        if found.state in _OVER:
            return found
        if time.monotonic() > deadline or (found.state is JobState.QUEUED and found.error):
            break
        time.sleep(0.05)
    with context.writing() as tx:
        found = queries.job(tx, job.id)
        if found.state is JobState.QUEUED:
            commands.cancel_job(tx, job.id, found.error or "test_over")
            found = queries.job(tx, job.id)
    return found


def _said(job: Job) -> str:
    match job.state:
        case JobState.PRINTED if job.confirmed:
            text = _("{printer}: the test page is printed; the printer has confirmed it.")
        case JobState.PRINTED:
            text = _("{printer}: the test page was sent; this printer confirms nothing.")
        case JobState.UNKNOWN:
            text = _("{printer}: nobody knows whether the test page came out. {why}")
        case JobState.SENDING:
            text = _("{printer}: the test page is still being printed.")
        case _:
            text = _("{printer}: the test page was not printed. {why}")
    return text.format(printer=job.printer, why=reason(job.error)).rstrip()


def _sheet(context: Context) -> None:
    from core.i18n import language
    from core.shipping.papers import printer_of
    from core.shipping.settings import settings_of

    config = context.config
    listed = [(f"KEMAS:{code}", _(words)) for code, words in COMMANDS]
    listed += [
        (f"KEMAS:BOX{number}", _(BOX).format(name=box.name))
        for number, box in enumerate(config.packing.boxes, start=1)
    ]
    listed += [
        (f"KEMAS:PRINTER:{printer.name}", _(PRINTER).format(name=printer.name))
        for printer in config.printers
        if "label" in printer.roles
    ]
    sheet = CommandSheet(language(), config.shop.name, tuple(listed))
    with context.writing(actor_of(context)) as tx:
        printer = printer_of(tx, settings_of(config), sheet.role, context.args.printer)
        job = commands.queue_job(tx, sheet, printer)
    _wake(context)
    if context.out.as_json:
        with context.reading() as tx:
            context.out.data(job_json(tx, context, [job])[0])
    else:
        words = _("Print job {job}: the command sheet waits for the printer {printer}.")
        context.out.line(words.format(job=job.id, printer=job.printer))
