"""What carrying an order would cost: its parcel is drawn up first, then couriers are asked."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.queries import Product, products_of
from core.couriers.base import Courier
from core.couriers.bookings import Unknown
from core.couriers.limits import beyond
from core.couriers.quotes import Destination, NotOffered, Offer, Offers, Quote, ToQuote, Why
from core.couriers.registry import Couriers
from core.database import Database
from core.files import values
from core.orders.entry.checking import check
from core.orders.entry.contents import REST, Contents, plain_amount
from core.orders.entry.rules import EntryRules
from core.shipping.addresses.matching import place_of
from core.shipping.addresses.results import Matched
from core.transaction import Transaction, reading

logger = logging.getLogger(__name__)
NOWHERE: Mapping[str, Mapping[str, str]] = {}
_SPARE = 0.5
"""Seconds beyond its own time-out until a courier's silence is an answer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parcel of an order that is typed in or there, as couriers are asked about it."""

    parcel: ToQuote
    courier: str
    """The one that is chosen so far."""
    service: str
    typed: bool
    """Whether the weight is somebody's word; else it is the sum of the products'."""
    unweighed: tuple[str, ...] = ()
    """SKUs of products without a weight."""

    @property
    def mark(self) -> str:
        """The same for parcels that cost the same; another for others."""
        place = replace(self.parcel.to, address="")  # another house costs the same
        told = repr(replace(self.parcel, to=place)).encode()
        return hashlib.sha256(told).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one courier said."""

    courier: str
    name: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Quoted:
    """Which answer a shipping fee is: of whom, how much, and for which parcel."""

    courier: str
    service: str
    fee: str
    """As it stands in the field."""
    mark: str

    def text(self) -> str:
        """As a draft keeps it."""
        return "\n".join((self.courier, self.service, self.fee, self.mark))


def wanted_of(tx: Transaction, rules: EntryRules, contents: Contents, weight: str = "") -> Wanted:
    """The parcel of what is typed in, as far as it can be read.

    `weight` in grams, or the one that was typed before, goes before that of the products. Raises
    what `grams` raises.
    """
    checked = check(rules, contents, only=())
    told = products_of(tx, sorted(contents.wanted))
    typed = weight.strip() or contents.weight.strip()
    sized = [(told[one], units) for one, units in contents.wanted.items() if one in told]
    goods = checked.goods - checked.discount
    cod = goods - checked.paid if contents.cod.strip() == REST else checked.cod
    parcel = ToQuote(
        to=Destination(
            checked.address,
            checked.district,
            checked.city,
            checked.province,
            checked.postcode,
            checked.country,
        ),
        currency=checked.currency,
        weight_g=grams(typed) if typed else sum(one.weight_g * n for one, n in sized),
        goods=goods,
        cod=max(0, cod),
        insurance=0,
    )
    unweighed = tuple(sorted(one.sku for one, _units in sized if not one.weight_g))
    return Wanted(stacked(parcel, sized), checked.courier, checked.service, bool(typed), unweighed)


def grams(text: str) -> int:
    """A weight as somebody types it, in whole grams; raises what `values.quantity` raises."""
    return values.quantity(text.strip().removesuffix("g").strip())


def stacked(parcel: ToQuote, sized: Iterable[tuple[Product, int]]) -> ToQuote:
    """The size of the goods laid on each other; none where a product has none."""
    pieces = list(sized)
    if not pieces or any(not (p.length_mm and p.width_mm and p.height_mm) for p, _n in pieces):
        return parcel
    return replace(
        parcel,
        length_mm=max(one.length_mm for one, _units in pieces),
        width_mm=max(one.width_mm for one, _units in pieces),
        height_mm=sum(one.height_mm * units for one, units in pieces),
    )


def asked(couriers: Couriers, wanted: Wanted, only: Sequence[str] = ()) -> tuple[Courier, ...]:
    """Whom to ask: those that the shop wants asked, the chosen one first, or `only` these.

    Raises NotFound ``courier_unknown``.
    """
    if only:
        return tuple(couriers.get(code) for code in only)
    codes = sorted(couriers.asked, key=lambda code: code != wanted.courier)
    return tuple(couriers.get(code) for code in codes)


def ask(
    couriers: Sequence[Courier],
    parcel: ToQuote,
    seconds: float,
    places: Mapping[str, Mapping[str, str]] = NOWHERE,
) -> tuple[Answer, ...]:
    """Ask couriers for their fee, all at once; never raises and takes `seconds`, hardly more.

    Each is told where the parcel goes by its own `places`. Whoever would not take the parcel is
    not asked; whoever has not answered in time is `Unknown`, whatever becomes of the question.
    Never called inside a transaction: a courier may be slow.
    """
    parcels = [replace(parcel, place=places.get(one.code, {})) for one in couriers]
    heard: queue.SimpleQueue[tuple[int, Quote]] = queue.SimpleQueue()
    found: dict[int, Quote] = {}
    outside = 0
    for at, courier in enumerate(couriers):
        if courier.local:
            found[at] = _told(courier, parcels[at], seconds)
            continue
        outside += 1
        threading.Thread(
            target=lambda at=at, one=courier: heard.put((at, _told(one, parcels[at], seconds))),
            name=f"quote-{courier.code}",
            daemon=True,
        ).start()
    end = time.monotonic() + seconds + _SPARE
    for _one in range(outside):
        try:
            at, quote = heard.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        found[at] = quote
    silent = Unknown("no_answer")
    return tuple(
        Answer(courier.code, courier.name, found.get(at, silent))
        for at, courier in enumerate(couriers)
    )


def quotes(
    database: Database,
    couriers: Couriers,
    draw_up: Callable[[Transaction], Wanted],
    only: Sequence[str] = (),
) -> tuple[Wanted, tuple[Answer, ...]]:
    """Draw a parcel up in a transaction that only reads and is over before anybody is asked.

    `only` as for `asked`. Raises what `draw_up` raises, NotFound ``courier_unknown``.
    """
    with reading(database) as tx:
        wanted = draw_up(tx)
        whom = asked(couriers, wanted, only)
        places = places_of(tx, whom, wanted.parcel.to)
    answers = ask(whom, wanted.parcel, couriers.fee_seconds, places)
    return wanted, telling(answers, wanted.courier)


def places_of(
    tx: Transaction, couriers: Iterable[Courier], to: Destination
) -> dict[str, Mapping[str, str]]:
    """Where an address is in each courier's own codes; those in whose list nobody found it lack."""
    found = {one.code: place_of(tx, one, to) for one in couriers if one.maps}
    return {code: one.place for code, one in found.items() if isinstance(one, Matched)}


