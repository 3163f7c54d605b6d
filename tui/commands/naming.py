"""The order that a command names: its number, and its channel where two have the number."""

from __future__ import annotations

from argparse import ArgumentParser

from core.i18n import _
from core.orders import commands
from core.orders.commands import OrderHead
from core.transaction import Transaction
from tui.context import Context


def named(parser: ArgumentParser) -> ArgumentParser:
    """Let a command name one order."""
    parser.add_argument("number", metavar="NO", help=_("the order number"))
    parser.add_argument("--channel", default="", help=_("where two channels have the number"))
    return parser


def find_named(tx: Transaction, context: Context) -> OrderHead:
    """The order that was named; raises NotFound, or Refusal where two have the number."""
    return commands.find(tx, context.args.number, context.args.channel)
