"""Lines as people type and scan them: ``3*TEH @20000 -500``, a name, a barcode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core import barcodes
from core.catalog.bundles import parts_of, shared
from core.catalog.queries import Product, by_barcode, find_products
from core.errors import NotFound, Refusal
from core.files import values
from core.orders.entry.contents import Contents, EntryLine
from core.text import clean
from core.transaction import Transaction

MOST_FOUND = 20
"""Products that a search offers."""
_OFF = re.compile(r"(?:^|\s)-\s*([0-9][0-9.,]*)\s*$")
_PRICE = re.compile(r"\s*@\s*([0-9][0-9.,]*)\s*$")
_BEFORE = re.compile(r"^\s*([0-9]{1,6})\s*(?:[*×]|x\s)\s*", re.IGNORECASE)
_AFTER = re.compile(r"(?:\s*[*×=]\s*|\s+x\s*)([0-9]{1,6})\s*$", re.IGNORECASE)
_MAYBE_OFF = re.compile(r"\s-\s*(\S*)$")
_MAYBE_PRICE = re.compile(r"\s*@\s*(\S*)$")
_MAYBE_AFTER = re.compile(r"\s*[*×=]\s*([^\s*×=]*)$")
_MAYBE_BEFORE = re.compile(r"^([^\s*×]*)\s*[*×]\s*")
_ALONE = re.compile(r"[x*×]?\s*([0-9]{1,6})\s*[x*×]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What was typed of a line; None is what was left out. Money in minor units."""

    what: str
    quantity: int | None = None
    price: int | None = None
    discount: int | None = None


def read_line(text: str, currency: str) -> TypedLine:
    """Take ``units*product @price -discount`` apart; also ``product=units@price``.

    Raises Refusal ``quantity_out_of_range`` or what `values.amount` raises.
    """
    rest = clean(text, 300)
    discount = price = quantity = None
    if found := _OFF.search(rest):
        discount, rest = values.amount(found[1], currency), rest[: found.start()]
    if found := _PRICE.search(rest):
        price, rest = values.amount(found[1], currency), rest[: found.start()]
    if found := _BEFORE.match(rest) or _AFTER.search(rest):
        quantity = values.quantity(found[1])
        rest = rest[found.end() :] if found.start() == 0 else rest[: found.start()]
    return TypedLine(rest.strip(), quantity, price, discount)


def changed_line(text: str, line: EntryLine, currency: str) -> EntryLine | None:
    """A line with what was typed over it: units, ``@price``, ``-discount``; None for no units.

    Raises Refusal ``line_unreadable`` for anything else.
    """
    typed = read_line(text, currency)
    quantity = typed.quantity
    if typed.what:
        alone = _ALONE.fullmatch(typed.what)
        if alone is None:
            raise Refusal("line_unreadable", text=clean(text, 60))
        if int(alone[1]) == 0:
            return None
        quantity = values.quantity(alone[1])
    return check_discount(typed_over(line, replace(typed, quantity=quantity)), currency)


def check_discount(line: EntryLine, currency: str) -> EntryLine:
    """The same line; Refusal ``entry_discount_over`` where its discount is more than its worth."""
    if line.amount < 0:
        raise Refusal(
            "entry_discount_over",
            discount=line.discount,
            units=line.quantity,
            sku=line.sku,
            worth=line.amount + line.discount,
            currency=currency,
        )
    return line


def typed_over(line: EntryLine, typed: TypedLine) -> EntryLine:
    """A line with what was typed of it; what was left out stays."""
    return replace(
        line,
        quantity=line.quantity if typed.quantity is None else typed.quantity,
        unit_price=line.unit_price if typed.price is None else typed.price,
        discount=line.discount if typed.discount is None else typed.discount,
    )


def products_for(tx: Transaction, what: str) -> tuple[Product, ...]:
    """The products that somebody may mean: exactly this SKU or barcode, else what has the text."""
    found = find_products(tx, what, MOST_FOUND)
    exact = [one for one in found if one.sku.casefold() == what.casefold()]
    return tuple(exact) if exact else found


