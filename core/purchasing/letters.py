"""A purchase order as an e-mail to the supplier, with its lines as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import Refusal
from core.files.writing import safe_text
from core.i18n import LANGUAGES
from core.messages import commands
from core.messages.commands import Draft
from core.messages.mail import is_address
from core.messages.outcome import File
from core.messages.placeholders import fill
from core.messages.queries import About, Message
from core.messages.states import Way
from core.messages.templates import cleaned, template
from core.messages.texts import Reason
from core.money import Money, show
from core.orders.follow_up import FollowUps
from core.paper.documents import Party
from core.people.permissions import Permission, require
from core.purchasing.papers import place_of
from core.purchasing.queries import Purchase, PurchaseLine, lines_of, one_purchase
from core.purchasing.states import PurchaseState
from core.purchasing.supplier_queries import Supplier, supplier
from core.text import clean
from core.transaction import Transaction

_MOST_LINES = 40
"""Lines that stand in the text; the file has all of them."""
_OVER = frozenset({PurchaseState.CANCELLED, PurchaseState.CLOSED, PurchaseState.RECEIVED})
_HEAD = ("supplier_sku", "sku", "name", "quantity", "unit_price", "currency", "total")


@dataclass(frozen=True, slots=True)
class Letter:
    """The e-mail as it would go out, and what stands against it."""

    recipient: str
    language: str
    subject: str
    body: str
    problem: Refusal | None
    last: Message | None
    """The one that went within the time that the shop has set."""


def preview(
    tx: Transaction, settings: FollowUps, shop: Party, purchase_id: int, language: str = ""
) -> Letter:
    """What would go to the supplier; in the shop's language unless another is named."""
    found = one_purchase(tx, purchase_id)
    seller = supplier(tx, found.supplier_id)
    spoken = language if language in LANGUAGES else settings.sender.language
    lines = lines_of(tx, purchase_id)
    start = template(tx, Reason.PURCHASE_ORDER, spoken)
    values = _values(tx, settings, shop, found, seller, lines, spoken)
    said = cleaned(fill(start.subject, values), fill(start.body, values))
    return Letter(
        recipient=seller.email,
        language=spoken,
        subject=said.subject,
        body=said.body[: commands.LONGEST],
        problem=_problem(settings, found, seller),
        last=commands.already(
            tx, About(purchase_id=purchase_id), Reason.PURCHASE_ORDER, settings.again_after
        ),
    )


def send(
    tx: Transaction,
    settings: FollowUps,
    shop: Party,
    purchase_id: int,
    *,
    language: str = "",
    again: bool = False,
) -> Message:
    """Write the e-mail down; it goes out after the commit.

    Raises Refusal ``message_already`` where it went a short time ago and nobody says `again`,
    ``purchase_empty``, ``purchase_over``, ``supplier_no_email``, ``supplier_email_wrong`` or
    ``way_no_mail``.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    found = one_purchase(tx, purchase_id, lock=True)
    letter = preview(tx, settings, shop, purchase_id, language)
    if letter.problem is not None:
        raise letter.problem
    draft = Draft(
        about=About(purchase_id=purchase_id),
        number=found.number,
        customer_id=None,
        way=Way.EMAIL,
        reason=Reason.PURCHASE_ORDER,
        language=letter.language,
        recipient=letter.recipient,
        subject=letter.subject,
        body=letter.body,
        zone=settings.sender.zone,
        files=(File(f"{found.number}.csv", _table(found, lines_of(tx, purchase_id))),),
    )
    return commands.write(tx, draft, again_after=settings.again_after, again=again)


def still_wanted(tx: Transaction, about: Message) -> str:
    """Why an e-mail that waited is out of date by now, as a code; empty where it is not."""
    if about.purchase_id is None:
        return ""
    found = one_purchase(tx, about.purchase_id)
    return "purchase_over" if found.state in _OVER else ""


def _problem(settings: FollowUps, found: Purchase, seller: Supplier) -> Refusal | None:
    if not settings.mail.configured:
        return Refusal("way_no_mail")
    if not seller.email:
        return Refusal("supplier_no_email", supplier=seller.code)
    if not is_address(seller.email):
        return Refusal("supplier_email_wrong", supplier=seller.code, email=seller.email)
    if not found.lines:
        return Refusal("purchase_empty", purchase=found.number)
    if found.state in _OVER:
        return Refusal("purchase_over", purchase=found.number, state=found.state.value)
    return None


def _values(
    tx: Transaction,
    settings: FollowUps,
    shop: Party,
    found: Purchase,
    seller: Supplier,
    lines: Sequence[PurchaseLine],
    language: str,
) -> Mapping[str, str]:
    goods = [
        f"{line.quantity} × {clean(line.supplier_sku or line.sku, 60)} {clean(line.name, 80)}"
        for line in lines[:_MOST_LINES]
    ]
    goods += ["…"] * (len(lines) > _MOST_LINES)
    return {
        "supplier": clean(seller.name, 120),
        "order": found.number,
        "items": "\n".join(goods),
        "total": show(found.total, language),
        "expected": found.expected_on.isoformat() if found.expected_on else "",
        "place": clean(place_of(tx, shop, found.warehouse_id), 300),
        "shop": clean(settings.sender.name, 120),
        "phone": clean(settings.sender.phone, 40),
    }


def _table(found: Purchase, lines: Sequence[PurchaseLine]) -> str:
    """The lines as CSV; no cell of it is ever taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for line in lines:
        each, total = (Money(one, found.currency).decimal for one in (line.unit_price, line.total))
        named = (safe_text(one) for one in (line.supplier_sku, line.sku, line.name))
        writer.writerow([*named, line.quantity, f"{each:f}", found.currency, f"{total:f}"])
    return text.getvalue()
