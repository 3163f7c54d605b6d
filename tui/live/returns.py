"""Returns as the station shows them, and the forms that register and settle them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.channels.returns_told import told_of
from core.clock import local
from core.errors import Refusal
from core.i18n import N_, _, language
from core.money import Money, parse, show
from core.orders.commands import find
from core.orders.entry.contents import plain_amount
from core.orders.payments.states import Method
from core.returns.exchanging import goods_of
from core.returns.finding import order_of_code
from core.returns.queries import (
    Return,
    ReturnLine,
    by_code,
    count,
    lines_of,
    page,
    returnable,
    returns_of,
)
from core.returns.settling import Settlement, refundable
from core.returns.states import ReturnState, Wish
from core.text import clean
from core.transaction import Transaction
from tui.views import Choice, Detail, Filter, Form, FormField, Page, ReturnRow, Section
from tui.words.returns import billing_name, method_name, return_state, wish_name

_LINE = "line."
_MOST = 1_000_000


def return_page(
    tx: Transaction, zone: str, wanted: Filter, offset: int, limit: int
) -> Page[ReturnRow]:
    """A page of the returns, those that are open first."""
    states = (ReturnState(wanted.status),) if wanted.status else ()
    found = page(tx, states=states, text=wanted.text, offset=offset, limit=limit)
    rows = tuple(
        ReturnRow(
            one.code,
            one.order_no,
            one.customer,
            return_state(one.state),
            wish_name(one.wish),
            f"{one.good + one.damaged}/{one.expected}",
            _when(one.created_at, zone),
            one.state.value,
            one.channel,
        )
        for one in found
    )
    return Page(rows, count(tx, states=states, text=wanted.text))


def return_sheet(tx: Transaction, code: str, zone: str) -> Detail:
    """Everything about a return."""
    found = by_code(tx, code)
    rows = [
        (_("Order"), f"{found.order_no} · {found.channel}"),
        (_("Buyer"), found.customer),
        (_("Wants"), wish_name(found.wish)),
        (_("Why"), found.reason),
        (_("Registered"), _when(found.created_at, zone)),
        (_("Arrived"), _when(found.arrived_at, zone)),
        (_("Inspected"), _when(found.inspected_at, zone)),
        (_("Ended"), _when(found.ended_at, zone)),
    ]
    told = told_of(tx, found.code)
    if told is not None:
        rows.append((_("At the channel"), f"{told.return_no} · {told.raw_status}"))
    goods = [(_("SKU"), _("Product"), _("Good"), _("Damaged"), _("Bin"), _("Note"))]
    goods += [_line(one) for one in lines_of(tx, found.id)]
    money = []
    if found.state is ReturnState.SETTLED:
        money = [
            (_("Refund"), _amount(found.refund, found.currency)),
            (_("New order"), found.exchange_no or ""),
            (_("Billing"), billing_name(found.billing)),
        ]
    elif found.state is ReturnState.INSPECTED:
        money = [(_("To refund"), _amount(refundable(tx, found), found.currency))]
    sections = (
        Section(_("Now"), tuple((said,) for said in _now(found))),
        Section(_("Money"), tuple(row for row in money if row[1])),
        Section(_("Goods"), tuple(goods)),
        Section(_("Return"), tuple(row for row in rows if row[1])),
    )
    title = f"{found.code}  {found.order_no}"
    return Detail(title, return_state(found.state), tuple(s for s in sections if s.rows))


def returns_section(tx: Transaction, order_id: int, zone: str) -> Section:
    """The returns of an order, for its sheet."""
    rows = tuple(
        (
            one.code,
            return_state(one.state),
            _("{good} good, {damaged} damaged of {expected}").format(
                good=one.good, damaged=one.damaged, expected=one.expected
            ),
            one.exchange_no or (_amount(one.refund, one.currency) if one.refund else ""),
            _when(one.created_at, zone),
        )
        for one in returns_of(tx, order_id)
    )
    return Section(_("Returns"), rows)


def register_form(tx: Transaction, target: Mapping[str, str]) -> Form:
    """What comes back of an order: the one that is chosen, else the one of a label or number."""
    order_id, number = _meant(tx, target)
    lines = returnable(tx, order_id)
    if not any(line.shipped for line in lines):
        raise Refusal("return_not_shipped", order=number)
    if not any(line.left for line in lines):
        raise Refusal("return_nothing_left", order=number)
    here = (Choice("yes", _("here now")), Choice("no", _("expected")))
    who = (Choice("no", _("the buyer sent it")), Choice("yes", _("it was not delivered")))
    wishes = tuple(Choice(wish.value, wish_name(wish)) for wish in Wish)
    return Form(
        _("Return of {order}").format(order=number),
        (
            *(
                FormField(
                    f"{_LINE}{line.line_id}",
                    line.sku,
                    str(line.left),
                    hint=_("of {count} sent").format(count=line.shipped),
                )
                for line in lines
                if line.left
            ),
            FormField("reason", _("Why"), hint=_("too small, broken, changed their mind …")),
            FormField("wish", _("Wants"), Wish.REFUND.value, choices=wishes),
            FormField("arrived", _("Where"), "yes", choices=here),
            FormField("undelivered", _("Came back because"), "no", choices=who),
        ),
    )


def registered(tx: Transaction, values: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """The order and what was filled in; raises Refusal ``quantity_unreadable``."""
    order_id, _number = _meant(tx, values)
    wanted = {
        int(name.removeprefix(_LINE)): _units(value)
        for name, value in values.items()
        if name.startswith(_LINE)
    }
    return order_id, {
        "wanted": wanted,
        "reason": values.get("reason", ""),
        "wish": Wish(values.get("wish", Wish.REFUND.value)),
        "undelivered": values.get("undelivered") == "yes",
        "arrived": values.get("arrived") == "yes",
    }


def settle_form(tx: Transaction, target: Mapping[str, str]) -> Form:
    """How a return is settled; what is suggested is what the goods had cost."""
    found = by_code(tx, target.get("return", ""))
    if found.state is not ReturnState.INSPECTED:
        raise Refusal("return_step", returned=found.code, state=found.state.value)
    amount = refundable(tx, found)
    methods = tuple(Choice(one.value, method_name(one)) for one in Method)
    note = _("{good} good, {damaged} damaged of {expected}").format(
        good=found.good, damaged=found.damaged, expected=found.expected
    )
    left = [one for one in lines_of(tx, found.id) if one.good + one.damaged]
    same = " ".join(f"{one.sku}={one.good + one.damaged}" for one in left)
    return Form(
        _("Settle {code} of {order}").format(code=found.code, order=found.order_no),
        (
            FormField(
                "goods",
                _("Other goods"),
                same if found.wish is Wish.EXCHANGE else "",
                hint=_("SKU=units, as in TEH=1 KOPI=2"),
            ),
            FormField(
                "refund",
                _("Refund, {currency}").format(currency=found.currency),
                "" if found.wish is Wish.EXCHANGE else plain_amount(amount, found.currency),
                hint=_refund_hint(amount, found.currency),
            ),
            FormField("method", _("How"), Method.TRANSFER.value, choices=methods),
            FormField("reference", _("Reference")),
        ),
        notes=(note,),
        hidden={"credit": str(amount), "came": str(found.good + found.damaged)},
    )


def _refund_hint(amount: int, currency: str) -> str:
    if not amount:
        return _("nothing was paid for these goods")
    return _("what is left of {amount}").format(amount=_amount(amount, currency))


def settlement(tx: Transaction, values: Mapping[str, str]) -> Settlement:
    """What was filled in; raises Refusal where it cannot be read."""
    found = by_code(tx, values.get("return", ""))
    raw = clean(values.get("refund", ""), 40)
    return Settlement(
        refund=parse(raw, found.currency).minor if raw else None,
        method=Method(values.get("method", Method.TRANSFER.value)),
        reference=values.get("reference", ""),
        goods=goods_of(tx, wanted_goods(values.get("goods", ""))),
        sure=True,  # the screen asked where it is more than came back
    )


def wanted_goods(text: str) -> dict[str, int]:
    """``SKU=units`` words as units by SKU; a SKU alone is one unit."""
    found: dict[str, int] = {}
    for word in clean(text, 500).replace(",", " ").split():
        sku, _equals, units = word.rpartition("=")
        if not sku:
            sku, units = word, "1"
        found[sku] = found.get(sku, 0) + _units(units)
    return found


def _units(value: str) -> int:
    text = clean(value, 20)
    if not text:
        return 0
    if not text.isdecimal() or int(text) > _MOST:
        raise Refusal("quantity_unreadable", value=text)
    return int(text)


def _meant(tx: Transaction, target: Mapping[str, str]) -> tuple[int, str]:
    if target.get("label"):
        return order_of_code(tx, target["label"])
    if not target.get("order"):
        raise Refusal("no_order_chosen")
    order = find(tx, target["order"], target.get("channel", ""))
    return order.id, order.order_no


def _line(one: ReturnLine) -> tuple[str, str, str, str, str, str]:
    good = f"{one.good}/{one.expected}"
    return (one.sku, one.name, good, str(one.damaged or ""), one.bin or "", one.note)


def _now(found: Return) -> tuple[str, ...]:
    match found.state:
        case ReturnState.ANNOUNCED:
            return (_("Scan its label when it comes, or press F9."),)
        case ReturnState.ARRIVED:
            return (
                _("Scan each item, then its bin; F9 closes the inspection."),
                _("Damaged: Alt+M with a note. F8 takes the last one back."),
            )
        case ReturnState.INSPECTED:
            return (_("F9 settles it. Alt+C refuses it."),)
        case _:
            return ()


def _amount(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())


def _when(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else local(moment, zone).strftime("%d/%m %H:%M")


def damaged_form(tx: Transaction, target: Mapping[str, str]) -> Form:
    """What is wrong with the item in hand."""
    return Form(_("Damaged"), (FormField("note", _("What is wrong with it")),))


def refuse_choices(tx: Transaction, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """Reasons to refuse a return, each with what becomes of goods that were inspected."""
    if not target.get("return"):
        raise Refusal("return_which")
    found = by_code(tx, target["return"])
    back = _("the goods go back to the buyer")
    choices = [Choice(f"back|{_(why)}", _(why), back) for why in _REFUSED]
    if found.good + found.damaged:
        stay = _("the goods stay here")
        choices += [Choice(f"stay|{_(why)}", _(why), stay) for why in _REFUSED]
    return tuple(choices)


_REFUSED = (
    N_("Used or worn"),
    N_("Came too late"),
    N_("Not ours"),
    N_("Registered by mistake"),
)
FORMS = {
    "return": register_form,
    "register": register_form,
    "return_settle": settle_form,
    "return_damaged": damaged_form,
}
"""The forms about returns by action."""
