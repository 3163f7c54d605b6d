"""Writing to the buyer of an order: by which way, in which language, with what in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.customers.records import Standing
from core.errors import Refusal
from core.i18n import LANGUAGES
from core.message_settings import MailSettings, MessagesSettings, WhatsAppSettings
from core.messages import commands
from core.messages.commands import Draft
from core.messages.links import shorter_links
from core.messages.mail import is_address
from core.messages.placeholders import fill
from core.messages.queries import About, Message
from core.messages.states import Way
from core.messages.templates import cleaned, language_of, reason_of, template
from core.messages.texts import OF_ORDERS, Reason
from core.orders.commands import head
from core.orders.follow_up_facts import Facts, Sender, Tracked, facts_of, still_due
from core.orders.queries import order
from core.orders.states import OrderStatus
from core.people.permissions import Permission, require
from core.phones import normalised
from core.transaction import Transaction

_S = OrderStatus
FITS: dict[Reason, frozenset[OrderStatus]] = {
    Reason.PAYMENT_REMINDER: frozenset({_S.UNPAID, _S.DOWN_PAYMENT}),
    Reason.PAYMENT_REFUSED: frozenset({_S.UNPAID, _S.DOWN_PAYMENT, _S.TO_CONFIRM}),
    Reason.ORDER_CONFIRMED: frozenset({_S.PROCESSING, _S.SHIPPING}),
    Reason.SHIPPED: frozenset({_S.PROCESSING, _S.SHIPPING, _S.DONE}),
    Reason.NOT_DELIVERED: frozenset({_S.SHIPPING}),
    Reason.DELIVERED: frozenset({_S.SHIPPING, _S.DONE}),
    Reason.CANCELLED: frozenset({_S.CANCELLED}),
    Reason.FREE: frozenset(_S),
    Reason.PURCHASE_ORDER: frozenset(),
    Reason.INVOICE: frozenset(),
    Reason.INVOICE_OVERDUE: frozenset(),
    Reason.INVOICE_OVERDUE_2: frozenset(),
    Reason.INVOICE_OVERDUE_3: frozenset(),
}
"""The status of orders that a text is for."""
_LANGUAGE_OF = {"ID": "id", "VN": "vi"} | dict.fromkeys(("AU", "GB", "NZ", "PH", "SG", "US"), "en")
_WAYS = (Way.WHATSAPP, Way.EMAIL, Way.LINK)
"""What is taken where nobody says a way: the first that is possible."""


Waybills = Callable[[Transaction, int], Sequence[Tracked]]
"""The parcels of an order that have a tracking number."""


@dataclass(frozen=True)
class FollowUps:
    """What the shop has for writing to buyers; `core.shipping.letters` makes it."""

    sender: Sender
    messages: MessagesSettings
    mail: MailSettings
    whatsapp: WhatsAppSettings
    waybills: Waybills

    @property
    def again_after(self) -> timedelta:
        """Within this time nothing is said twice."""
        return timedelta(hours=self.messages.again_after_hours)


@dataclass(frozen=True, slots=True)
class Route:
    """A way to the buyer of an order: to which address, or why there is none."""

    way: Way
    recipient: str
    problem: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it would go out, and what stands against it."""

    order_id: int
    order_no: str
    reason: Reason
    route: Route
    language: str
    subject: str
    body: str
    links: tuple[str, ...]
    """For a chat: the link with the whole text, with its subject only, and without any."""
    problem: Refusal | None
    """Why this text is not for this order."""
    last: Message | None
    """What went for the same reason within the time that the shop has set."""
    customer_id: int | None
    values: Mapping[str, str]
    """What filled the gaps; empty where a person changed the text."""
    standing: Standing
    """What the shop thinks of the buyer; who is blocked is written to by hand only."""


def routes(tx: Transaction, settings: FollowUps, order_id: int) -> tuple[Route, ...]:
    """All ways, those that are possible first; nothing is asked of anybody outside."""
    facts = _facts(tx, settings, order_id)
    made = [_route(settings, facts, way) for way in _WAYS]
    return tuple(sorted(made, key=lambda one: one.problem is not None))


def preview(
    tx: Transaction,
    settings: FollowUps,
    order_id: int,
    reason: str,
    way: Way | None = None,
    *,
    language: str = "",
    subject: str | None = None,
    body: str | None = None,
) -> Preview:
    """What would go out; `subject` and `body` are what a person made of the text.

    Without a way the best one that is possible. Only reads.
    """
    text = reason_of(reason)
    facts = _facts(tx, settings, order_id)
    route = _best(settings, facts) if way is None else _route(settings, facts, way)
    spoken = language_of(language) if language else _language(settings, facts)
    values = facts.values(spoken, settings.sender)
    start = template(tx, text, spoken)
    said = cleaned(
        fill(start.subject, values) if subject is None else subject,
        fill(start.body, values) if body is None else body,
    )
    chat = route.recipient if route.way is not Way.EMAIL and route.problem is None else ""
    return Preview(
        order_id=order_id,
        order_no=facts.order.order_no,
        reason=text,
        route=route,
        language=spoken,
        subject=said.subject,
        body=said.body,
        links=shorter_links(chat, said.subject, said.body) if chat else (),
        problem=_not_fitting(facts, text),
        last=commands.already(tx, About(order_id), text, settings.again_after, said.body),
        customer_id=facts.customer.id if facts.customer is not None else None,
        values=values if body is None and subject is None else {},
        standing=facts.customer.standing if facts.customer is not None else Standing(),
    )


