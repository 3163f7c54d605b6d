"""What argparse says by itself, in the language of the call.

argparse looks its own texts up with the `_` and `ngettext` of its module. The texts below are
those of its source in CPython 3.11 to 3.14 (Lib/argparse.py), as far as a user can meet them.
"""

from __future__ import annotations

import argparse

from core.i18n import N_, _, ngettext

TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unknown parser %(parser_name)r (choices: %(choices)s)"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)"),
)


def translate_argparse() -> None:
    """Let argparse speak the current language from here on."""
    vars(argparse).update({"_": _, "ngettext": ngettext})


def expected(count: int) -> str:
    """The one text of argparse with a plural; named here so that the catalogues have it."""
    return ngettext("expected %s argument", "expected %s arguments", count) % count
