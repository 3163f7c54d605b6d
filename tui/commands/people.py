"""``kemas people``: add and list operators, show or renew their badges, set their PINs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from core.config import Config
from core.errors import Refusal
from core.i18n import LANGUAGES, _, speaking
from core.paper.commands import queue_job
from core.paper.documents import Badge
from core.people import commands, pins, queries
from core.people.operators import Operator
from core.people.permissions import Role
from tui.context import Context
from tui.words.permissions import ROLES


def add(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    adding = actions.add_parser("add", help=_("add an operator"))
    adding.add_argument("name", metavar="NAME", help=_("the operator's name"))
    adding.add_argument(
        "--role", default="packer", help=_("one of: {roles}").format(roles=_roles())
    )
    adding.add_argument("--speaks", choices=LANGUAGES, help=_("the operator's language"))
    adding.set_defaults(run=_add)
    listing = actions.add_parser("list", help=_("list operators"))
    listing.add_argument("--all", action="store_true", help=_("also those who have left"))
    listing.set_defaults(run=_list)
    badge = actions.add_parser("badge", help=_("show an operator's badge code"))
    badge.add_argument("name", metavar="NAME", help=_("the operator's name"))
    badge.add_argument("--new", action="store_true", help=_("draw a new code; the old one ends"))
    badge.add_argument("--print", action="store_true", help=_("print the badge"))
    badge.set_defaults(run=_badge)
    pin = actions.add_parser("pin", help=_("set an operator's PIN"))
    pin.add_argument("name", metavar="NAME", help=_("the operator's name"))
    way = pin.add_mutually_exclusive_group()
    way.add_argument("--stdin", action="store_true", help=_("read it from standard input"))
    way.add_argument("--clear", action="store_true", help=_("take it away"))
    pin.set_defaults(run=_pin)
    leaving = actions.add_parser("remove", help=_("let an operator sign in no longer"))
    leaving.add_argument("name", metavar="NAME", help=_("the operator's name"))
    leaving.set_defaults(run=_remove)


def shown(operator: Operator) -> dict[str, object]:
    """An operator as the command line prints one."""
    return {
        "id": operator.id,
        "name": operator.name,
        "role": operator.role.value,
        "language": operator.language,
        "active": operator.active,
        "badge": operator.badge_code,
        "pin": operator.has_pin,
    }


def print_badge(context: Context, operator: Operator) -> None:
    """Print one operator with the badge code."""
    if context.out.as_json:
        context.out.data(shown(operator))
    else:
        role = _(ROLES[operator.role.value])
        context.out.line(f"{operator.name} ({role}): {operator.badge_code}")


def _add(context: Context) -> None:
    args = context.args
    language = args.speaks or context.config.shop.language
    with context.writing() as tx:
        added = commands.add_operator(tx, args.name, args.role, language)
    print_badge(context, added)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = queries.list_operators(tx, everyone=context.args.all)
    headings = {
        "name": _("Name"),
        "role": _("Role"),
        "language": _("Language"),
        "badge": _("Badge"),
    }
    rows = [shown(one) for one in found]
    if not context.out.as_json:
        rows = [row | {"role": _(ROLES[str(row["role"])])} for row in rows]
    context.out.items(rows, headings, empty=_("No operators yet."))


def _badge(context: Context) -> None:
    with context.writing() as tx:
        operator = queries.find_operator(tx, context.args.name)
        if context.args.new:
            operator = commands.renew_badge(tx, operator.id)
        if context.args.print:
            queue_job(tx, document_of(context.config, operator), _printer(context.config))
    if context.args.print:
        from tui.workers import wake

        wake(context)
    print_badge(context, operator)


def document_of(config: Config, operator: Operator) -> Badge:
    """The badge as it is printed, in the operator's own language."""
    with speaking(operator.language):
        position = _(ROLES[operator.role.value])
    return Badge(
        language=operator.language,
        shop=config.shop.name,
        name=operator.name,
        position=position,
        code=operator.badge_code,
    )


def _printer(config: Config) -> str:
    for printer in config.printers:
        if Badge.role in printer.roles:
            return printer.name
    raise Refusal("printer_none", role=Badge.role)


def _pin(context: Context) -> None:
    with context.reading() as tx:
        person = queries.find_operator(tx, context.args.name)
    if context.args.clear:
        with context.writing() as tx:
            pins.clear_pin(tx, person.id)
        context.out.line(_("{name} has no PIN any more.").format(name=person.name))
        return
    made = pins.hashed(_typed(person.name, once=context.args.stdin))
    with context.writing() as tx:
        pins.set_pin(tx, person.id, made)
    context.out.line(_("The PIN of {name} is set.").format(name=person.name))


def _typed(name: str, *, once: bool) -> str:
    """The new PIN: asked for twice at a terminal, a line of standard input else."""
    if once or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass(_("New PIN of {name}: ").format(name=name))
    if first != getpass(_("Once more: ")):
        raise Refusal("pin_differs")
    return first


def _remove(context: Context) -> None:
    with context.writing() as tx:
        leaver = queries.find_operator(tx, context.args.name)
        commands.deactivate_operator(tx, leaver.id)
    context.out.line(_("{name} can no longer sign in.").format(name=leaver.name))


def _roles() -> str:
    return ", ".join(Role)
