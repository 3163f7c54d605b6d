"""``kemas einvoice coretax``: files for Coretax, and the approvals that come back."""

from __future__ import annotations

from argparse import _SubParsersAction
from pathlib import Path
from typing import Any

from core.einvoice.coretax import batches
from core.einvoice.coretax.approvals import import_approvals
from core.einvoice.coretax.batches import Batch, Exported
from core.einvoice.registry import einvoicing_of
from core.einvoice.states import CoretaxState
from core.errors import Refusal
from core.files.reasons import CELL_WORDS, say
from core.i18n import _, show_time
from core.transaction import Transaction, run, run_among_others
from tui.arguments import day, positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.einvoices import coretax_state
from tui.words.refusals import SENTENCES, sentence


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    words = _("tax invoices of Indonesia: files for Coretax, approvals")
    parser = actions.add_parser("coretax", help=words, description=words)
    steps = parser.add_subparsers(metavar="ACTION", required=True)
    exporting = steps.add_parser("export", help=_("make a file of invoices that are in none"))
    exporting.add_argument("invoices", nargs="*", metavar="INVOICE", help=_("else all there are"))
    exporting.add_argument("--from", dest="since", type=day, help=_("issued on this day or later"))
    exporting.add_argument("--to", dest="until", type=day, help=_("issued on this day or before"))
    exporting.add_argument("--out", type=Path, required=True, metavar="PATH", help=_("the file"))
    exporting.set_defaults(run=_export)
    listing = steps.add_parser("list", help=_("list the files, the newest first"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = steps.add_parser("show", help=_("show the invoices of a file"))
    showing.set_defaults(run=_show)
    writing = steps.add_parser("file", help=_("write a file again, byte by byte as it was"))
    writing.add_argument("--out", type=Path, required=True, metavar="PATH", help=_("the file"))
    writing.set_defaults(run=_file)
    uploaded = steps.add_parser("uploaded", help=_("say that a file was uploaded"))
    uploaded.set_defaults(run=_uploaded)
    withdrawing = steps.add_parser("withdraw", help=_("say that a file was never uploaded"))
    withdrawing.set_defaults(run=_withdraw)
    importing = steps.add_parser("import", help=_("take in the list of approvals (CSV, XLSX)"))
    importing.add_argument("file", metavar="FILE", help=_("the file"))
    importing.set_defaults(run=_import)
    for one in (showing, writing, uploaded, withdrawing):
        one.add_argument("batch", type=positive, metavar="NUMBER", help=_("as in the list"))
    for one in (exporting, uploaded, withdrawing, importing):
        operator_option(one)


def _export(context: Context) -> None:
    args, book = context.args, einvoicing_of(context.config)

    def work(tx: Transaction) -> Exported:
        return batches.export(
            tx, book, since=args.since, until=args.until, numbers=tuple(args.invoices)
        )

    done = run_among_others(context.database, actor_of(context), work)
    args.out.write_bytes(done.data)
    left_out = [sentence(Refusal(one.code, **one.params)) for one in done.left_out]
    if context.out.as_json:
        told = shape(done.batch, context.config)
        return context.out.data(told | {"left_out": left_out})
    words = _("File {number}: {count} invoices, written to {path}.")
    said = words.format(number=done.batch.id, count=done.batch.invoices, path=str(args.out))
    context.out.line(said)
    for one in left_out:
        context.out.line("  " + _("Left out: {what}").format(what=one))
    next_ = _("Upload it at Coretax, then: kemas einvoice coretax uploaded {number}")
    return context.out.note(next_.format(number=done.batch.id))


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = batches.batches(tx, context.args.limit)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    zone = context.config.shop.timezone
    rows = [
        {
            "number": str(one.id),
            "made": show_time(one.made_at, zone),
            "invoices": str(one.invoices),
            "states": _states(one),
            "name": one.name,
        }
        for one in found
    ]
    headings = {
        "number": _("Number"),
        "made": _("Made"),
        "invoices": _("Invoices"),
        "states": _("State"),
        "name": _("File"),
    }
    return context.out.items(rows, headings, empty=_("No file was made yet."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = batches.one_batch(tx, context.args.batch)
        found = batches.lines(tx, one.id)
    if context.out.as_json:
        told = shape(one, context.config)
        return context.out.data(told | {"lines": [shape(line, context.config) for line in found]})
    context.out.line(f"{one.name}  {one.seller}  sha256 {one.sha256}")
    rows = [
        {
            "invoice": line.invoice,
            "state": coretax_state(line.state),
            "number": line.nsfp,
            "until": line.deadline.isoformat() if line.state in _WAITING else "",
            "reason": line.reason,
        }
        for line in found
    ]
    headings = {
        "invoice": _("Invoice"),
        "state": _("State"),
        "number": _("Number"),
        "until": _("Upload until"),
        "reason": _("Reason"),
    }
    return context.out.items(rows, headings, empty="")


def _file(context: Context) -> None:
    with context.reading() as tx:
        data = batches.data_of(tx, context.args.batch)
    context.args.out.write_bytes(data)
    context.out.line(_("Written: {path}").format(path=str(context.args.out)))


def _uploaded(context: Context) -> None:
    def work(tx: Transaction) -> Batch:
        return batches.uploaded(tx, context.args.batch)

    _told(context, run(context.database, actor_of(context), work))


def _withdraw(context: Context) -> None:
    def work(tx: Transaction) -> Batch:
        return batches.withdraw(tx, context.args.batch)

    _told(context, run(context.database, actor_of(context), work))


def _import(context: Context) -> int:
    done = import_approvals(context.database, actor_of(context), Path(context.args.file))
    refused = [say(one, {**SENTENCES, **CELL_WORDS}) for one in done.refused]
    if context.out.as_json:
        told = shape(done, context.config)
        context.out.data(told | {"refused": refused})
        return 1 if refused else 0
    words = _("{rows} lines: {approved} approved, {rejected} refused, {known} as before.")
    said = words.format(
        rows=done.rows, approved=done.approved, rejected=done.rejected, known=done.known
    )
    context.out.line(said)
    for one in refused:
        context.out.line("  " + _("Not taken in: {what}").format(what=one))
    return 1 if refused else 0


def _told(context: Context, one: Batch) -> None:
    if context.out.as_json:
        return context.out.data(shape(one, context.config))
    return context.out.line(f"{one.name}: {_states(one)}")


def _states(one: Batch) -> str:
    return ", ".join(f"{coretax_state(state)} {many}" for state, many in one.states.items())


_WAITING = frozenset({CoretaxState.EXPORTED, CoretaxState.REJECTED, CoretaxState.WITHDRAWN})
