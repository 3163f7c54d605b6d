"""The composition root: reads the command line and starts what was asked for."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NoReturn

from core.errors import KemasError
from core.i18n import LANGUAGES, _, set_language
from core.version import VERSION
from tui.commands import GROUPS

if TYPE_CHECKING:
    from tui.context import Context
    from tui.output import Output

_USAGE = 2
_FAULT = 70
_INTERRUPTED = 130
_PIPE_CLOSED = 141
_WITH_VALUE = {"--config", "--station", "--language"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:
        sys.stdout.write(f"kemas {VERSION}\n")
        return 0
    set_language(_asked_language(arguments))
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; what is still buffered must not be flushed into a dead pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _run(arguments: list[str]) -> int:
    import logging

    from tui.context import Context
    from tui.output import Output
    from tui.words.usage import translate_argparse

    # What is logged is for the worker's log: here all is told in sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    translate_argparse()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a terminal that lacks a letter shows "?"
    out = Output()
    try:
        args = _parser(_chosen(arguments)).parse_args(arguments)
        out = Output(as_json=args.json)
        with closing(Context(args, out)) as context:
            try:
                code: int | None = args.run(context)
            except KemasError:
                context.speak()
                raise
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except KemasError as refusal:
        return _refused(out, refusal)
    except OSError as error:
        return _refused(out, _system(error))
    except UnicodeEncodeError:  # bytes of an argument, or half a pair of surrogates in JSON
        return _refused(out, _not_text())
    except Exception as error:  # noqa: BLE001 - the last line of defence: told, logged, non-zero
        return _fault(out, error)
    else:
        return code or 0


def _refused(out: Output, refusal: KemasError) -> int:
    from tui.words.refusals import sentence

    out.note(sentence(refusal))
    return 1


def _not_text() -> KemasError:
    from core.errors import Refusal

    return Refusal("text_not_utf8")


def _system(error: OSError) -> KemasError:
    from core.errors import Refusal

    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Refusal("disk_is_full")
    reason = error.strerror or type(error).__name__
    if isinstance(error.filename, str):
        return Refusal("system_error_at", path=error.filename, reason=reason)
    return Refusal("system_error", reason=reason)


def _fault(out: Output, error: Exception) -> int:
    from tui.faults import log_fault

    place = log_fault(error)
    out.note(_("Something went wrong inside Kemas. What happened is in {path}.").format(path=place))
    return _FAULT


def _asked_language(arguments: list[str]) -> str:
    """The language asked for on the command line, else that of the environment."""
    for at, word in enumerate(arguments):
        if word.startswith("--language="):
            return word.partition("=")[2]
        if word == "--language" and at + 1 < len(arguments):
            return arguments[at + 1]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value[:2].lower()
    return "en"


def _chosen(arguments: list[str]) -> str:
    """The command's name: the first word that is neither an option nor an option's value."""
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word in _WITH_VALUE:
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


class _Parser(argparse.ArgumentParser):
    """argparse that guesses no options and whose complaints are one sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        if action.option_strings and action.nargs is None and arg_strings == ["--"]:
            # Of "--reason=--" argparse before 3.13 makes an empty list.
            value = self._get_value(action, "--")
            self._check_value(action, value)
            return value
        return super()._get_values(action, arg_strings)

    def error(self, message: str) -> NoReturn:
        hint = _("{command}: {problem}. See: {command} --help")
        self.exit(_USAGE, hint.format(command=self.prog, problem=message) + "\n")


def _parser(chosen: str) -> _Parser:
    """The parser; only the chosen group's module is loaded, the others are names in the help."""
    shared = _shared(argparse.SUPPRESS)
    parser = _Parser(
        prog="kemas",
        parents=[_shared(None)],
        description=_("From a marketplace order to a verified parcel, a label and a receipt."),
    )
    told = _("show program's version number and exit")
    parser.add_argument("--version", action="version", version=f"kemas {VERSION}", help=told)
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND")
    for group in GROUPS:
        words = _(group.help)
        made = commands.add_parser(group.name, help=words, description=words, parents=[shared])
        if group.name == chosen:
            importlib.import_module(group.module).add(made)
            _share(made, shared)
    parser.set_defaults(run=_station)
    return parser


def _station(context: Context) -> int:
    """Without a command the station opens."""
    from tui.commands import station

    return station.run(context)


def _shared(default: str | None) -> _Parser:
    """The options that every command takes, before or after its name."""
    shared = _Parser(add_help=False)
    option = shared.add_argument
    option("--config", metavar="PATH", default=default, help=_("the configuration file"))
    option("--station", metavar="NAME", default=default, help=_("this station's name"))
    option(
        "--language", choices=LANGUAGES, default=default, help=_("what to speak, whoever signs in")
    )
    json_default = default if default else False
    option("--json", action="store_true", default=json_default, help=_("print JSON"))
    return shared


def _share(parser: _Parser, shared: _Parser) -> None:
    """Give the shared options to the sub-commands of a group as well, and to theirs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                inner.prog = f"{parser.prog} {name}"
                for option in shared._actions:
                    inner._add_action(option)
                _share(inner, shared)


if __name__ == "__main__":
    sys.exit(main())