def follow_up(
    tx: Transaction,
    settings: FollowUps,
    order_id: int,
    reason: str,
    way: Way | None = None,
    *,
    language: str = "",
    subject: str | None = None,
    body: str | None = None,
    again: bool | int = False,
) -> Message:
    """Write to the buyer of an order; it goes out after the commit, a link waits for nobody.

    Raises Refusal: ``message_already`` where the same went within the time the shop has set (but
    not with `again`: True, or the number of the last message, which the person saw),
    ``message_not_fitting``, ``message_paid`` or ``message_no_tracking`` where the text is not for
    this order, ``way_…`` where the way is not possible.
    """
    require(tx, Permission.MESSAGE_SEND)
    # The lock makes of two stations that press at once a first and a second.
    locked = head(tx, order_id, lock=True)
    shown = preview(
        tx, settings, order_id, reason, way, language=language, subject=subject, body=body
    )
    if shown.reason is Reason.FREE and body is None:
        raise Refusal("message_empty")
    for problem in (shown.problem, shown.route.problem):
        if problem is not None:
            raise problem
    draft = Draft(
        about=About(order_id),
        number=locked.order_no,
        customer_id=shown.customer_id,
        way=shown.route.way,
        reason=shown.reason,
        language=shown.language,
        recipient=shown.route.recipient,
        subject=shown.subject,
        body=shown.body,
        zone=settings.sender.zone,
        values=shown.values,
    )
    return commands.write(tx, draft, again_after=settings.again_after, again=again)


def still_wanted(tx: Transaction, settings: FollowUps, message: Message) -> str:
    """Why a message that waited is out of date by now, as a code; empty where it is not."""
    if message.order_id is None:
        return ""
    problem = _not_fitting(_facts(tx, settings, message.order_id), Reason(message.reason))
    return problem.code if problem is not None else ""


def fitting(tx: Transaction, settings: FollowUps, order_id: int) -> dict[Reason, Refusal | None]:
    """The texts, each with why it is not for this order."""
    facts = _facts(tx, settings, order_id)
    return {reason: _not_fitting(facts, reason) for reason in OF_ORDERS}


def _facts(tx: Transaction, settings: FollowUps, order_id: int) -> Facts:
    return facts_of(tx, order(tx, order_id), settings.waybills(tx, order_id))


def _not_fitting(facts: Facts, reason: Reason) -> Refusal | None:
    found = facts.order
    if found.status not in FITS[reason]:
        return Refusal(
            "message_not_fitting",
            order=found.order_no,
            status=found.status.value,
            text=reason.value,
        )
    if reason is Reason.PAYMENT_REMINDER and still_due(found).minor <= 0:
        return Refusal("message_paid", order=found.order_no)
    if reason is Reason.SHIPPED and not facts.tracking:
        return Refusal("message_no_tracking", order=found.order_no)
    return None


def _best(settings: FollowUps, facts: Facts) -> Route:
    made = [_route(settings, facts, way) for way in _WAYS]
    return next((one for one in made if one.problem is None), made[-1])


def _route(settings: FollowUps, facts: Facts, way: Way) -> Route:
    """Where a way leads: to what the order says, else to what is known of the customer."""
    found, known = facts.order, facts.customer
    if way is Way.EMAIL:
        address = found.email or (known.email if known else "")
        if not settings.mail.configured:
            return Route(way, address, Refusal("way_no_mail"))
        if not address:
            return Route(way, "", Refusal("way_no_email", order=found.order_no))
        if not is_address(address):
            wrong = Refusal("way_wrong_email", order=found.order_no, email=address)
            return Route(way, address, wrong)
        return Route(way, address)
    written = found.phone or (known.phone if known else "")
    number = normalised(written, found.country)
    if way is Way.WHATSAPP and not settings.whatsapp.configured:
        return Route(way, number, Refusal("way_no_whatsapp"))
    if not written:
        return Route(way, "", Refusal("way_no_phone", order=found.order_no))
    if not number:
        return Route(way, "", Refusal("way_wrong_phone", order=found.order_no, phone=written))
    return Route(way, number)


def _language(settings: FollowUps, facts: Facts) -> str:
    """The buyer's own language, else that of the country, else that of the shop."""
    found, known = facts.order, facts.customer
    if known is not None and known.language in LANGUAGES:
        return known.language
    country = found.country or (known.country if known else "")
    return _LANGUAGE_OF.get(country, settings.sender.language)