def line_of(product: Product, typed: TypedLine, currency: str, *, units: int = 1) -> EntryLine:
    """A line of a product; what was not typed is one scan's units and the list price."""
    listed = product.price.minor if product.price.currency == currency else 0
    return EntryLine(
        product.id,
        product.sku,
        product.name,
        units if typed.quantity is None else typed.quantity * units,
        listed if typed.price is None else typed.price,
        typed.discount or 0,
    )


def only_line(tx: Transaction, text: str, currency: str) -> EntryLine:
    """The line of a text that means one product.

    Raises NotFound ``entry_product_unknown``, Refusal ``entry_product_ambiguous``.
    """
    typed = read_line(text, currency)
    found = products_for(tx, typed.what) if typed.what else ()
    if not found:
        check_numbers(tx, text, currency)
        raise NotFound("entry_product_unknown", what=typed.what or clean(text, 60))
    return line_of(only_product(found, typed.what), typed, currency)


def only_product(found: Sequence[Product], what: str) -> Product:
    """The one product that was found; raises as `only_line` does."""
    if not found:
        raise NotFound("entry_product_unknown", what=what)
    if len(found) > 1:
        named = ", ".join(one.sku for one in found[:5])
        raise Refusal("entry_product_ambiguous", what=what, products=named)
    return found[0]


def check_numbers(tx: Transaction, text: str, currency: str) -> None:
    """Refuse a line of no product that would be one, were its units or its money readable.

    Raises what `values.quantity` and `values.amount` raise of the first number that is wrong.
    """
    rest = clean(text, 300)
    amounts = []
    for pattern in (_MAYBE_OFF, _MAYBE_PRICE):
        if hit := pattern.search(rest):
            amounts.append(hit[1] or hit[0].strip())
            rest = rest[: hit.start()]
    for hit in (None, _MAYBE_AFTER.search(rest), _MAYBE_BEFORE.search(rest)):
        what = rest if hit is None else rest[: hit.start()] + rest[hit.end() :]
        if products_for(tx, what.strip()):
            if hit is not None:
                values.quantity(hit[1] or hit[0].strip())
            for piece in amounts:
                values.amount(piece, currency)


def scanned_line(tx: Transaction, code: str, currency: str) -> EntryLine:
    """The line of a scanned code: a case counts its units; ``6*`` before it means six.

    Raises NotFound ``entry_product_unknown``, Refusal ``entry_product_ambiguous``.
    """
    times = 1
    if found := re.match(r"^([0-9]{1,5})[*x](?=.)", code):
        times, code = int(found[1]), code[found.end() :]
    matching = by_barcode(tx, code)
    if not matching:
        return only_line(tx, f"{times}*{code}" if times > 1 else code, currency)
    product = only_product(matching, clean(code, 60))
    wanted = {*barcodes.read(code).candidates, barcodes.key(code)}
    units = next((one.quantity for one in product.barcodes if one.code in wanted), 1)
    return line_of(product, TypedLine("", times), currency, units=units)


def _apart(tx: Transaction, line: EntryLine, currency: str) -> tuple[EntryLine, ...]:
    parts = parts_of(tx, [line.product_id]).get(line.product_id)
    if parts is None:
        return (line,)
    return tuple(
        EntryLine(
            share.part.product_id,
            share.part.sku,
            share.part.name,
            share.quantity,
            share.unit_price,
            share.discount,
            line.sku,
        )
        for share in shared(parts, line.quantity, line.unit_price, line.discount, currency)
    )


def with_line(tx: Transaction, contents: Contents, line: EntryLine) -> Contents:
    """One more line, or more units of one; of a bundle its parts, which cost the same together.

    Raises Refusal ``quantity_out_of_range`` beyond the limit.
    """
    found = contents
    for one in _apart(tx, line, contents.currency):
        found = found.add(one)
    for one in found.lines:
        if one.quantity > values.QUANTITY_LIMIT:
            limit = f"{values.QUANTITY_LIMIT:,}"
            raise Refusal("quantity_out_of_range", value=one.quantity, limit=limit)
    return found
