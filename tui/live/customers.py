"""Customers as screens and the command line show them: list, sheet, form, merge, pasted text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from core.clock import local
from core.customers import queries
from core.customers.duplicates import duplicates
from core.customers.merging import merged
from core.customers.models import Trust
from core.customers.pasting.result import Part, Pasted, Sure
from core.customers.records import Address, Customer
from core.errors import Refusal
from core.i18n import N_, _, language, ngettext, show_time
from core.money import show
from core.orders import buyers
from core.orders.buyers import Bought, JoinedIn
from core.phones import shown
from core.shipping.customer_deeds import PLACE
from core.transaction import Transaction
from tui.views import Choice, CustomerRow, Detail, Filter, Form, FormField, Page, Section
from tui.words.customers import because_text, part_name, standing_text, trust_word
from tui.words.customers import why_text as _why
from tui.words.states import status_name

if TYPE_CHECKING:
    from core.settings import Config

_LAST_ORDERS = 20
_MARK = {Sure.SURE: "", Sure.LIKELY: "~", Sure.UNSURE: "?"}
_REASONS = (
    (Trust.TRUSTED, N_("Pays reliably")),
    (Trust.TRUSTED, N_("Known for long")),
    (Trust.BLOCKED, N_("Refused parcels")),
    (Trust.BLOCKED, N_("Does not pay")),
    (Trust.BLOCKED, N_("Wrong address or number")),
    (Trust.BLOCKED, N_("Abuses returns")),
)


def customer_page(
    tx: Transaction, config: Config, wanted: Filter, offset: int, limit: int
) -> Page[CustomerRow]:
    """A page of the customers by name; with a text those whose name, phone or e-mail holds it."""
    country = config.shop.country
    found, total = queries.search(tx, wanted.text, country=country, offset=offset, limit=limit)
    sums = buyers.bought_by(tx, [one.id for one in found])
    return Page(tuple(_row(one, sums.get(one.id, ())) for one in found), total)


def customer_sheet(tx: Transaction, config: Config, customer_id: int) -> Detail:
    """Everything about a customer."""
    one = queries.customer(tx, customer_id)
    facts = [
        (_("Number"), f"#{one.id}"),
        (_("Phone"), ", ".join(shown(each) for each in queries.phones(tx, one.id))),
        (_("E-mail"), one.email),
        (_("Group"), one.group),
        (_("Standing"), standing_text(one.standing)),
        (_("Must read") if one.must_read else _("Note"), one.note),
    ]
    if one.merged_into is not None:
        into = queries.customer(tx, one.merged_into)
        facts.insert(0, (_("Part of"), f"{into.name} (#{into.id})"))
    sections = [Section(_("Customer"), _filled(facts))]
    if merged(tx, one.id):
        joined = tuple(
            (show_time(each.at, config.shop.timezone), joined_text(each))
            for each in buyers.joined(tx, one.id)
        )
        sections.append(Section(_("Merged in"), joined))
    sums = [(str(each.total.currency), _sums(each)) for each in buyers.bought(tx, one.id)]
    if sums:
        sections.append(Section(_("Bought"), tuple(sums)))
    places = [(_place_name(each), address_text(each)) for each in queries.addresses(tx, one.id)]
    if places:
        sections.append(Section(_("Addresses"), tuple(places)))
    pairs = [
        (each.other if each.one.id == one.id else each.one, each.because)
        for each in duplicates(tx, one.id)
    ]
    if pairs:
        like = tuple((f"#{each.id}", f"{each.name}: {because_text(why)}") for each, why in pairs)
        sections.append(Section(_("May be the same"), like))
    zone = config.shop.timezone
    orders = tuple(
        (
            local(each.ordered_at, zone).strftime("%d/%m/%y"),
            each.order_no,
            status_name(each.status),
            show(each.total, language()),
        )
        for each in buyers.history(tx, one.id, limit=_LAST_ORDERS)
    )
    if orders:
        sections.append(Section(_("Orders"), orders))
    return Detail(one.name, trust_word(one.standing.trust), tuple(sections))


def joined_text(one: JoinedIn) -> str:
    """Who was merged in by whom, and what came along."""
    came = [
        ngettext("{count} order", "{count} orders", one.orders).format(count=one.orders),
        ", ".join(shown(phone) for phone in one.phones),
        ngettext("{count} address", "{count} addresses", one.addresses).format(count=one.addresses)
        if one.addresses
        else "",
        one.email,
        one.note,
    ]
    who = _("{name} (#{id}), by {who}").format(name=one.name, id=one.gone, who=one.who or "kemas")
    return " · ".join((who, *(part for part in came if part)))


def address_text(one: Address) -> str:
    """An address on one line."""
    who = ", ".join(part for part in (one.name, shown(one.phone)) if part)
    place = ", ".join(
        part for part in (one.address, *(_part(one, each) for each in PLACE[1:])) if part
    )
    return f"{who}: {place}" if who else place


def order_choices(tx: Transaction, config: Config, customer_id: int) -> tuple[Choice, ...]:
    """The orders of a customer to choose from, latest first; a value is channel, tab, number."""
    return tuple(
        Choice(
            f"{one.channel}\t{one.order_no}",
            one.order_no,
            " · ".join(
                (
                    show_time(one.ordered_at, config.shop.timezone),
                    status_name(one.status),
                    show(one.total, language()),
                )
            ),
        )
        for one in buyers.history(tx, customer_id, limit=100)
    )


def trust_choices(tx: Transaction, customer_id: int) -> tuple[Choice, ...]:
    """What one may say of a customer: the value is the opinion and, after a colon, the reason."""
    one = queries.customer(tx, customer_id)
    found = [
        Choice(f"{trust.value}:{_(reason)}", f"{trust_word(trust)}: {_(reason)}")
        for trust, reason in _REASONS
    ]
    found += [
        Choice(f"{trust.value}:", _("{word}: another reason …").format(word=trust_word(trust)))
        for trust in (Trust.TRUSTED, Trust.BLOCKED)
    ]
    if one.own_trust is not Trust.NONE:
        found.insert(0, Choice("none:-", _("Take it back"), standing_text(one.standing)))
    return tuple(found)


def merge_choices(tx: Transaction, customer_id: int) -> tuple[Choice, ...]:
    """Who may be the same customer, and why."""
    found = []
    for pair in duplicates(tx, customer_id):
        other = pair.other if pair.one.id == customer_id else pair.one
        said = f"{other.name} (#{other.id})"
        found.append(Choice(str(other.id), said, because_text(pair.because)))
    return tuple(found)


def choices_of(
    tx: Transaction, config: Config, action: str, target: Mapping[str, str]
) -> tuple[Choice, ...]:
    """What an action lets one choose from about a customer."""
    if not target.get("id"):
        raise Refusal("no_customer_chosen")
    customer_id = int(target["id"])
    if action == "customer_trust":
        return trust_choices(tx, customer_id)
    if action == "customer_merge":
        return merge_choices(tx, customer_id)
    if action == "customer_places":
        from tui.live.customer_places import place_choices

        return place_choices(tx, customer_id, target.get("address_id", ""))
    return order_choices(tx, config, customer_id)


def form_of(tx: Transaction, config: Config, action: str, target: Mapping[str, str]) -> Form:
    """The form of an action on customers."""
    if action == "customer_new":
        return customer_form(tx, config, None)
    if not target.get("id"):
        raise Refusal("no_customer_chosen")
    if action == "customer_merge":
        return merge_form(tx, config, target)
    if action == "customer_places":
        from tui.live.customer_places import place_form

        return place_form(tx, int(target["id"]), target.get("address_id", ""))
    return customer_form(tx, config, int(target["id"]))


def customer_form(tx: Transaction, config: Config, customer_id: int | None) -> Form:
    """The form of a customer, empty for a new one; ``version`` is hidden in the notes' place."""
    one = None if customer_id is None else queries.living(tx, customer_id)
    phones = queries.phones(tx, one.id) if one else ()
    here = queries.addresses(tx, one.id)[:1] if one else ()
    home = here[0] if here else None
    groups = (Choice("", _("none")), *(Choice(str(g.id), g.name) for g in queries.groups(tx)))

    def of(name: str) -> str:
        return str(getattr(one, name)) if one else ""

    fields = [
        FormField("name", _("Name"), of("name")),
        FormField("phones", _("Phones"), ", ".join(phones), hint=_("with commas between")),
        FormField("email", _("E-mail"), of("email")),
        FormField("group", _("Group"), str((one and one.group_id) or ""), choices=groups),
        FormField("new_group", _("New group"), hint=_("a name makes one")),
        FormField("note", _("Note"), of("note")),
        FormField(
            "must_read",
            _("Must be read"),
            "yes" if one and one.must_read else "no",
            choices=(Choice("no", _("No")), Choice("yes", _("Yes"))),
        ),
        *(
            FormField(name, part_name(Part(name)), _part(home, name) if home else "")
            for name in PLACE
        ),
    ]
    title = _("Customer {name}").format(name=one.name) if one else _("New customer")
    return Form(title, tuple(fields), hidden=_shown_before(one, home, fields))


