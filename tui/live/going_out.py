"""Invoices that go out as the station shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from core.billing.rules import billing_rules
from core.billing.sending import deeds, printing, queries
from core.billing.sending.queries import Delivery
from core.billing.sending.states import DeliveryState, Fate, OutWay
from core.billing.sending.survey import fine, survey
from core.errors import NotFound, Refusal
from core.fulfilment.packing.session import Deed
from core.i18n import _, language, show_time
from core.money import Money, show
from core.shipping.settings import settings_of
from core.text import clean
from core.transaction import Transaction
from tui.live.boards import At, AtStation
from tui.progress import bar
from tui.views import BoardRow, Choice, Detail, Filter, Form, FormField, Ink, Page, Section
from tui.words.sending import envelope_name, fate_name, odd_name, out_way, why_words

_TROUBLES = timedelta(days=60)
_MOST = 500
_INKS: dict[Fate, Ink] = {
    Fate.HELD: "warn",
    Fate.UNKNOWN: "bad",
    Fate.FAILED: "bad",
    Fate.OUT: "good",
    Fate.TAKEN_OUT: "quiet",
}


def page(tx: Transaction, at: At, wanted: Filter, offset: int, limit: int) -> Page[BoardRow]:
    """What nobody knows of and what failed, then what is held, the odd ones first, then the rest.

    A state that is chosen shows the log of it, the newest first.
    """
    about = _about(tx)
    if wanted.status:
        fates = () if wanted.status == "log" else (Fate(wanted.status),)
        found = queries.listed(tx, fates=fates, words=wanted.text, limit=limit + 1, offset=offset)
        rows = tuple(_row(one, about) for one in found[:limit])
        return Page(rows, offset + len(found))
    shown = [*_troubles(tx), *survey(tx)]
    if wanted.text:
        text = wanted.text.casefold()
        shown = [one for one in shown if text in f"{one.number} {one.buyer}".casefold()]
    rows = tuple(_row(one, about) for one in shown[offset : offset + limit])
    return Page(rows, len(shown))


def sheet(tx: Transaction, at: At, identifier: str) -> Detail:
    """What is odd about it, and all that was done to bring the invoice to its buyer."""
    one = _one(tx, identifier)
    zone = at.zone
    facts = (
        (_("Buyer"), one.buyer),
        (_("Total"), _money(one.total, one.currency)),
        (_("Way"), out_way(one.way)),
        (_("To"), one.recipient),
        (_("Odd"), ", ".join(odd_name(odd) for odd in one.odd)),
        (_("Batch"), f"{one.batch_id} / {one.place}" if one.batch_id is not None else ""),
        (_("Note"), one.note),
    )
    sections = [Section(_("Invoice"), tuple(fact for fact in facts if fact[1]))]
    rows = []
    for each in queries.log_of(tx, one.invoice_id):
        when = each.went_at or each.decided_at or each.created_at
        who = each.decided_by or each.created_by or "kemas"
        said = why_words(each)
        rows.append((f"{out_way(each.way)} {each.again}", fate_name(each.fate)))
        rows.append((show_time(when, zone), f"{who}  {each.recipient or each.printer}".strip()))
        if said:
            rows.append(("", said))
    sections.append(Section(_("Log"), tuple(rows)))
    return Detail(f"{one.number}  {one.buyer}", fate_name(one.fate), tuple(sections))


def choices(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> tuple[Choice, ...]:
    """What a key lets one choose from."""
    if action == "out_filter":
        every = [Choice(f"{one.value}|{fate_name(one)}", fate_name(one)) for one in Fate]
        whole = _("the whole log")
        return (Choice("", _("What waits")), Choice(f"log|{whole}", whole), *every)
    if action == "out_batch":
        return _batch_choices(tx, at)
    one = _one(tx, target.get("id", ""))
    said = f"{one.buyer}  {_money(one.total, one.currency)}"
    if action == "out_take":
        return (Choice("this", _("Take it out: {way}").format(way=out_way(one.way)), said),)
    if action == "out_answer":
        if one.fate is not Fate.UNKNOWN:
            raise Refusal("delivery_known", invoice=one.number)
        return (
            Choice("yes", _("Yes, it arrived or came out"), said),
            Choice("no", _("No: it did not"), _("F7 sends it again; paper is printed anew.")),
        )
    held = [each for each in survey(tx) if each.state is DeliveryState.HELD]
    first = Choice("this", _("Release this one"), said)
    plain = [each for each in held if not each.odd]
    able = [each for each in held if fine(each)]
    more = [
        Choice(name, words.format(n=len(some)), _together(some))
        for name, words, some in (
            ("plain", _("Release the {n} that look fine"), plain),
            ("all", _("Release all {n} that can go"), able),
        )
        if some
    ]
    return (first, *more)


def form(tx: Transaction, at: At, action: str, target: Mapping[str, str]) -> Form:
    """By which way it goes once more, and to whom."""
    one = _one(tx, target.get("id", ""))
    ways = tuple(Choice(way.value, out_way(way)) for way in OutWay)
    fields = (
        FormField("way", _("Way"), one.way.value, choices=ways),
        FormField("to", _("E-mail"), one.recipient, hint=_("else as the profile has it")),
    )
    title = _("Send {invoice}").format(invoice=one.number)
    return Form(title, fields, hidden={"id": str(one.id)})


def deed(at: AtStation, action: str, values: Mapping[str, str], choice: str) -> Deed:
    """What a key does."""
    if action == "out_batch":
        return deeds.batch(settings_of(at.config), billing_rules(at.config))
    if action == "out_release" and choice != "this":
        return deeds.release_all(odd=choice == "all")
    key = _key(values.get("id", ""))
    match action:
        case "out_release":
            return deeds.release(key)
        case "out_take":
            return deeds.take_out(key)
        case "out_answer":
            return deeds.arrived(key, yes=choice == "yes")
    way = OutWay(values.get("way", OutWay.EMAIL.value))
    return deeds.send(key, way, clean(values.get("to", ""), 200), sure=False)


def _batch_choices(tx: Transaction, at: At) -> tuple[Choice, ...]:
    settings, rules = settings_of(at.config), billing_rules(at.config)
    ready = [one for one in survey(tx) if one.state is DeliveryState.READY]
    paper = [one for one in ready if one.way is OutWay.PRINT]
    if not paper and not queries.batches(tx, only_open=True):
        raise Refusal("batch_nothing")
    printer = printing.sheet_printer(tx, settings, rules.sending.printer)
    said = printer
    if printing.envelope_printer(settings, rules.sending, printer) and rules.sending.envelope:
        size = envelope_name(rules.sending.envelope)
        said = _("{printer}, with envelopes {size}").format(printer=printer, size=size)
    return (Choice("yes", _("Print {n} invoices as one batch").format(n=len(paper)), said),)


def _about(tx: Transaction) -> str:
    """What is held and ready, by currency, and how far a batch is that was begun."""
    parts = []
    for state, currency, many, total in queries.sums(tx):
        name = fate_name(Fate.HELD if state is DeliveryState.HELD else Fate.WAITING)
        parts.append(f"{name} {many:,}: {_money(total, currency)}")
    for one in queries.batches(tx, only_open=True):
        found = queries.in_batch(tx, one.id)
        done = sum(each.state is not DeliveryState.READY for each in found)
        parts.append(_("batch {batch} {bar}").format(batch=one.id, bar=bar(done, len(found))))
    return " · ".join(parts)


def _troubles(tx: Transaction) -> Sequence[Delivery]:
    since = tx.today - _TROUBLES
    known = queries.listed(tx, fates=[Fate.UNKNOWN], since=since, limit=_MOST)
    failed = queries.listed(tx, fates=[Fate.FAILED], since=since, limit=_MOST)
    # One that was sent again since is no trouble any more.
    later = {
        one.id
        for one in failed
        if any(
            each.id > one.id and each.way is one.way for each in queries.log_of(tx, one.invoice_id)
        )
    }
    return [*known, *(one for one in failed if one.id not in later)]


def _one(tx: Transaction, identifier: str) -> Delivery:
    key = _key(identifier)
    for one in survey(tx):
        if one.id == key:
            return one
    return queries.delivery(tx, key)


def _key(identifier: str) -> int:
    if not identifier.isdecimal():
        raise NotFound("delivery_not_found", delivery=identifier or "-")
    return int(identifier)


def _row(one: Delivery, about: str) -> BoardRow:
    cells = (
        fate_name(one.fate),
        one.number,
        one.buyer,
        _money(one.total, one.currency),
        out_way(one.way),
        why_words(one),
        one.recipient or one.printer,
    )
    inks: tuple[Ink, ...] = (_INKS.get(one.fate, ""),)
    return BoardRow(str(one.id), cells, inks, one.fate.value, {"about": about})


def _together(found: Sequence[Delivery]) -> str:
    sums: dict[str, int] = {}
    for one in found:
        sums[one.currency] = sums.get(one.currency, 0) + one.total
    return ", ".join(_money(sums[name], name) for name in sorted(sums))


def _money(minor: int, currency: str) -> str:
    return show(Money(minor, currency), language())
