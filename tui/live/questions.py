"""What actions let one choose from: reasons, papers, printers, names and filters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from core.fulfilment import queue_counts
from core.fulfilment.packing.shorting import Reason
from core.i18n import N_, _
from core.orders.states import PACKABLE, Fulfilment
from core.printer_settings import PROFILES
from core.transaction import Transaction
from tui.live.lists import courier_name
from tui.views import Choice
from tui.words.permissions import ROLES

if TYPE_CHECKING:
    from core.printer_settings import PrinterSettings
    from core.settings import Config

_HOLD = (
    N_("Buyer asked to wait"),
    N_("Address unclear"),
    N_("Payment unclear"),
    N_("Goods damaged"),
    N_("Needs the lead"),
)
_CANCEL = (
    N_("Buyer cancelled"),
    N_("Out of stock"),
    N_("Address cannot be reached"),
    N_("Ordered twice"),
)
_STAYS = (N_("Packed already"), N_("With the courier already"), N_("Made for this buyer"))
_GONE = (N_("Not found"), N_("Sold or given away"), N_("Counted twice"))
_SHORT = {
    Reason.OUT: (N_("Bin is empty"), N_("It is looked for elsewhere; the bin gets counted.")),
    Reason.DAMAGED: (N_("Damaged"), N_("The goods are set aside.")),
    Reason.WRONGBIN: (N_("Something else lies there"), N_("The bin gets counted.")),
}
_PAPERS = {
    "pick_list": N_("Pick list"),
    "packing_slip": N_("Packing slip"),
    "receipt": N_("Receipt"),
}


_VIEWS = (
    ("work", N_("Ready to pack"), PACKABLE),
    ("short", N_("Short of stock"), {Fulfilment.SHORT}),
    ("held", N_("On hold"), {Fulfilment.HELD}),
    ("packed", N_("Packed"), {Fulfilment.PACKED}),
    ("all", N_("All open orders"), frozenset(Fulfilment)),
)
_DISMISS = (
    N_("Entered by hand"),
    N_("Test order"),
    N_("Buyer cancelled"),
    N_("Ordered twice"),
)


def choices_of(
    tx: Transaction, config: Config, warehouse: int, action: str, target: Mapping[str, str]
) -> tuple[Choice, ...]:
    """What an action lets one choose from."""
    match action:
        case "hold" | "cancel":
            return reasons(action)
        case "cancel_wish":
            return (
                Choice("grant", _("Grant it"), _("The order is cancelled.")),
                *(
                    Choice(f"refuse|{_(why)}", _("Refuse it: {why}").format(why=_(why)))
                    for why in _STAYS
                ),
            )
        case "route":
            from tui.live.routes import choices

            return choices(tx, config, warehouse, target)
        case "dismiss":
            return tuple(Choice(_(reason), _(reason)) for reason in _DISMISS)
        case "return_refuse":
            from tui.live.returns import refuse_choices

            return refuse_choices(tx, target)
        case "put_back_gone":
            return tuple(Choice(_(reason), _(reason)) for reason in _GONE)
        case "short":
            return tuple(
                Choice(reason.value, _(label), _(hint)) for reason, (label, hint) in _SHORT.items()
            )
        case "merge_order":
            from tui.live.entry_parting import merge_choices

            return merge_choices(tx, target)
        case "papers":
            return tuple(Choice(kind, _(label)) for kind, label in _PAPERS.items())
        case "printer":
            return tuple(
                Choice(printer.name, printer.name, _paper(printer))
                for printer in config.printers
                if "label" in printer.roles
            )
        case "reprint":
            return (Choice("label", _("The label of the last parcel")),)
        case "customer_trust" | "customer_merge" | "customer_orders" | "customer_places":
            from tui.live.customers import choices_of as of_customer

            return of_customer(tx, config, action, target)
        case "pause" | "move" | "run_again":
            from tui.live.printers import printer_choices

            return printer_choices(tx, config, action, target)
        case "payments":
            from tui.live import payments

            return payments.choices(tx, config, target)
        case "filter":
            return _filters(tx, config, warehouse)
        case "sign_in":
            from core.people.queries import list_operators

            return tuple(
                Choice(one.name, one.name, _(ROLES[one.role.value])) for one in list_operators(tx)
            )
        case _:
            return ()


def reasons(action: str) -> tuple[Choice, ...]:
    """The usual reasons to hold or to cancel an order."""
    known = {"hold": _HOLD, "cancel": _CANCEL}[action]
    return tuple(Choice(_(reason), _(reason)) for reason in known)


def _paper(printer: PrinterSettings) -> str:
    """How wide the paper of a printer is, as people say it."""
    width = printer.width_dots or PROFILES[printer.profile]
    return {384: _("58 mm"), 512: _("80 mm"), 576: _("80 mm"), 832: _("4 inch")}.get(width or 0, "")


def _filters(tx: Transaction, config: Config, warehouse: int) -> tuple[Choice, ...]:
    """Views of the queue, then its channels and couriers, each with how many orders it has."""
    steps = queue_counts.steps(tx, warehouse)
    found = [Choice(f"status={view}", _(label), _many(steps, of)) for view, label, of in _VIEWS]
    for name, title, counts in (
        ("channel", N_("Channel {name}"), queue_counts.channels(tx, warehouse)),
        ("courier", N_("Courier {name}"), queue_counts.couriers(tx, warehouse)),
    ):
        for each in sorted(counts):
            called = courier_name(config, each) if name == "courier" else each
            said = _(title).format(name=called)
            found.append(Choice(f"{name}={each}", said, str(counts[each])))
    return tuple(found)


def _many(steps: Mapping[Fulfilment, int], of: Collection[Fulfilment]) -> str:
    return str(sum(count for step, count in steps.items() if step in of))