def _shown_before(
    one: Customer | None, home: Address | None, fields: Iterable[FormField]
) -> Mapping[str, str]:
    """What goes back with a form: whom it is about, and all that it showed."""
    was = {f"was_{each.name}": each.value for each in fields}
    if one is None:
        return {name: value for name, value in was.items() if name[4:] in PLACE}
    was |= {"id": str(one.id), "version": str(one.version), "was_country": one.country}
    was["country"] = one.country
    return was | ({"address_id": str(home.id)} if home else {})


def merge_form(tx: Transaction, config: Config, target: Mapping[str, str]) -> Form:
    """What merging two customers would move, and the question which one stays."""
    one = queries.customer(tx, int(target["id"]))
    who = target.get("other", "")
    if not who:
        return Form(
            _("Merge {name}").format(name=one.name),
            (FormField("other", _("With"), hint=_("phone, e-mail, name or number")),),
        )
    other = queries.find(tx, who, config.shop.country)
    stays = (
        Choice(f"{one.id}:{other.id}", f"{one.name} (#{one.id})"),
        Choice(f"{other.id}:{one.id}", f"{other.name} (#{other.id})"),
    )
    return Form(
        _("Merge {name} and {other}").format(name=one.name, other=other.name),
        (FormField("keep", _("Stays"), stays[0].value, choices=stays),),
        tuple(merge_lines(tx, one.id, other.id)),
    )


