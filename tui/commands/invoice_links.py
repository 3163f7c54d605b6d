"""``kemas invoices link``: what an invoice is paid by: shown, made, asked about, closed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from core.billing.pay_links.queries import PayLink, Receipt, links_of, receipts_of
from core.billing.pay_links.states import Ended
from core.clock import local
from core.i18n import _
from core.money import Money
from core.paylink_settings import GATEWAYS
from core.paylinks import commands
from core.paylinks.registry import NAMES, pay_links_of
from core.transaction import Transaction, run
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.words.pay_links import link_state, link_trouble, waits_words, why_closed
from tui.words.receivables import money

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(actions: _SubParsersAction[ArgumentParser]) -> None:
    """Describe the arguments."""
    linking = actions.add_parser("link", help=_("the link that an invoice is paid by"))
    linking.add_argument("invoice", metavar="INVOICE", help=_("as in: invoices list"))
    ways = linking.add_mutually_exclusive_group()
    ways.add_argument("--make", action="store_true", help=_("have one made at a gateway"))
    ways.add_argument("--close", action="store_true", help=_("nobody shall pay by it any more"))
    ways.add_argument("--renew", action="store_true", help=_("close it and have another made"))
    ways.add_argument("--ask", action="store_true", help=_("ask the gateway now what came of it"))
    linking.add_argument("--gateway", choices=GATEWAYS, default="", help=_("else the usual one"))
    operator_option(linking)
    linking.set_defaults(run=_link)


def told(link: PayLink) -> str:
    """A link in one line."""
    state = f"{NAMES[link.gateway]}: {link_state(link.state)}"
    return f"{state}  {link.url}" if link.payable else state


def in_list(context: Context, link: PayLink) -> Any:
    """A link as lists of invoices tell it."""
    return plain(link) if context.out.as_json else link_state(link.state)


def plain(link: PayLink) -> dict[str, Any]:
    """A link for programs."""
    return {
        "gateway": link.gateway,
        "key": link.key,
        "state": link.state.value,
        "url": link.url,
        "code": link.code,
        "amount": f"{Money(link.amount, link.currency).decimal:f}",
        "currency": link.currency,
        "expires": link.expires_at.isoformat(),
        "error": link.error,
        "closed": link.why.value if link.why is not None else "",
    }


def _link(context: Context) -> None:
    args = context.args

    def work(tx: Transaction) -> None:
        one = commands.link_claim(tx, args.invoice)
        if args.make:
            commands.want(tx, pay_links_of(context.config), one.invoice_id, args.gateway)
        elif args.ask:
            commands.hurry(tx, one.invoice_id)
        else:
            why = Ended.RENEWED if args.renew else Ended.BY_HAND
            commands.close(tx, one.invoice_id, why)

    if args.make or args.ask or args.close or args.renew:
        from tui.workers import wake

        run(context.database, actor_of(context), work)
        wake(context)
    _show(context)


def _show(context: Context) -> None:
    with context.reading() as tx:
        one = commands.link_claim(tx, context.args.invoice)
        found = [(link, receipts_of(tx, link.id)) for link in links_of(tx, one.invoice_id)]
    if context.out.as_json:
        return context.out.data(
            [plain(link) | {"came": [_came(each) for each in came]} for link, came in found]
        )
    if not found:
        return context.out.line(_("{invoice} has no link.").format(invoice=one.number))
    for at, (link, came) in enumerate(found):
        _say(context, link, came, newest=not at)
    return None


def _say(context: Context, link: PayLink, came: tuple[Receipt, ...], *, newest: bool) -> None:
    out, zone = context.out.line, context.config.shop.timezone
    said = f"{link.invoice}  {NAMES[link.gateway]}  {money(link.amount, link.currency)}"
    state = ", ".join(part for part in (link_state(link.state), why_closed(link.why)) if part)
    out(f"{said}  {state}")
    if link.error:
        out(f"  {link_trouble(link.error)}")
    for one in came:
        paid = f"{local(one.paid_at, zone):%d/%m/%Y %H:%M}  {money(one.amount, one.currency)}"
        kept = _("fee {fee}").format(fee=money(one.fee or 0, one.currency))
        fee = f"  {kept}" if one.fee else ""
        waits = f"  {waits_words(f'paylink_waits:{one.waits.value}')}" if one.waits else ""
        out(f"  {paid}  {one.method}{fee}{waits}")
    if link.payable and newest:
        from tui.qr import draw

        drawn = draw([link.code or link.url], 200, 100)
        for line in drawn.lines if drawn else ():
            out(line)
        out(link.url)
        until = f"{local(link.expires_at, zone):%d/%m/%Y %H:%M}"
        out(_("Can be paid until {until}.").format(until=until))


def _came(one: Receipt) -> dict[str, Any]:
    return {
        "transaction": one.transaction_id,
        "amount": f"{Money(one.amount, one.currency).decimal:f}",
        "currency": one.currency,
        "fee": f"{Money(one.fee, one.currency).decimal:f}" if one.fee is not None else None,
        "payer": one.payer,
        "method": one.method,
        "paid": one.paid_at.isoformat(),
        "waits": one.waits.value if one.waits else "",
        "payment": one.payment_id,
    }
