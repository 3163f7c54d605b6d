"""The addresses of a customer on the screen: which there are, what can be done, and the form."""

from __future__ import annotations

from core.customers import queries
from core.customers.pasting.result import Part
from core.i18n import _
from core.shipping.customer_deeds import PLACE, WHOLE_PLACE
from core.transaction import Transaction
from tui.live.customers import address_text
from tui.views import Choice, Form, FormField
from tui.words.customers import part_name


def place_choices(tx: Transaction, customer_id: int, address_id: str = "") -> tuple[Choice, ...]:
    """The addresses, the default first; of a chosen one what can be done with it."""
    here = queries.addresses(tx, customer_id)
    chosen = next((one for one in here if str(one.id) == address_id), None)
    if chosen is None:
        return tuple(
            Choice(
                str(one.id),
                address_text(one),
                " · ".join(
                    part for part in (_("Default") if one.is_default else "", one.label) if part
                ),
            )
            for one in here
        )
    known = [Choice("change", _("Change it"), address_text(chosen))]
    if not chosen.is_default:
        known.append(Choice("default", _("Make it the default"), _("Parcels go there then.")))
    known.append(Choice("remove", _("Take it off"), _("Orders that went there keep it.")))
    return tuple(known)


def place_form(tx: Transaction, customer_id: int, address_id: str = "") -> Form:
    """The form of an address, empty for a new one."""
    one = queries.living(tx, customer_id)
    here = queries.addresses(tx, customer_id)
    chosen = next((each for each in here if str(each.id) == address_id), None)

    def of(name: str) -> str:
        return str(getattr(chosen, name)) if chosen else ""

    fields = [
        FormField("label", _("Called"), of("label"), hint=_("such as office or home")),
        FormField("name", _("For"), of("name"), hint=_("empty: the customer")),
        FormField("phone", _("Phone"), of("phone")),
        *(FormField(name, part_name(Part(name)), of(name)) for name in PLACE),
    ]
    if not (chosen and chosen.is_default) and here:
        yes_no = (Choice("no", _("No")), Choice("yes", _("Yes")))
        fields.append(FormField("default", _("Default"), "no", choices=yes_no))
    hidden = {"id": str(one.id), "address_id": address_id}
    if chosen:
        hidden |= {f"was_{name}": of(name) for name in WHOLE_PLACE}
    title = _("Address of {name}") if chosen else _("New address of {name}")
    return Form(title.format(name=one.name), tuple(fields), hidden=hidden)
