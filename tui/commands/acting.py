"""Who acts at the command line: the owner of the machine, or an operator who is named."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from core.errors import NotAllowed, Refusal
from core.i18n import _
from core.people import approving
from core.people.approving import Lead
from core.transaction import SYSTEM, Actor
from tui.context import Context


def operator_option(parser: ArgumentParser) -> None:
    """Let a command be done in an operator's name, with that operator's permissions."""
    parser.add_argument("--operator", metavar="WHO", help=_("act as this operator (badge or name)"))
    parser.add_argument(
        "--approved-by",
        metavar="WHO",
        help=_("a lead who says yes, once: badge or name, - asks for it; a PIN is asked for"),
    )
    parser.set_defaults(parser=parser)


def actor_of(context: Context) -> Actor:
    """The one who acts: the operator named, else the program, which may do everything.

    Raises NotFound where nobody has that badge or name.
    """
    who: str | None = context.args.operator
    if not who:
        return SYSTEM
    from core.people.queries import find_operator

    with context.reading() as tx:
        return find_operator(tx, who).actor()


def lead_of(context: Context, actor: Actor) -> Lead | None:
    """The lead who says yes to what is done, None where nobody is named.

    What proves who they are is asked for at a terminal, or read from standard input, a line each:
    badge or name after ``-``, then the PIN. Raises what `approving.prove` does.
    """
    who: str | None = getattr(context.args, "approved_by", None)
    if not who:
        return None
    if actor.is_system:
        raise Refusal("approval_for_nobody")
    if who == "-":
        who = _hidden(_("Badge or name of the lead: "))
    rule, database = context.config.people.pin, context.database
    try:
        return approving.prove(database, rule, actor, who)
    except NotAllowed as refusal:
        if refusal.code != "pin_needed":
            raise
        pin = _hidden(_("PIN of {name}: ").format(name=refusal.params["who"]))
        if not pin:
            raise NotAllowed("approver_needs_pin", **refusal.params) from refusal
        return approving.prove(database, rule, actor, who, pin)


def action_of(context: Context) -> str:
    """What a call of the command line does, and to what, for the trail."""
    parser: ArgumentParser = context.args.parser
    about = (
        getattr(context.args, action.dest, None)
        for action in parser._actions  # argparse has no other way to name them
        if not action.option_strings
    )
    named = [str(one) for one in about if isinstance(one, str | int)]
    return " ".join([parser.prog, *named])


def _hidden(question: str) -> str:
    """An answer that no screen shows: asked for at a terminal, a line of standard input else."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    return getpass(question).strip()
