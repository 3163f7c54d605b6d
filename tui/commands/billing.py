"""``kemas billing``: who is billed how, what things cost, and what is invoiced by itself."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence

from core.billing.automatic.due import due_units
from core.billing.automatic.round import Done
from core.billing.queries import issued_ids
from core.billing.rounds import bill_all
from core.billing.rules import billing_rules
from core.clock import local
from core.customers.queries import customers_of
from core.i18n import _
from core.receivables.balances import owed_by
from tui.commands import (
    billing_charges,
    billing_profiles,
    billing_rates,
    billing_standing,
    billing_taxes,
)
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.invoice_files import draw_all, papering_of
from tui.progress import Stop, bar
from tui.words.billing import OUTCOMES
from tui.words.refusals import sentence


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    running = actions.add_parser("run", help=_("invoice all that is due"))
    running.add_argument("--pdf", action="store_true", help=_("draw their PDFs, too"))
    running.set_defaults(run=_run)
    operator_option(running)
    due = actions.add_parser("due", help=_("list what is due, make nothing"))
    due.set_defaults(run=_due)
    for name, module, said in (
        ("profile", billing_profiles, _("how a customer is billed")),
        ("rates", billing_rates, _("price lists and prices of single customers")),
        ("taxes", billing_taxes, _("tax rates and the days on which they hold")),
        ("charges", billing_charges, _("usage and services from other sources")),
        ("standing", billing_standing, _("standing orders: invoices by the calendar")),
    ):
        module.add(actions.add_parser(name, help=said))


def _run(context: Context) -> int:
    out = context.out

    began = time.monotonic()

    def progress(done: int, of_all: int) -> None:
        out.passing(bar(done, of_all, time.monotonic() - began))

    rules, actor = billing_rules(context.config), actor_of(context)
    with Stop() as stop:
        done = bill_all(
            context.database,
            rules,
            actor=actor,
            owing=owed_by,
            progress=progress,
            stopped=stop.asked,
        )
        if context.args.pdf and not stop.asked():
            ids = _issued(context, done.ids)
            papering = papering_of(context.config)
            began = time.monotonic()
            draw_all(context.database, actor, ids, papering, progress=progress, stopped=stop.asked)
    out.passing()
    if stop.asked():
        out.note(_("Stopped. The same again goes on from here."))
    if out.as_json:
        counts = {outcome.value: count for outcome, count in sorted(done.counts.items())}
        told = [
            {"what": name, "code": one.code, "text": sentence(one)} for name, one in done.refused
        ]
        out.data(counts | {"ids": done.ids, "refused": told})
    else:
        tell(context, done)
    return 1 if done.refused or stop.asked() else 0


def _issued(context: Context, ids: Sequence[int]) -> list[int]:
    """Those of some invoices that are issued."""
    with context.reading() as tx:
        known = {one for one, _number in issued_ids(tx)}
    return [one for one in ids if one in known]


def tell(context: Context, done: Done) -> None:
    """What a round did, for people."""
    parts = [
        _(words).format(n=done.count(one)) for one, words in OUTCOMES.items() if done.count(one)
    ]
    context.out.line(", ".join(parts) if parts else _("Nothing was due."))
    for name, refusal in done.refused:
        context.out.line(_("Not made: {name}: {why}").format(name=name, why=sentence(refusal)))


def _due(context: Context) -> None:
    rules = billing_rules(context.config)
    with context.reading() as tx:
        units = due_units(tx, rules, local(tx.now, rules.zone).date())
        known = customers_of(tx, {one.customer_id for one in units if one.customer_id})
    rows = [
        {
            "what": unit.order_no or str(unit.period),
            "customer": known[unit.customer_id].name if unit.customer_id in known else "",
            "orders": len(unit.order_ids),
            "charges": len(unit.charge_ids),
            "currency": unit.currency,
        }
        for unit in units
    ]
    headings = {
        "what": _("Order or period"),
        "customer": _("Customer"),
        "orders": _("Orders"),
        "charges": _("Charges"),
        "currency": _("Currency"),
    }
    context.out.items(rows, headings, empty=_("Nothing is due."))
