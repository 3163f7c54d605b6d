"""``kemas invoices batch``: what goes by post printed as one, with its envelopes in that order."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path
from typing import Any

from core.billing.rules import billing_rules
from core.billing.sending import printing, queries
from core.billing.sending.queries import Batch
from core.errors import Refusal
from core.i18n import _, show_time
from core.shipping.settings import settings_of
from core.transaction import run
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.invoice_files import papering_of, pdf_of
from tui.words.sending import envelope_name
from tui.workers import wake


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    one = actions.add_parser("batch", help=_("print what waits as one batch, with envelopes"))
    steps = one.add_subparsers(metavar="ACTION", required=True)
    printing_ = steps.add_parser("print", help=_("print all that is ready now, at no set time"))
    printing_.set_defaults(run=_print)
    operator_option(printing_)
    listing = steps.add_parser("list", help=_("list batches, the newest first"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    writing = steps.add_parser("export", help=_("write a batch as PDF, to be printed by hand"))
    writing.add_argument("batch", type=positive, metavar="BATCH", help=_("as in: batch list"))
    writing.add_argument("--folder", type=Path, metavar="FOLDER", help=_("each invoice, numbered"))
    writing.add_argument("--envelopes", type=Path, metavar="PATH", help=_("all envelopes as one"))
    writing.set_defaults(run=_export)
    operator_option(writing)


def _print(context: Context) -> None:
    settings, rules = settings_of(context.config), billing_rules(context.config)
    actor = actor_of(context)
    with context.reading(actor) as tx:
        begun = queries.batches(tx, only_open=True)
    made = begun[0] if begun else None
    if made is None:
        made = run(
            context.database,
            actor,
            lambda tx: printing.begin_batch(tx, settings, rules, now=True),
        )
    if made is None:
        raise Refusal("batch_nothing")
    batch, done, of_all = made, -1, 0
    while done < of_all:
        done, of_all = run(
            context.database, actor, lambda tx: printing.go_on(tx, settings, rules, batch.id)
        )
        words = _("{done} of {all} given to the printer")
        context.out.passing(words.format(done=f"{done:,}", all=f"{of_all:,}"))
    context.out.passing()
    wake(context)
    with context.reading() as tx:
        batch = queries.one_batch(tx, batch.id)
    if context.out.as_json:
        return context.out.data(batch_json(batch))
    told = {"batch": batch.id, "n": batch.count, "printer": batch.printer}
    context.out.line(_("Batch {batch}: {n} invoices wait for {printer}.").format(**told))
    if batch.envelope_job_id is not None:
        words = _("Their envelopes ({size}) are print job {job}, in the same order.")
        size = envelope_name(batch.envelope)
        context.out.line(words.format(size=size, job=batch.envelope_job_id))
    elif rules.sending.envelope:
        words = _(
            "No printer prints envelopes: write them with: "
            "kemas invoices batch export {batch} --envelopes FILE"
        )
        context.out.line(words.format(batch=batch.id))
    return None


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = queries.batches(tx, limit=context.args.limit)
    if context.out.as_json:
        return context.out.data([batch_json(one) for one in found])
    zone = context.config.shop.timezone
    rows = [
        {
            "batch": one.id,
            "made": show_time(one.made_at, zone),
            "who": one.made_by or "kemas",
            "count": one.count,
            "printer": one.printer,
            "envelopes": envelope_name(one.envelope),
            "state": _("with the printer") if one.closed_at else _("begun"),
        }
        for one in found
    ]
    headings = {
        "batch": _("Batch"),
        "made": _("When"),
        "who": _("By"),
        "count": _("Invoices"),
        "printer": _("Printer"),
        "envelopes": _("Envelopes"),
        "state": _("State"),
    }
    return context.out.items(rows, headings, empty=_("There were no batches yet."))


def _export(context: Context) -> None:
    from printers.sheets.envelope import envelopes_pdf

    args, rules = context.args, billing_rules(context.config)
    if args.folder is None and args.envelopes is None:
        raise Refusal("export_where")
    with context.reading(actor_of(context)) as tx:
        batch = queries.one_batch(tx, args.batch)
        found = queries.in_batch(tx, batch.id)
        envelopes = printing.envelopes_of(tx, rules, found) if args.envelopes else None
    written = []
    if args.folder is not None:
        args.folder.mkdir(parents=True, exist_ok=True)
        how = papering_of(context.config)
        for one in found:
            path = args.folder / f"{one.place or 0:05}.pdf"
            path.write_bytes(pdf_of(context.database, actor_of(context), one.number, how))
            written.append(str(path))
    if envelopes is not None:
        args.envelopes.write_bytes(envelopes_pdf(envelopes))
        written.append(str(args.envelopes))
    if context.out.as_json:
        return context.out.data({"batch": batch.id, "written": written})
    for path in (written[0], written[-1]) if len(written) > 2 else written:
        context.out.line(_("Written: {path}").format(path=path))
    return None


def batch_json(one: Batch) -> dict[str, Any]:
    """A batch for programs."""
    return {
        "id": one.id,
        "day": one.day.isoformat(),
        "made": one.made_at,
        "made_by": one.made_by,
        "printer": one.printer,
        "envelope": one.envelope,
        "envelope_job": one.envelope_job_id,
        "count": one.count,
        "closed": one.closed_at,
    }
