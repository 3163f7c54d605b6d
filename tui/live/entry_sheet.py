"""Draws up what the entry screen shows of a draft: fields, lines with their stock, sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.i18n import _, language
from core.money import Money, show
from core.orders.commands import head
from core.orders.entry.checking import ENTRY_METHODS, Checked, NotComplete, check
from core.orders.entry.contents import FLAGS, PAYMENT, REST, Contents, plain_amount
from core.orders.entry.drafts import Draft
from core.orders.entry.reasons import field_name, say
from core.orders.entry.rules import EntryRules
from core.orders.payments.states import Method
from core.shipping.quoting import is_old
from core.stock.holds import HeldFor, standing
from core.transaction import Transaction
from tui.entry_views import EntryRow, EntrySheet
from tui.live.lists import courier_name
from tui.views import Choice, FormField
from tui.words.entry import method_name
from tui.words.verdicts_parts import units as units_of

if TYPE_CHECKING:
    from core.orders.entry.contents import EntryLine
    from core.settings import Config

BUYER_FIELDS = (
    "phone",
    "customer",
    "address",
    "district",
    "city",
    "province",
    "postcode",
)
"""Fields above the products; the others stand below them."""
_SUMS = {"discount_over_goods", "paid_over_total", "cod_over_due"}
"""What is wrong only beside what the products cost."""
_BELOW = (
    "courier",
    "service",
    "shipping_fee",
    "discount",
    "paid",
    "method",
    "received",
    "reference",
    "cod",
    "note",
    "must_read",
    "gift",
    "fragile",
    "ship_by",
    "email",
    "country",
)


def sheet_of(tx: Transaction, config: Config, rules: EntryRules, draft: Draft) -> EntrySheet:
    """The sheet of a draft as it stands."""
    contents = draft.contents
    names = [*BUYER_FIELDS, *_BELOW]
    if draft.edits is not None:
        names = [name for name in names if name not in PAYMENT]
        number = head(tx, draft.edits).order_no
        title = _("Change of order {order}").format(order=number)
    else:
        title = _("New order")
    ids = sorted(contents.wanted)
    stock = standing(tx, rules.warehouse, draft.key, ids)
    currency = contents.currency or rules.currency
    return EntrySheet(
        key=draft.key,
        title=title,
        changes=draft.edits is not None,
        fields=tuple(_field(config, rules, contents, name) for name in names),
        rows=tuple(
            _row(line, stock[line.product_id], contents, currency, changes=draft.edits is not None)
            for line in contents.lines
        ),
        totals=_totals(rules, contents, currency),
        wrong=_wrong(rules, draft),
        fee_is_old=is_old(tx, rules, contents),
    )


def _wrong(rules: EntryRules, draft: Draft) -> dict[str, str]:
    """What is wrong field by field; a change of an order leaves alone what it leaves as it was."""
    contents, base = draft.contents, draft.base
    try:
        check(rules, contents)
    except NotComplete as refusal:
        found: dict[str, str] = {}
        for one in refusal.reasons:
            name = str(one.params.get("column", ""))
            early = not contents.lines and one.code in _SUMS  # the products come yet
            kept = base is not None and getattr(base, name, "") == getattr(contents, name, "")
            if name != "lines" and one.code != "value_missing" and not early and not kept:
                found.setdefault(name, say(one))
        return found
    return {}


def summary_of(sheet: EntrySheet, rules: EntryRules, draft: Draft) -> EntrySheet:
    """The sheet with what is about to be saved, or with what is wrong."""
    try:
        checked = check(rules, draft.contents)
    except NotComplete as refusal:
        wrong = tuple(say(one) for one in refusal.reasons)
        if draft.edits is None:
            return replace(sheet, problems=wrong)
        return replace(sheet, summary=(sheet.totals, *wrong))  # only what is changed must be right
    region = " ".join(part for part in (checked.province, checked.postcode) if part)
    lines = [
        f"{checked.customer}, {checked.phone}".strip(", "),
        ", ".join(
            part for part in (checked.address, checked.district, checked.city, region) if part
        ),
        " · ".join(_money_parts(checked)),
        *(f"{row.said}  {row.amount}" for row in sheet.rows[:6]),
    ]
    if len(sheet.rows) > 6:
        lines.append(_("and {count} more lines").format(count=len(sheet.rows) - 6))
    lacking = [row.said for row in sheet.rows if row.lacks]
    if lacking:
        lines.append(_("Not enough in stock: {lines}").format(lines=", ".join(lacking)))
    if sheet.fee_is_old:
        lines.append(_("The shipping fee was asked for another parcel or place."))
    return replace(sheet, summary=tuple(lines))


def _money_parts(checked: Checked) -> list[str]:
    def money(minor: int) -> str:
        return show(Money(minor, checked.currency), language())

    parts = [_("Total {total}").format(total=money(checked.total))]
    if checked.paid:
        parts.append(_("Paid already {paid}").format(paid=money(checked.paid)))
    if checked.cod:
        parts.append(_("To be collected {cod}").format(cod=money(checked.cod)))
    return parts


def _field(config: Config, rules: EntryRules, contents: Contents, name: str) -> FormField:
    value = getattr(contents, name)
    if name in FLAGS:
        choices = (Choice("no", _("no")), Choice("yes", _("yes")))
        return FormField(name, field_name(name), "yes" if value else "no", choices=choices)
    if name == "courier":
        couriers = tuple(Choice(one, courier_name(config, one)) for one in rules.intake.services)
        return FormField(name, field_name(name), value, choices=couriers)
    if name == "service":
        offered = rules.intake.services.get(contents.courier, ())
        services = tuple(Choice(one, one) for one in offered)
        return FormField(name, field_name(name), value or (offered or ("",))[0], choices=services)
    if name == "method":
        methods = tuple(Choice(one.value, method_name(Method(one))) for one in ENTRY_METHODS)
        return FormField(name, field_name(name), value or methods[0].value, choices=methods)
    return FormField(name, field_name(name), value, _hint(name))


def _hint(name: str) -> str:
    match name:
        case "phone":
            return _("or paste name, phone and address")
        case "cod":
            return _("{rest} means all that is left").format(rest=REST)
        case "ship_by":
            return _("for example 2026-11-30 or 30/11/2026")
        case _:
            return ""


def _row(
    line: EntryLine, stock: HeldFor, contents: Contents, currency: str, *, changes: bool
) -> EntryRow:
    def money(minor: int) -> str:
        return show(Money(minor, currency), language())

    wanted = contents.wanted[line.product_id]
    said = f"{line.quantity} × {line.sku} {line.name}"
    amount = money(line.amount)
    if line.discount:
        amount = f"−{plain_amount(line.discount, currency)} = {amount}"  # as it is typed: short
    if changes:
        told = _("{free} free").format(free=stock.free)
    else:
        told = _("{held} held, {free} more").format(held=min(stock.held, wanted), free=stock.free)
    lacks = stock.held + stock.free < wanted and not changes
    return EntryRow(line.sku, said, amount, told, lacks)


def _totals(rules: EntryRules, contents: Contents, currency: str) -> str:
    """The sums as far as what is typed can be read."""
    from core.files import values

    def amount(text: str) -> int:
        from core.errors import Refusal

        try:
            return values.amount(text.strip(), currency) if text.strip() else 0
        except Refusal:
            return 0

    goods = sum(line.amount for line in contents.lines)
    off = amount(contents.discount)
    if off > goods and contents.lines:
        return _("The discount is more than the goods cost: {goods}.").format(
            goods=show(Money(goods, currency), language())
        )
    total = goods - min(off, goods) + amount(contents.shipping_fee)
    units = sum(line.quantity for line in contents.lines)
    due = total - amount(contents.paid)
    said = _("{units}, total {total}").format(
        units=units_of(units), total=show(Money(total, currency), language())
    )
    if due != total:
        said += ", " + _("left {due}").format(due=show(Money(due, currency), language()))
    return said