def _told(courier: Courier, parcel: ToQuote, seconds: float) -> Quote:
    try:
        return beyond(courier, parcel) or courier.quote(parcel, seconds)
    except Exception:
        logger.exception("courier %s: its fee could not be asked", courier.code)
        return Unknown("failed")


def telling(answers: Sequence[Answer], chosen: str) -> tuple[Answer, ...]:
    """The answers without couriers that have no price list, but where nobody else says anything.

    The chosen one stays in any case.
    """
    told = [one for one in answers if not _has_no_tariff(one)]
    if not told:
        return tuple(answers)
    return tuple(one for one in answers if one in told or one.courier == chosen)


def _has_no_tariff(answer: Answer) -> bool:
    quote = answer.quote
    return isinstance(quote, NotOffered) and quote.why is Why.NO_TARIFF


def offers_in(answers: Iterable[Answer]) -> tuple[tuple[Answer, Offer], ...]:
    """Every offer with whose answer it is."""
    return tuple(
        (answer, offer)
        for answer in answers
        if isinstance(answer.quote, Offers)
        for offer in answer.quote.offers
    )


def with_offer(contents: Contents, courier: str, offer: Offer, mark: str) -> Contents:
    """What is typed in, with an offer taken: courier, service and fee, and what it was for."""
    fee = plain_amount(offer.fee, contents.currency) or "0"
    quoted = Quoted(courier, offer.service, fee, mark)
    return replace(
        contents,
        courier=courier,
        service=offer.service,
        shipping_fee=fee,
        quoted=quoted.text(),
    )


def quoted_in(contents: Contents) -> Quoted | None:
    """Whose answer the shipping fee is; None where somebody typed it."""
    parts = contents.quoted.split("\n")
    if len(parts) != 4:
        return None
    quoted = Quoted(*parts)
    return quoted if contents.shipping_fee.strip() == quoted.fee else None


def is_old(tx: Transaction, rules: EntryRules, contents: Contents) -> bool:
    """Whether the shipping fee is a courier's answer about what is another parcel now.

    Or another courier or service carries it.
    """
    quoted = quoted_in(contents)
    if quoted is None:
        return False
    if (quoted.courier, quoted.service) != (contents.courier, contents.service):
        return True
    return quoted.mark != wanted_of(tx, rules, contents).mark
