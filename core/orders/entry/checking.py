"""What was typed in becomes checked values and sums, or every reason why it cannot be saved."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.couriers.quotes import Destination
from core.couriers.rules import Facts
from core.customers.queries import email_key
from core.errors import Refusal
from core.files import values
from core.files.reasons import Reason
from core.orders.entry.contents import MOST_LINES, REST, Contents, EntryLine
from core.orders.entry.rules import EntryRules
from core.orders.intake.checking import UNITS_LIMIT
from core.orders.intake.columns import TEXT_LIMITS
from core.orders.payments.states import Method
from core.orders.states import Source
from core.phones import checked as checked_phone

ENTRY_METHODS = (
    Method.TRANSFER,
    Method.CASH,
    Method.QR,
    Method.CARD,
    Method.WALLET,
    Method.OTHER,
)
"""How a buyer may have paid an order that is typed in, the usual way first."""


class NotComplete(Refusal):
    """What was typed in cannot be saved; `reasons` name each field."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        fields = dict.fromkeys(str(one.params.get("column", "")) for one in reasons)
        super().__init__("entry_not_complete", fields=", ".join(fields))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Checked:
    """An order with every value checked; money in minor units of `currency`."""

    customer: str
    phone: str
    email: str
    address: str
    district: str
    city: str
    province: str
    postcode: str
    country: str
    currency: str
    courier: str
    service: str
    ship_by: datetime | None
    note: str
    must_read: bool
    gift: bool
    fragile: bool
    lines: tuple[EntryLine, ...]
    goods: int
    discount: int
    """Of the lines and of the whole order together."""
    shipping_fee: int
    total: int
    cod: int
    paid: int
    method: Method
    reference: str
    received: bool


def check(rules: EntryRules, contents: Contents, *, only: Collection[str] | None = None) -> Checked:
    """The checked order; raises NotComplete with all reasons (of the fields in `only`, if given).

    A value that is left alone may be wrong: an order of a channel has masked phones.
    """
    checker = _Checker(rules, contents)
    found = checker.run()
    reasons = tuple(
        one for one in checker.reasons if only is None or one.params.get("column") in only
    )
    if reasons:
        raise NotComplete(reasons)
    return found


