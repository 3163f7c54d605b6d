"""``kemas jobs``: look at print jobs, print them again, cancel, move, say what came out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.i18n import _, show_time
from core.orders.queries import orders_of
from core.paper import commands, queries
from core.paper.queries import Job
from core.paper.states import JobState
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.paper import reason
from tui.words.states import document_name, job_state


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list print jobs, the newest first"))
    listing.add_argument("--state", choices=[state.value for state in JobState])
    listing.add_argument("--printer", metavar="NAME", help=_("only of this printer"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = _of_job(actions.add_parser("show", help=_("show everything about a print job")))
    showing.set_defaults(run=_show)
    preview = _of_job(actions.add_parser("preview", help=_("show what is on the paper")))
    preview.add_argument("--png", metavar="PATH", help=_("write it as a picture"))
    preview.add_argument("--raw", metavar="PATH", help=_("write the printer's bytes"))
    preview.set_defaults(run=_preview)
    again = _of_job(actions.add_parser("reprint", help=_("print once more; the copy says so")))
    again.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    again.set_defaults(run=_reprint)
    run = actions.add_parser(
        "rerun", help=_("print again all that a printer printed, from one job on, after a jam")
    )
    run.add_argument("from_printer", metavar="PRINTER", help=_("the printer that jammed"))
    run.add_argument("first", type=positive, metavar="ID", help=_("the first job to print again"))
    run.add_argument("--last", type=positive, metavar="ID", help=_("the last one; else all since"))
    run.add_argument("--printer", metavar="NAME", help=_("on this printer"))
    run.set_defaults(run=_rerun)
    cancelling = _of_job(actions.add_parser("cancel", help=_("take a waiting job out")))
    cancelling.set_defaults(run=_cancel)
    moving = _of_job(actions.add_parser("move", help=_("print a waiting job elsewhere")))
    moving.add_argument("printer", metavar="PRINTER", help=_("the printer's name"))
    moving.set_defaults(run=_move)
    answering = _of_job(
        actions.add_parser("answer", help=_("say whether the paper of an unknown job came out"))
    )
    answering.add_argument("came_out", choices=["yes", "no"], metavar="yes|no")
    answering.set_defaults(run=_answer)
    for changing in (again, run, cancelling, moving, answering):
        operator_option(changing)


def _of_job(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument("id", type=positive, metavar="ID", help=_("the job's number"))
    return parser


def job_json(tx: Transaction, context: Context, jobs: list[Job]) -> list[dict[str, Any]]:
    """Print jobs as JSON prints them, with the numbers of their orders and the reason in words."""
    ids = sorted({job.order_id for job in jobs if job.order_id is not None})
    numbers = {order.id: order.order_no for order in orders_of(tx, ids)}
    return [
        shape(job, context.config)
        | {"order": numbers.get(job.order_id or 0), "reason": reason(job.error)}
        for job in jobs
    ]


def _list(context: Context) -> None:
    args = context.args
    states = [JobState(args.state)] if args.state else []
    printer = named_printer(context, args.printer) if args.printer else None
    with context.reading() as tx:
        found = queries.jobs(tx, states=states, printer=printer, limit=args.limit)
        rows = job_json(tx, context, found)
    if context.out.as_json:
        return context.out.data(rows)
    zone = context.config.shop.timezone
    shown = [
        {
            "id": job.id,
            "at": show_time(job.created_at, zone),
            "what": _copy(job),
            "order": row["order"],
            "printer": job.printer,
            "state": job_state(job.state),
            "reason": row["reason"],
        }
        for job, row in zip(found, rows, strict=True)
    ]
    headings = {
        "id": _("Job"),
        "at": _("Time"),
        "what": _("What"),
        "order": _("Order"),
        "printer": _("Printer"),
        "state": _("State"),
        "reason": _("Why"),
    }
    return context.out.items(shown, headings, empty=_("There are no such print jobs."))


def _copy(job: Job) -> str:
    what = document_name(job.kind)
    return what if job.copy == 1 else _("{what}, copy {number}").format(what=what, number=job.copy)


def _show(context: Context) -> None:
    with context.reading() as tx:
        job = queries.job(tx, context.args.id)
        (row,) = job_json(tx, context, [job])
    if context.out.as_json:
        return context.out.data(row)
    zone = context.config.shop.timezone
    facts = [
        (_("Job"), str(job.id)),
        (_("What"), _copy(job)),
        (_("Order"), row["order"] or ""),
        (_("Printer"), job.printer),
        (_("State"), job_state(job.state)),
        (_("Why"), row["reason"]),
        (_("Asked for"), show_time(job.created_at, zone, seconds=True)),
        (_("Sent"), show_time(job.sent_at, zone, seconds=True) if job.sent_at else ""),
        (_("Over"), show_time(job.done_at, zone, seconds=True) if job.done_at else ""),
        (_("Tries"), str(job.attempts)),
        (_("Bytes"), str(job.size or "")),
        (_("Confirmed by the printer"), _("yes") if job.confirmed else _("no")),
    ]
    for name, value in facts:
        if value:
            context.out.line(f"{name}: {value}")
    return None


def _preview(context: Context) -> None:
    from printers.render import preview_png, preview_text
    from printers.spool import profile_in
    from printers.templates import look_of

    args = context.args
    look = look_of(context.config)
    with context.reading() as tx:
        job = queries.job(tx, args.id)
        paper = queries.document(tx, args.id)
        stored = queries.content(tx, args.id)
        printer = context.config.printer(job.printer)
        profile = profile_in(tx, printer) if printer else None
    if args.raw:
        if stored is None:
            raise Refusal("job_not_drawn", job=job.id)
        _write(context, args.raw, stored)
    if args.png:
        _write(context, args.png, preview_png(paper, profile, job.copy, look))
    if args.raw or args.png:
        return
    lines = preview_text(paper, profile, job.copy, look=look)
    if context.out.as_json:
        context.out.data({"id": job.id, "kind": job.kind, "lines": lines})
    for line in lines:
        context.out.line(line)


def _write(context: Context, path: str, content: bytes) -> None:
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    Path(path).write_bytes(content)
    context.out.line(_("Written: {path}").format(path=path))


def named_printer(context: Context, name: str) -> str:
    """The configured printer of that name in any case. Raises NotFound ``printer_unknown``."""
    from core.errors import NotFound

    found = context.config.printer(name)
    if found is None:
        known = ", ".join(printer.name for printer in context.config.printers) or "-"
        raise NotFound("printer_unknown", printer=name, known=known)
    return found.name


def _reprint(context: Context) -> None:
    args = context.args
    printer = named_printer(context, args.printer) if args.printer else None
    with context.writing(actor_of(context)) as tx:
        job = commands.reprint(tx, args.id, printer)
    _queued(context, job)


def _rerun(context: Context) -> None:
    args = context.args
    jammed = named_printer(context, args.from_printer)
    to = named_printer(context, args.printer) if args.printer else None
    with context.writing(actor_of(context)) as tx:
        made = commands.reprint_run(tx, jammed, args.first, args.last, to=to)
        rows = job_json(tx, context, made)
    from tui.workers import wake

    wake(context)
    if context.out.as_json:
        return context.out.data(rows)
    for job in made:
        context.out.line(_waits(job))
    return None


def _cancel(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        before = queries.job(tx, context.args.id)
        if before.state is not JobState.QUEUED:
            raise Refusal("job_not_waiting", job=before.id, state=before.state.value)
        job = commands.cancel_job(tx, context.args.id)
    _tell(context, job, _("The print job {job} is cancelled.").format(job=job.id))


def _move(context: Context) -> None:
    printer = named_printer(context, context.args.printer)
    with context.writing(actor_of(context)) as tx:
        job = commands.move_job(tx, context.args.id, printer)
    _queued(context, job)


def _answer(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        asked = queries.job(tx, args.id)
        if asked.state is not JobState.UNKNOWN:
            raise Refusal("job_not_unknown", job=asked.id, state=asked.state.value)
        job = commands.answer_unknown(tx, args.id, came_out=args.came_out == "yes")
    if job.id != asked.id:
        _queued(context, job)
    else:
        words = _("The print job {job} is {state}.").format(job=job.id, state=job_state(job.state))
        _tell(context, job, words)


def _queued(context: Context, job: Job) -> None:
    from tui.workers import wake

    wake(context)
    _tell(context, job, _waits(job))


def _waits(job: Job) -> str:
    words = _("Print job {job}: {what} waits for the printer {printer}.")
    return words.format(job=job.id, what=_copy(job), printer=job.printer)


def _tell(context: Context, job: Job, sentence: str) -> None:
    if context.out.as_json:
        with context.reading() as tx:
            context.out.data(job_json(tx, context, [job])[0])
    else:
        context.out.line(sentence)