def merge_lines(tx: Transaction, keep: int, gone: int) -> list[str]:
    """What a merge would do, in lines."""
    found = buyers.merger(tx, keep, gone)
    move = found.moving
    said = [
        _("From {name} (#{id}) move: {orders}.").format(
            name=move.gone.name,
            id=move.gone.id,
            orders=ngettext("{count} order", "{count} orders", len(found.orders)).format(
                count=len(found.orders)
            ),
        )
    ]
    if move.phones:
        numbers = ", ".join(shown(one) for one in move.phones)
        said.append(_("Phones: {phones}").format(phones=numbers))
    said += [_("Address: {address}").format(address=address_text(one)) for one in move.addresses]
    if move.email:
        said.append(_("E-mail: {email}").format(email=move.email))
    if move.note:
        said.append(_("Note: {note}").format(note=move.note))
    if move.trust is Trust.BLOCKED:
        said.append(_("The one who stays is blocked."))
    return said


def pasted_values(found: Pasted) -> dict[str, str]:
    """The parts by the names of an order's columns; a number that can be dialled as E.164."""
    values = {part.value: one.text for part in Part if (one := found.part(part))}
    if found.number:
        values["phone"] = found.number
    return values


def pasted_fields(found: Pasted, names: Mapping[Part, str]) -> tuple[FormField, ...]:
    """A field for each part, marked where it is not sure; `names` says what each field is called.

    The mark stands after the label (``~`` likely, ``?`` unsure, ``–`` not found) and the hint says
    why.
    """
    values, fields = pasted_values(found), []
    for part in Part:
        one = found.part(part)
        mark = "–" if one is None else _MARK[one.sure]
        hint = _("not found") if one is None else _why(one.why)
        label = f"{part_name(part)} {mark}".strip()
        fields.append(FormField(names[part], label, values.get(part.value, ""), hint=hint))
    return tuple(fields)


def _row(one: Customer, sums: tuple[Bought, ...]) -> CustomerRow:
    return CustomerRow(
        id=str(one.id),
        name=one.name,
        phone=shown(one.phone),
        email=one.email,
        group=one.group,
        standing=trust_word(one.standing.trust),
        blocked=one.standing.blocked,
        orders=sum(each.orders for each in sums),
        total=" + ".join(show(each.total, language()) for each in sums),
        must_read=one.must_read,
    )


def _sums(one: Bought) -> str:
    said = [
        ngettext("{count} order", "{count} orders", one.orders).format(count=one.orders),
        _("total {total}").format(total=show(one.total, language())),
        _("paid {paid}").format(paid=show(one.paid, language())),
    ]
    if one.cod.minor:
        said.append(_("COD open {cod}").format(cod=show(one.cod, language())))
    if one.cancelled:
        said.append(_("{count} cancelled").format(count=one.cancelled))
    return " · ".join(said)


def _filled(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts if value)


def _place_name(one: Address) -> str:
    return one.label or (_("Default") if one.is_default else "")


def _part(one: Address, name: str) -> str:
    return str(getattr(one, name))