class _Checker:
    """Reads field by field; collects reasons instead of stopping at the first."""

    def __init__(self, rules: EntryRules, contents: Contents) -> None:
        self._rules = rules
        self._contents = contents
        self._currency = contents.currency or rules.currency
        self.reasons: list[Reason] = []

    def run(self) -> Checked:
        """Everything read; what is wrong is left as it was typed, and noted."""
        typed = self._contents
        country = self._read("country", values.country, typed.country) if typed.country else ""
        country = country or self._rules.country
        text = {name: self._text(name) for name in ("customer", "address")}
        for name, value in text.items():
            if not value:
                self._note(name, "value_missing")
        for name in ("district", "city", "province", "note"):
            text[name] = self._text(name)
        goods = sum(line.quantity * line.unit_price for line in typed.lines)
        self._check_lines()
        fee = self._amount("shipping_fee")
        discount = sum(line.discount for line in typed.lines) + self._amount("discount")
        if discount > goods:
            self._note("discount", "discount_over_goods")
            discount = goods
        total = goods - discount + fee
        paid = self._amount("paid")
        if paid > total:
            self._note("paid", "paid_over_total")
        due = max(0, total - paid)
        cod = due if typed.cod.strip() == REST else self._amount("cod")
        if cod > due:
            self._note("cod", "cod_over_due")
        postcode = self._read(
            "postcode",
            lambda raw: values.postcode(raw, TEXT_LIMITS["postcode"], country),
            typed.postcode,
        )
        facts = Facts(
            channels=(Source.MANUAL.value,),
            to=Destination(
                text["address"], text["district"], text["city"], text["province"], postcode, country
            ),
            worth=goods - discount,
            cod=cod > 0,
            weigh=self._grams,
        )
        courier, service = self._courier(facts)
        return Checked(
            customer=text["customer"],
            phone=self._read("phone", lambda raw: self._phone(raw, country), typed.phone),
            email=self._read("email", self._email, typed.email),
            address=text["address"],
            district=text["district"],
            city=text["city"],
            province=text["province"],
            postcode=postcode,
            country=country,
            currency=self._currency,
            courier=courier,
            service=service,
            ship_by=self._ship_by(),
            note=text["note"],
            must_read=typed.must_read and bool(text["note"]),
            gift=typed.gift,
            fragile=typed.fragile,
            lines=typed.lines,
            goods=goods,
            discount=discount,
            shipping_fee=fee,
            total=total,
            cod=cod,
            paid=paid,
            method=self._method(),
            reference=values.tidy(typed.reference)[:120],
            received=typed.received,
        )

    def _note(self, field: str, code: str, **params: object) -> None:
        self.reasons.append(Reason.at(0, field, code, params))

    def _read(self, field: str, reader: Callable[[str], Any], raw: str) -> Any:
        if not raw.strip():
            return ""
        try:
            return reader(raw)
        except Refusal as refusal:
            self.reasons.append(Reason.of(0, field, refusal))
            return values.tidy(raw)[: TEXT_LIMITS[field]]

    def _text(self, field: str) -> str:
        raw = getattr(self._contents, field)
        return str(self._read(field, lambda one: values.text(one, TEXT_LIMITS[field]), raw))

    def _phone(self, raw: str, country: str) -> str:
        return checked_phone(raw, country)

    def _email(self, raw: str) -> str:
        found = email_key(raw)
        if not found:
            raise Refusal("email_not_valid", value=raw)
        return values.text(found, TEXT_LIMITS["email"])

    def _amount(self, field: str) -> int:
        raw = str(getattr(self._contents, field)).strip()
        if not raw or raw == REST:
            return 0
        try:
            return values.amount(raw, self._currency)
        except Refusal as refusal:
            self.reasons.append(Reason.of(0, field, refusal))
            return 0

    def _grams(self) -> int:
        typed = self._contents.weight.strip().removesuffix("g").strip()
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0

    def _courier(self, facts: Facts) -> tuple[str, str]:
        intake = self._rules.intake
        if not self._contents.courier and not self._contents.service:
            return intake.courier_for("", "", facts, self._currency)
        courier = self._contents.courier or intake.default_courier
        if courier not in intake.services:
            known = ", ".join(intake.services)
            self._note("courier", "courier_not_known", value=courier, known=known)
            return courier, self._contents.service
        offered = intake.services[courier]
        usual = intake.default_service if courier == intake.default_courier else offered[0]
        service = self._text("service") or usual
        if service not in offered and courier not in intake.quoted:
            self._note("service", "service_not_known", value=service, known=", ".join(offered))
        return courier, service

    def _ship_by(self) -> datetime | None:
        raw = self._contents.ship_by.strip()
        if not raw:
            return None
        try:
            return values.moment(raw, self._rules.zone, end_of_day=True)
        except Refusal as refusal:
            self.reasons.append(Reason.of(0, "ship_by", refusal))
            return None

    def _method(self) -> Method:
        raw = self._contents.method or ENTRY_METHODS[0].value
        if raw in set(Method):
            return Method(raw)
        known = ", ".join(one.value for one in ENTRY_METHODS)
        self._note("method", "method_not_known", value=raw, known=known)
        return ENTRY_METHODS[0]

    def _check_lines(self) -> None:
        lines = self._contents.lines
        if not lines:
            self._note("lines", "lines_missing")
        if len(lines) > MOST_LINES:
            self._note("lines", "lines_too_many", limit=MOST_LINES)
        units = sum(line.quantity for line in lines)
        if units > UNITS_LIMIT:
            self._note("lines", "units_too_many", value=units, limit=UNITS_LIMIT)
        for line in lines:
            if not 1 <= line.quantity <= values.QUANTITY_LIMIT:
                limit = f"{values.QUANTITY_LIMIT:,}"
                self._note("lines", "quantity_out_of_range", value=line.quantity, limit=limit)
            if line.unit_price < 0 or line.discount < 0:
                self._note("lines", "money_negative", amount=min(line.unit_price, line.discount))
            if line.discount > line.quantity * line.unit_price:
                self._note("lines", "line_discount_too_big", sku=line.sku)
