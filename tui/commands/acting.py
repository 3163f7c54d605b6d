"""Who acts at the command line: the owner of the machine, or an operator who is named."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _
from core.transaction import SYSTEM, Actor
from tui.context import Context


def operator_option(parser: ArgumentParser) -> None:
    """Let a command be done in an operator's name, with that operator's permissions."""
    parser.add_argument("--operator", metavar="WHO", help=_("act as this operator (badge or name)"))


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
