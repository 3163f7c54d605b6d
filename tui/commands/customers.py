"""``kemas customers``: find, make, change, trust, block and merge them; read pasted addresses."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.customers import commands, groups, places, queries
from core.customers.duplicates import duplicates
from core.customers.models import Trust
from core.customers.pasting.lines import LONGEST
from core.customers.pasting.reading import read_address
from core.customers.pasting.result import Part, Pasted
from core.customers.records import Customer, Details, Place
from core.errors import NotFound
from core.i18n import LANGUAGES, _, language
from core.money import show
from core.orders import buyers
from core.phones import shown
from core.transaction import Transaction
from tui.arguments import positive
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.live.customers import address_text, customer_sheet, merge_lines
from tui.shape import shape
from tui.words.customers import because_text, part_name, standing_text, sure_word, why_text

_MOST_PASTED = 4 * LONGEST + 4
"""Bytes that are looked at of a pasted text: enough to tell that it is too long."""
_PLACE = ("address", "district", "city", "province", "postcode")


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = actions.add_parser("list", help=_("list customers by name"))
    listing.add_argument("--search", default="", metavar="TEXT", help=_("name, phone, e-mail …"))
    listing.add_argument("--limit", type=positive, default=50, help=_("at most this many"))
    listing.set_defaults(run=_list)
    showing = _who(actions.add_parser("show", help=_("show everything about a customer")))
    showing.set_defaults(run=_show)
    adding = actions.add_parser("add", help=_("add a customer"))
    adding.add_argument("name", metavar="NAME", help=_("the customer's name"))
    _fields(adding)
    adding.set_defaults(run=_add)
    editing = _who(actions.add_parser("edit", help=_("change what is given, leave the rest")))
    editing.add_argument("--name", metavar="NAME", help=_("the customer's name"))
    editing.add_argument(
        "--version", type=positive, help=_("only if nobody changed it since this version")
    )
    _fields(editing)
    editing.set_defaults(run=_edit)
    for name, told in (
        ("trust", _("let orders be packed before they are paid, with a reason")),
        ("block", _("let orders wait for a person, with a reason")),
    ):
        saying = _who(actions.add_parser(name, help=told))
        reason = saying.add_mutually_exclusive_group(required=True)
        reason.add_argument("--reason", help=_("why"))
        reason.add_argument("--off", action="store_true", help=_("take it back"))
        operator_option(saying)
        saying.set_defaults(run=_trust, wanted=name)
    merging = actions.add_parser("merge", help=_("make one customer of two"))
    merging.add_argument("keep", metavar="KEEP", help=_("the one who stays"))
    merging.add_argument("gone", metavar="OTHER", help=_("the one who becomes part of it"))
    merging.add_argument("--preview", action="store_true", help=_("only say what would move"))
    operator_option(merging)
    merging.set_defaults(run=_merge)
    twins = actions.add_parser("duplicates", help=_("customers who may be the same"))
    _who(twins, nargs="?")
    twins.set_defaults(run=_duplicates)
    grouping = actions.add_parser("groups", help=_("groups of customers"))
    change = grouping.add_mutually_exclusive_group()
    change.add_argument("--add", metavar="NAME", help=_("make a group"))
    change.add_argument("--rename", nargs=2, metavar=("NAME", "NEW"), help=_("rename a group"))
    change.add_argument("--trust", metavar="NAME", help=_("trust all of its members"))
    change.add_argument("--distrust", metavar="NAME", help=_("trust them as a group no longer"))
    operator_option(grouping)
    grouping.set_defaults(run=_groups)
    placing = _who(actions.add_parser("addresses", help=_("where parcels of a customer go")))
    change = placing.add_mutually_exclusive_group()
    change.add_argument(
        "--default", type=positive, metavar="ID", help=_("parcels go there unless told otherwise")
    )
    change.add_argument("--remove", type=positive, metavar="ID", help=_("take one off"))
    operator_option(placing)
    placing.set_defaults(run=_addresses)
    parsing = actions.add_parser("parse-address", help=_("take a pasted chat text apart"))
    parsing.add_argument("file", metavar="FILE", nargs="?", help=_("the text; else standard input"))
    parsing.set_defaults(run=_parse)


def _who(parser: ArgumentParser, **options: Any) -> ArgumentParser:
    told = _("number, phone, e-mail or name")
    parser.add_argument("who", metavar="WHO", help=told, **options)
    return parser


def _fields(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--phone", action="append", metavar="NO", help=_("repeat it for several; the first shows")
    )
    parser.add_argument("--email", metavar="ADDRESS")
    parser.add_argument("--country", metavar="CC", help=_("two letters, such as ID or VN"))
    parser.add_argument("--speaks", choices=LANGUAGES, help=_("the customer's language"))
    parser.add_argument("--group", metavar="NAME", help=_("a group; empty for none"))
    parser.add_argument("--note", metavar="TEXT")
    parser.add_argument(
        "--must-read",
        choices=("yes", "no"),
        help=_("whether packers must acknowledge the note before the first scan"),
    )
    for name in _PLACE:
        parser.add_argument(f"--{name}", metavar="TEXT", help=_("of one more address"))
    operator_option(parser)


def _find(tx: Transaction, context: Context, who: str) -> Customer:
    return queries.find(tx, who, context.config.shop.country)


def customer_json(tx: Transaction, one: Customer, context: Context) -> dict[str, Any]:
    """A customer as ``--json`` prints it: with phones, addresses, sums and the latest orders."""
    shaped: dict[str, Any] = shape(one, context.config)
    return shaped | {
        "phones": list(queries.phones(tx, one.id)),
        "addresses": shape(queries.addresses(tx, one.id), context.config),
        "bought": shape(buyers.bought(tx, one.id), context.config),
        "orders": shape(buyers.history(tx, one.id, limit=50), context.config),
    }


def _list(context: Context) -> None:
    args = context.args
    with context.reading() as tx:
        country = context.config.shop.country
        found, _total = queries.search(tx, args.search, country=country, limit=args.limit)
        sums = buyers.bought_by(tx, [one.id for one in found])
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    headings = {
        "id": _("Number"),
        "name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "group": _("Group"),
        "standing": _("Standing"),
        "orders": _("Orders"),
        "total": _("Total"),
    }
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "phone": shown(one.phone),
            "email": one.email,
            "group": one.group,
            "standing": standing_text(one.standing),
            "orders": sum(each.orders for each in sums.get(one.id, ())),
            "total": " + ".join(show(each.total, language()) for each in sums.get(one.id, ())),
        }
        for one in found
    ]
    return context.out.items(rows, headings, empty=_("There are no such customers."))


def _show(context: Context) -> None:
    with context.reading() as tx:
        _print(tx, _find(tx, context, context.args.who), context)


def _print(tx: Transaction, one: Customer, context: Context) -> None:
    if context.out.as_json:
        return context.out.data(customer_json(tx, one, context))
    sheet = customer_sheet(tx, context.config, one.id)
    context.out.line(f"{sheet.title}  {sheet.state}".strip())
    for section in sheet.sections:
        context.out.line("")
        context.out.line(section.title)
        for row in section.rows:
            context.out.line("  " + "  ".join(part for part in row if part))
    return None


def _given(args: Namespace, before: Details, group_id: int | None) -> Details:
    """The details with what the command line names in place of what was there."""
    named: dict[str, Any] = {
        "phones": tuple(args.phone) if args.phone is not None else None,
        "email": args.email,
        "country": args.country,
        "language": args.speaks,
        "note": args.note,
        "must_read": None if args.must_read is None else args.must_read == "yes",
    }
    changed = {name: value for name, value in named.items() if value is not None}
    return replace(before, group_id=group_id, **changed)


def _group(tx: Transaction, name: str | None, before: int | None) -> int | None:
    if name is None:
        return before
    return queries.group_named(tx, name).id if name else None


def _place(tx: Transaction, context: Context, one: Customer) -> None:
    told = {name: getattr(context.args, name) or "" for name in _PLACE}
    if any(told.values()):
        places.add(tx, one.id, Place(country=one.country, **told))


def _add(context: Context) -> None:
    args = context.args
    empty = Details(args.name, country=context.config.shop.country)
    with context.writing(actor_of(context)) as tx:
        made = commands.make(tx, _given(args, empty, _group(tx, args.group, None)))
        _place(tx, context, made)
        _print(tx, made, context)


def _edit(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = _find(tx, context, args.who)
        before = commands.details_of(tx, one)
        if not before.country:
            before = replace(before, country=context.config.shop.country)
        wanted = _given(args, before, _group(tx, args.group, before.group_id))
        wanted = replace(wanted, name=args.name or wanted.name)
        changed = commands.change(tx, one.id, wanted, version=args.version)
        _place(tx, context, changed)
        _print(tx, changed, context)


def _trust(context: Context) -> None:
    args = context.args
    trust = Trust.NONE
    if not args.off:
        trust = Trust.TRUSTED if args.wanted == "trust" else Trust.BLOCKED
    with context.writing(actor_of(context)) as tx:
        one = _find(tx, context, args.who)
        after = commands.set_trust(tx, one.id, trust, args.reason or "")
        if context.out.as_json:
            context.out.data(customer_json(tx, after, context))
        else:
            said = standing_text(after.standing) or _("neither trusted nor blocked")
            context.out.line(f"{after.name} (#{after.id}): {said}")


def _merge(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        keep, gone = _find(tx, context, args.keep), _find(tx, context, args.gone)
        lines = merge_lines(tx, keep.id, gone.id)
        work = buyers.merger if args.preview else buyers.merge
        done = work(tx, keep.id, gone.id)
        if context.out.as_json:
            return context.out.data(shape(done, context.config) | {"done": not args.preview})
    for line in lines:
        context.out.line(line)
    if args.preview:
        context.out.line(_("Nothing was changed."))
    else:
        words = _("{gone} is part of {customer} now.")
        context.out.line(words.format(gone=gone.name, customer=keep.name))
    return None


def _duplicates(context: Context) -> None:
    who = context.args.who
    with context.reading() as tx:
        pairs = duplicates(tx, _find(tx, context, who).id if who else None)
    if context.out.as_json:
        return context.out.data(shape(pairs, context.config))
    rows = [
        {
            "one": f"{pair.one.name} (#{pair.one.id})",
            "other": f"{pair.other.name} (#{pair.other.id})",
            "why": because_text(pair.because),
        }
        for pair in pairs
    ]
    headings = {"one": _("Customer"), "other": _("May be the same"), "why": _("Why")}
    return context.out.items(rows, headings, empty=_("No customers look like one another."))


def _groups(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        if args.add:
            groups.make_group(tx, args.add)
        elif args.rename:
            groups.rename_group(tx, queries.group_named(tx, args.rename[0]).id, args.rename[1])
        elif args.trust or args.distrust:
            meant = queries.group_named(tx, args.trust or args.distrust)
            groups.trust_group(tx, meant.id, trusted=bool(args.trust))
        found = queries.groups(tx)
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    rows = [
        {
            "name": one.name,
            "members": one.members,
            "trusted": _("trusted") if one.trusted else "",
        }
        for one in found
    ]
    headings = {"name": _("Group"), "members": _("Customers"), "trusted": _("Standing")}
    return context.out.items(rows, headings, empty=_("There are no groups yet."))


def _addresses(context: Context) -> None:
    args = context.args
    with context.writing(actor_of(context)) as tx:
        one = _find(tx, context, args.who)
        meant = args.default or args.remove
        if meant and queries.address(tx, meant).customer_id != one.id:
            raise NotFound("address_not_found", address=meant)
        if args.default:
            places.set_default(tx, args.default)
        elif args.remove:
            places.remove(tx, args.remove)
        found = queries.addresses(tx, one.id)
    if context.out.as_json:
        return context.out.data(shape(found, context.config))
    rows = [
        {
            "id": each.id,
            "label": each.label or (_("Default") if each.is_default else ""),
            "address": address_text(each),
        }
        for each in found
    ]
    headings = {"id": _("Number"), "label": "", "address": _("Address")}
    return context.out.items(rows, headings, empty=_("There are no addresses yet."))


def _parse(context: Context) -> None:
    args = context.args
    if args.file:
        with Path(args.file).open("rb") as file:
            raw = file.read(_MOST_PASTED)
    else:
        raw = sys.stdin.buffer.read(_MOST_PASTED)
    text = raw.decode("utf-8", "replace")
    found = read_address(text[:LONGEST], context.config.shop.country)
    if len(text) > LONGEST:
        told = _("Only the first {count} characters were read; paste the address alone.")
        context.out.note(told.format(count=f"{LONGEST:,}"))
    if context.out.as_json:
        return context.out.data(_pasted_json(found) | {"cut": len(text) > LONGEST})
    rows = [
        {
            "part": part_name(part),
            "text": one.text,
            "sure": sure_word(one.sure),
            "why": why_text(one.why),
        }
        for part in Part
        if (one := found.part(part))
    ]
    headings = {"part": _("Part"), "text": _("Text"), "sure": _("How sure"), "why": _("Why")}
    context.out.items(rows, headings, empty=_("Nothing of this looks like an address."))
    for line in found.rest:
        context.out.line(_("Not used: {rest}").format(rest=line))
    return None


def _pasted_json(found: Pasted) -> dict[str, Any]:
    parts = {
        part.value: {"text": one.text, "sure": one.sure.value, "why": one.why.value}
        for part in Part
        if (one := found.part(part))
    }
    names = ("number", "country", "rest", "labels")
    return parts | {name: getattr(found, name) for name in names}
