"""What the order book asks: filters, columns, lists to keep, files, deeds for many orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.customers.models import customer_groups
from core.errors import NotFound
from core.i18n import N_, _
from core.messages.texts import Reason
from core.orders.book.columns import COLUMNS as NAMES
from core.orders.book.filters import GROUPS, Paid
from core.orders.states import OrderStatus, Source
from core.people.permissions import Permission
from core.stock.models import warehouses
from core.transaction import Transaction
from tui.given_path import usual_folder
from tui.live.questions import reasons
from tui.views import Choice, Form, FormField
from tui.words.book import COLUMNS, filter_name, paid_name, source_name, words_of
from tui.words.messages import text_name
from tui.words.states import status_name

if TYPE_CHECKING:
    from core.settings import Config

_GROUPS = {
    "waiting": N_("waiting for money"),
    "work": N_("in work"),
    "any": N_("all, cancelled and returned too"),
}
_ASKED = ("statuses", "paid", "source", "group", "courier", "warehouse", "since", "until")
"""Filters of the form, in the order in which they are asked."""
_DEEDS = (
    ("hold", N_("Hold"), N_("Put them aside, with a reason.")),
    ("release", N_("Release"), N_("End their holds.")),
    ("print", N_("Print"), N_("What was not printed yet.")),
    ("print_again", N_("Print again"), N_("Copies, whatever was printed before.")),
    ("confirm", N_("Confirm payments"), N_("What buyers say they paid is there.")),
    ("file", N_("Export"), N_("Write them to a CSV or XLSX file.")),
    ("unmark", N_("Take all marks away"), ""),
    ("cancel", N_("Cancel orders"), N_("Cancel them, with a reason.")),
    ("follow_up", N_("Follow up"), N_("Write to their buyers, nobody twice.")),
    ("labels", N_("Marketplace labels"), N_("Arrange and print them ahead of packing.")),
)
AHEAD_WHY = (
    N_("Labels go onto the totes first"),
    N_("The courier comes before all is packed"),
)
"""Usual reasons for labels ahead of packing."""
PERMISSIONS = {
    "hold": Permission.ORDER_HOLD,
    "release": Permission.ORDER_RELEASE,
    "print": Permission.PRINT,
    "print_again": Permission.REPRINT,
    "labels": Permission.OVERRIDE_CONTENTS,
    "confirm": Permission.PAYMENT_CONFIRM,
    "follow_up": Permission.MESSAGE_SEND,
    "cancel": Permission.ORDER_CANCEL,
}
_LETTERS = (Reason.PAYMENT_REMINDER, Reason.ORDER_CONFIRMED, Reason.SHIPPED, Reason.CANCELLED)
"""Texts that say the same to many buyers."""
_PAPERS = (
    ("label", N_("Label")),
    ("packing_slip", N_("Packing slip")),
    ("pick_list", N_("Pick list")),
    ("receipt", N_("Receipt")),
)


def bulk_choices(what: str) -> tuple[Choice, ...]:
    """The deeds where none is named, else what has to be chosen for that one: empty for nothing."""
    match what:
        case "":
            return tuple(Choice(name, _(label), _(hint)) for name, label, hint in _DEEDS)
        case "hold" | "cancel":
            return reasons(what)
        case "labels":
            return tuple(Choice(_(why), _(why)) for why in AHEAD_WHY)
        case "print" | "print_again":
            return tuple(Choice(kind, _(label)) for kind, label in _PAPERS)
        case "follow_up":
            return tuple(Choice(one.value, text_name(one)) for one in Reason if one in _LETTERS)
    return ()


def form(
    tx: Transaction, config: Config, what: str, wanted: Mapping[str, str], columns: Sequence[str]
) -> Form:
    """A form of the book; raises NotFound ``nothing_to_fill_in`` for one that there is not."""
    match what:
        case "filter":
            return _filters(tx, config, wanted)
        case "columns":
            return _columns(columns)
        case "list":
            return Form(
                _("Keep this list"),
                (
                    FormField("name", _("Name")),
                    FormField("shared", _("For everybody"), "no", choices=_yes_no()),
                ),
            )
        case "file":
            kinds = (Choice(".csv", "CSV"), Choice(".xlsx", "XLSX"))
            place = usual_folder(config)
            return Form(
                _("Write to a file"),
                (
                    FormField("kind", _("Kind"), ".csv", choices=kinds),
                    FormField("path", _("Path"), hint=_("else in {folder}").format(folder=place)),
                ),
            )
    raise NotFound("nothing_to_fill_in", action=what)


def _yes_no() -> tuple[Choice, ...]:
    return (Choice("no", _("no")), Choice("yes", _("yes")))


def _columns(shown: Sequence[str]) -> Form:
    fields = (
        FormField(name, _(COLUMNS[name]), "yes" if name in shown else "no", choices=_yes_no())
        for name in NAMES
    )
    return Form(_("Columns"), tuple(fields))


def _filters(tx: Transaction, config: Config, wanted: Mapping[str, str]) -> Form:
    words = words_of(config)
    all_ = Choice("", _("all"))
    states = (
        Choice("", _("all but cancelled and returned")),
        *(Choice(one.value, status_name(one)) for one in OrderStatus),
        *(Choice(name, _(label)) for name, label in _GROUPS.items()),
    )
    now = wanted.get("statuses", "")
    if now and now not in {one.value for one in states}:
        states += (Choice(now, _statuses(now)),)
    groups = tx.execute(select(customer_groups.c.name).order_by(customer_groups.c.name)).scalars()
    places = tx.execute(select(warehouses.c.code, warehouses.c.name).order_by(warehouses.c.code))
    choices: dict[str, tuple[Choice, ...]] = {
        "statuses": states,
        "paid": (all_, *(Choice(one.value, paid_name(one)) for one in Paid)),
        "source": (all_, *(Choice(one.value, source_name(one)) for one in Source)),
        "courier": (
            all_,
            *(Choice(code, words("courier", code)) for code in config.couriers.codes),
        ),
        "group": (all_, *(Choice(name, name) for name in groups)),
        "warehouse": (all_, *(Choice(code, code, name) for code, name in places)),
    }
    day = _("2026-11-30, or -7 for a week ago")
    fields = tuple(
        FormField(
            name,
            filter_name(name),
            wanted.get(name, ""),
            hint=day if name in {"since", "until"} else "",
            choices=choices.get(name, ()),
        )
        for name in _ASKED
    )
    return Form(_("Show which orders?"), fields)


def said(config: Config, wanted: Mapping[str, str]) -> str:
    """The filters in words, but the text that stands in its own field."""
    words = words_of(config)
    found = []
    for name, value in wanted.items():
        match name:
            case "text":
                continue
            case "statuses":
                found.append(_statuses(value))
            case "paid":
                found.append(paid_name(Paid(value)))
            case "source":
                found.append(source_name(Source(value)))
            case "courier" | "fulfilment":
                found.append(words(name, value))
            case "since":
                found.append(_("from {day}").format(day=value))
            case "until":
                found.append(_("up to {day}").format(day=value))
            case "customer":
                found.append(_("one customer"))
            case _:
                found.append(value)
    return " · ".join(found)


def _statuses(text: str) -> str:
    if text in GROUPS:
        return _(_GROUPS[text])
    return ", ".join(status_name(OrderStatus(one)) for one in text.split(","))
