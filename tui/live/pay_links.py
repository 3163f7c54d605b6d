"""Links to pay by as the station shows them beside the invoices that they are for."""

from __future__ import annotations

from collections.abc import Collection

from core.billing.pay_links.queries import PayLink, link_of, newest_links
from core.billing.pay_links.states import OPEN, LinkState
from core.clock import local
from core.errors import Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _
from core.money import Money
from core.paylinks import deeds
from core.paylinks.registry import NAMES, pay_links_of
from core.receivables.claims import Claim
from core.text import fit
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.views import Choice
from tui.words.pay_links import link_state, link_trouble, why_closed

_WIDE = 56
_CLOSE, _ASK, _MAKE = "close", "ask", "make"
_TOLD = frozenset({LinkState.UNKNOWN, LinkState.REJECTED, LinkState.LIVE, LinkState.CLOSING})
"""States that the board tells; the others tell themselves by what the invoice asks for."""


def facts(tx: Transaction, at: At, invoice_id: int) -> list[tuple[str, str]]:
    """How the newest link of an invoice stands."""
    found = link_of(tx, invoice_id)
    if found is None:
        return []
    until = f"{local(found.expires_at, at.zone):%d/%m/%Y %H:%M}" if found.payable else ""
    return [
        (_("Pay link"), told(found)),
        *_pieces(_("Address"), found.url if found.payable else ""),
        (_("Until"), until),
        (_("Closed"), why_closed(found.why)),
        (_("Trouble"), link_trouble(found.error)),
    ]


def _pieces(name: str, address: str) -> list[tuple[str, str]]:
    """An address as lines that are read whole on a narrow screen."""
    pieces = [address[at : at + _WIDE] for at in range(0, len(address), _WIDE)]
    return [("" if at else name, piece) for at, piece in enumerate(pieces)]


def told(link: PayLink) -> str:
    """A gateway and how its link stands, in a few words."""
    return f"{NAMES[link.gateway]}: {link_state(link.state)}"


def marks(tx: Transaction, ids: Collection[int]) -> dict[int, str]:
    """What a board says behind the number of an invoice, by invoice."""
    found = newest_links(tx, ids)
    return {at: link_state(one.state) for at, one in found.items() if one.state in _TOLD}


def choices(tx: Transaction, at: At, one: Claim) -> tuple[Choice, ...]:
    """What can be done with the link of an invoice, or who could make one."""
    found = link_of(tx, one.invoice_id)
    if found is not None and found.state in OPEN:
        made = [Choice(_ASK, _("Ask {gateway} now").format(gateway=NAMES[found.gateway]))]
        if found.state in {LinkState.LIVE, LinkState.QUEUED}:
            made.append(Choice(_CLOSE, _("Close the link"), fit(found.url, 60)))
        return tuple(made)
    if one.open <= 0:
        raise Refusal("claim_settled", invoice=one.number)
    links = pay_links_of(at.config)
    due = Money(one.open, one.currency)
    chosen = links.choose(due)
    takes = [code for code in links.codes if _takes(at, code, due)]
    takes.sort(key=lambda code: code != chosen)
    words = _("Make a link at {gateway}")
    return tuple(
        Choice(f"{_MAKE}:{code}", words.format(gateway=NAMES[code]), one.number) for code in takes
    )


def deed(at: AtStation, invoice_id: int, choice: str) -> Deed:
    """What was chosen."""
    what, _colon, gateway = choice.partition(":")
    if what == _MAKE:
        return deeds.make(pay_links_of(at.config), invoice_id, gateway)
    return deeds.close(invoice_id) if what == _CLOSE else deeds.ask(invoice_id)


def _takes(at: At, code: str, due: Money) -> bool:
    account = at.config.payments.account(code)
    return account is not None and account.takes(due)
