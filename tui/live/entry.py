"""Orders typed in at the screen: each key stroke's worth goes to a draft, a sheet comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.clock import local
from core.customers.following import differs
from core.customers.pasting.reading import read_address
from core.customers.pasting.result import Part
from core.customers.queries import address as stored_address
from core.customers.queries import addresses, customer, find_by_phone, living
from core.errors import Refusal
from core.i18n import _, language
from core.money import show
from core.orders.commands import find, head
from core.orders.entry import drafts
from core.orders.entry.changes import clashes, flat
from core.orders.entry.contents import TEXTS, Contents
from core.orders.entry.drafts import Draft
from core.orders.entry.editing import who_changed
from core.orders.entry.lines import (
    changed_line,
    check_discount,
    line_of,
    products_for,
    read_line,
    with_line,
)
from core.orders.entry.reading import contents_of, copy_of, stored_row
from core.orders.entry.reasons import field_name
from core.orders.entry.rules import EntryRules
from core.people.permissions import Permission, may, require
from core.phones import shown
from core.shipping.editing import rules_of
from core.shipping.entry_deeds import keep
from core.shipping.quoting import grams
from core.stock.holds import standing
from core.text import clean
from core.transaction import Transaction
from tui.entry_views import EntrySheet
from tui.live.customers import address_text, pasted_fields
from tui.live.entry_fees import taken
from tui.live.entry_sheet import sheet_of, summary_of
from tui.views import Choice
from tui.words.verdicts_parts import units as units_of

if TYPE_CHECKING:
    from core.settings import Config

_Command = Callable[["EntryBook", Draft, Mapping[str, str]], EntrySheet]
_PASTED = {
    Part.NAME: "customer",
    Part.PHONE: "phone",
    Part.ADDRESS: "address",
    Part.DISTRICT: "district",
    Part.CITY: "city",
    Part.PROVINCE: "province",
    Part.POSTCODE: "postcode",
}


class EntryBook:
    """Answers one command of the entry screen in one transaction."""

    def __init__(self, tx: Transaction, config: Config, warehouse: int) -> None:
        self._tx = tx
        self._config = config
        self._rules: EntryRules = rules_of(config, warehouse)

    def answer(self, command: str, values: Mapping[str, str]) -> EntrySheet:
        """Carry out one command; `values` has the draft's ``key``. Raises Refusal."""
        begin = _BEGIN.get(command)
        if begin is not None:
            return self._sheet(begin(self, values))
        draft = drafts.load(self._tx, values["key"])
        if draft.order_id is not None and command != "look":
            raise Refusal("draft_done")
        return _COMMANDS[command](self, draft, values)

    def unfinished(self) -> tuple[Choice, ...]:
        """What the operator left unfinished, the latest first. Raises NotAllowed."""
        require(self._tx, Permission.ORDER_ADD)
        return tuple(
            Choice(one.key, self._title(one), self._about(one))
            for one in drafts.unfinished(self._tx)
        )

    def _title(self, draft: Draft) -> str:
        if draft.edits is not None:
            number = head(self._tx, draft.edits).order_no
            return _("Change of order {order}").format(order=number)
        return draft.contents.customer or draft.contents.phone or _("New order")

    def _about(self, draft: Draft) -> str:
        at = local(draft.updated_at, self._rules.zone).strftime("%d/%m %H:%M")
        units = sum(line.quantity for line in draft.contents.lines)
        return f"{at}, {units_of(units)}"

    def _new(self, key: str) -> Draft:
        now = self._tx.now
        contents = Contents(
            currency=self._rules.currency,
            country=self._rules.country,
            courier=self._rules.intake.default_courier,
            service=self._rules.intake.default_service,
        )
        return Draft(key, self._tx.actor.operator_id, contents, None, now, now)

    # Ways to begin.

    def begin(self, values: Mapping[str, str]) -> Draft:
        """A new order; an empty one that was begun here before is as good."""
        require(self._tx, Permission.ORDER_ADD)
        blank = drafts.blank(self._tx)
        if blank is not None:
            return blank
        draft = self._new(drafts.new_key())
        keep(self._tx, self._rules, draft)
        return draft

    def go_on(self, values: Mapping[str, str]) -> Draft:
        """What was left unfinished; its goods are held again as far as they are there."""
        draft = drafts.load(self._tx, values["key"])
        keep(self._tx, self._rules, draft)
        return draft

    def copy(self, values: Mapping[str, str]) -> Draft:
        """A new order like an earlier one."""
        require(self._tx, Permission.ORDER_ADD)
        order = find(self._tx, values["order"], values.get("channel", ""))
        contents = copy_of(self._tx, order.id, self._rules.zone)
        draft = replace(self._new(drafts.new_key()), contents=contents)
        keep(self._tx, self._rules, draft)
        return draft

    def edit(self, values: Mapping[str, str]) -> Draft:
        """An order that is there, to be changed."""
        require(self._tx, Permission.ORDER_NOTE)
        order = find(self._tx, values["order"], values.get("channel", ""))
        base = contents_of(self._tx, order.id, self._rules.zone)
        draft = self._new(drafts.new_key())
        draft = replace(draft, contents=base, base=base, edits=order.id)
        keep(self._tx, self._rules, draft)
        return draft

    # What is done while it is typed.

    def field(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """One field as it was typed."""
        name, value = values["name"], values["value"]
        contents = draft.contents.with_values({name: value})
        if name == "phone" and contents.phone != draft.contents.phone:
            contents = replace(contents, customer_id=None)
        if name == "courier" and contents.courier != draft.contents.courier:
            contents = replace(contents, service="")
        return self._keep(draft, contents)

    def take_customer(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """Fill in who has the phone, and one of their addresses."""
        found = find_by_phone(self._tx, draft.contents.phone, self._country(draft))
        if found is None:
            return self._sheet(draft)
        contents = replace(
            draft.contents, customer=found.name, email=found.email, customer_id=found.id
        )
        chosen = values.get("address", "")
        if chosen.isdecimal():
            place = stored_address(self._tx, int(chosen))
            parts = {n: getattr(place, n) for n in _PASTED.values() if hasattr(place, n)}
            parts |= {"phone": place.phone or contents.phone, "country": place.country}
            contents = replace(contents, customer=place.name or found.name).with_values(parts)
        return self._keep(draft, contents)

    def add(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """A product as it was typed; where several fit they are offered."""
        currency = draft.contents.currency
        typed = read_line(values["text"], currency)
        found = products_for(self._tx, typed.what) if typed.what else ()
        if len(found) == 1:
            line = check_discount(line_of(found[0], typed, currency), currency)
            return self._keep(draft, with_line(self._tx, draft.contents, line))
        said = _("Several products fit {what}. Choose one with the arrows.")
        if not found:
            said = _("There is no product {what}.")
        sheet = self._sheet(draft, found=self._offers(values["text"], currency))
        return replace(sheet, problems=(said.format(what=clean(typed.what, 60)),))

    def seek(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """Products that fit what is typed so far; nothing is kept."""
        found = self._offers(values["text"], draft.contents.currency)
        return EntrySheet(draft.key, "", draft.edits is not None, found=found)

    def line(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """Units, price or discount typed over a line; none takes it out."""
        at = int(values["at"])
        lines = list(draft.contents.lines)
        if at >= len(lines):
            return self._sheet(draft)
        new = changed_line(values["text"], lines[at], draft.contents.currency)
        lines[at : at + 1] = [] if new is None else [new]
        return self._keep(draft, replace(draft.contents, lines=tuple(lines)))

    def take_fee(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """A courier's offer: courier, service and fee as it said."""
        return self._keep(draft, taken(draft.contents, values))

    def weigh(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """What the parcel weighs, in grams; nothing: what its products weigh."""
        told = values["weight"].strip()
        return self._keep(draft, replace(draft.contents, weight=str(grams(told)) if told else ""))

    def paste(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """A pasted block, taken apart, to be looked over; nothing is kept of it yet."""
        found = read_address(values["text"], self._country(draft))
        sheet = self._sheet(draft)
        return replace(sheet, paste=pasted_fields(found, _PASTED), rest=found.rest)

    def fill(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """The looked-over parts of a pasted block."""
        told = {n: v for n, v in values.items() if n in TEXTS and (v or n != "phone")}
        contents = replace(draft.contents.with_values(told), customer_id=None)
        return self._keep(draft, contents)

    def look(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """As it stands; whoever looks still types, so goods are held on."""
        drafts.renew(self._tx, self._rules, draft.key)
        return self._sheet(draft)

    def look_again(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """Begin the change anew from what the order is now."""
        if draft.edits is None:
            return self._sheet(draft)
        now = contents_of(self._tx, draft.edits, self._rules.zone)
        fresh = replace(draft, contents=now, base=now)
        keep(self._tx, self._rules, fresh)
        return self._sheet(fresh)

    def check(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """What is about to be saved, or why it cannot be."""
        sheet = self._sheet(draft)
        if draft.edits is not None and draft.base is not None:
            now = contents_of(self._tx, draft.edits, self._rules.zone)
            if flat(now) != flat(draft.base):
                by = who_changed(self._tx, draft.edits)
                told = clashes(draft.base, now, draft.contents, by)
                lines = tuple(self._clash(one.field, one.who, one.before, one.theirs, one.mine)
                              for one in told)  # fmt: skip
                return replace(sheet, clashes=lines)
        done = summary_of(sheet, self._rules, draft)
        return done if done.problems else replace(done, customer_says=self._customer_says(draft))

    def _customer_says(self, draft: Draft) -> str:
        """What the buyer's own record says where this order differs; empty where it does not."""
        if not may(self._tx, Permission.CUSTOMER_EDIT):
            return ""
        contents, who = draft.contents, draft.contents.customer_id
        if draft.edits is not None:
            who = stored_row(self._tx, draft.edits).customer_id
        elif who is None:
            known = find_by_phone(self._tx, contents.phone, self._country(draft))
            who = known.id if known else None
        if who is None:
            return ""
        apart = differs(self._tx, who, contents)
        one = living(self._tx, who)
        said = []
        if "phone" in apart:
            said.append(shown(one.phone) or _("no phone"))
        if "address" in apart:
            here = [each for each in addresses(self._tx, one.id) if each.is_default]
            said.append(address_text(here[0]) if here else _("no address"))
        if not said:
            return ""
        words = _("The record of {name} says: {what}")
        return words.format(name=one.name, what=" · ".join(said))

    def throw_away(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """Forget it; its goods can be promised again."""
        drafts.throw_away(self._tx, draft.key)
        return EntrySheet(draft.key, "", draft.edits is not None)

    def leave(self, draft: Draft, values: Mapping[str, str]) -> EntrySheet:
        """The screen is left: what says nothing yet is forgotten, anything else waits."""
        untouched = draft.base is not None and flat(draft.base) == flat(draft.contents)
        if draft.contents.is_empty or untouched:
            drafts.throw_away(self._tx, draft.key)
            return EntrySheet("", "", draft.edits is not None)
        return self._sheet(draft)

    def _clash(self, field: str, who: str, before: str, theirs: str, mine: str) -> str:
        said = _("{field}: {before} → {theirs} by {who}").format(
            field=field_name(field), before=before or "-", theirs=theirs or "-", who=who or "?"
        )
        if mine not in {before, theirs}:
            said += "; " + _("yours: {mine}").format(mine=mine or "-")
        return said

    def _country(self, draft: Draft) -> str:
        return draft.contents.country or self._rules.country

    def _keep(self, draft: Draft, contents: Contents) -> EntrySheet:
        changed = replace(draft, contents=contents)
        keep(self._tx, self._rules, changed)
        return self._sheet(changed)

    def _offers(self, text: str, currency: str) -> tuple[Choice, ...]:
        """Products that fit, each with what would add it as it was typed."""
        try:
            typed = read_line(text, currency)
        except Refusal:
            return ()
        if len(typed.what) < 2:
            return ()
        found = products_for(self._tx, typed.what)[:8]
        ids = [one.id for one in found]
        stock = standing(self._tx, self._rules.warehouse, "", ids)
        return tuple(
            Choice(
                text.replace(typed.what, one.sku) if typed.what in text else one.sku,
                f"{one.sku} {one.name}",
                _("{price}, {free} free").format(
                    price=show(one.price, language()), free=stock[one.id].free
                ),
            )
            for one in found
        )

    def _sheet(self, draft: Draft, *, found: tuple[Choice, ...] = ()) -> EntrySheet:
        contents = draft.contents
        sheet = sheet_of(self._tx, self._config, self._rules, draft)
        known: str = ""
        places: tuple[Choice, ...] = ()
        someone = find_by_phone(self._tx, contents.phone, self._country(draft))
        if someone is not None:
            one = customer(self._tx, someone.id)
            known = one.name
            if one.standing.blocked:
                known += " · " + _("blocked: {reason}").format(reason=one.standing.reason)
            if one.note:
                known += f" · {one.note}"
            places = tuple(
                Choice(str(place.id), place.address, f"{place.district} {place.city}".strip())
                for place in addresses(self._tx, one.id)[:9]
            )
        return replace(sheet, known=known, addresses=places, found=found)


_BEGIN: dict[str, Callable[[EntryBook, Mapping[str, str]], Draft]] = {
    "begin": EntryBook.begin,
    "go_on": EntryBook.go_on,
    "copy": EntryBook.copy,
    "edit": EntryBook.edit,
}
_COMMANDS: dict[str, _Command] = {
    "field": EntryBook.field,
    "take_customer": EntryBook.take_customer,
    "add": EntryBook.add,
    "seek": EntryBook.seek,
    "line": EntryBook.line,
    "take_fee": EntryBook.take_fee,
    "weigh": EntryBook.weigh,
    "paste": EntryBook.paste,
    "fill": EntryBook.fill,
    "look": EntryBook.look,
    "look_again": EntryBook.look_again,
    "check": EntryBook.check,
    "leave": EntryBook.leave,
    "throw_away": EntryBook.throw_away,
}
