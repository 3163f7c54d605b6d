"""``kemas messages templates``: the texts to buyers, as they are and as the shop wants them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.i18n import LANGUAGES, _
from core.messages import templates
from core.messages.placeholders import PLACEHOLDERS
from core.messages.templates import Template
from core.messages.texts import Reason
from tui.commands.acting import actor_of, operator_option
from tui.context import Context
from tui.shape import shape
from tui.words.messages import text_name


def add(actions: _SubParsersAction[Any]) -> None:
    """Describe the arguments."""
    words = _("the texts to buyers: list, show, edit, reset")
    parser = actions.add_parser("templates", help=words, description=words)
    steps = parser.add_subparsers(metavar="ACTION", required=True)
    listing = steps.add_parser("list", help=_("list the texts and what can be filled in"))
    listing.set_defaults(run=_list)
    showing = _of_text(steps.add_parser("show", help=_("show a text")))
    showing.set_defaults(run=_show)
    editing = _of_text(steps.add_parser("edit", help=_("write a text anew")))
    editing.add_argument("--subject", metavar="TEXT", help=_("its subject; else as it is"))
    editing.add_argument("--body", metavar="TEXT", help=_("its lines; else as they are"))
    editing.add_argument("--file", metavar="PATH", help=_("read its lines there; - reads them"))
    editing.set_defaults(run=_edit)
    resetting = _of_text(steps.add_parser("reset", help=_("go back to the text at the start")))
    resetting.set_defaults(run=_reset)
    for changing in (editing, resetting):
        operator_option(changing)


def _of_text(parser: ArgumentParser) -> ArgumentParser:
    parser.add_argument(
        "name",
        choices=[reason.value for reason in Reason],
        metavar="NAME",
        help=_("which text: {names}").format(names=", ".join(Reason)),
    )
    parser.add_argument("--in", dest="spoken", choices=LANGUAGES, help=_("else the shop's"))
    return parser


def _spoken(context: Context) -> str:
    return str(context.args.spoken or context.config.shop.language)


def _list(context: Context) -> None:
    with context.reading() as tx:
        found = templates.templates(tx)
    if context.out.as_json:
        return context.out.data([shape(one, context.config) for one in found])
    rows = [
        {
            "name": one.reason.value,
            "text": text_name(one.reason),
            "language": one.language,
            "changed": _("yes") if one.changed else _("no"),
            "subject": one.subject,
        }
        for one in found
    ]
    headings = {
        "name": _("Name"),
        "text": _("Text"),
        "language": _("Language"),
        "changed": _("Changed"),
        "subject": _("Subject"),
    }
    context.out.items(rows, headings)
    context.out.line()
    for name, meaning in PLACEHOLDERS.items():
        context.out.line(f"{{{name}}}: {_(meaning)}")
    return None


def _show(context: Context) -> None:
    with context.reading() as tx:
        _tell(context, templates.template(tx, context.args.name, _spoken(context)))


def _edit(context: Context) -> None:
    args = context.args
    body = args.body
    if args.file:
        try:
            body = sys.stdin.read() if args.file == "-" else Path(args.file).read_text("utf-8")
        except UnicodeDecodeError as error:
            raise Refusal("text_not_utf8") from error
    with context.writing(actor_of(context)) as tx:
        before = templates.template(tx, args.name, _spoken(context))
        subject = before.subject if args.subject is None else args.subject
        body = before.body if body is None else body
        made = templates.edit(tx, args.name, before.language, subject, body)
    _tell(context, made)


def _reset(context: Context) -> None:
    with context.writing(actor_of(context)) as tx:
        made = templates.reset(tx, context.args.name, _spoken(context))
    _tell(context, made)


def _tell(context: Context, text: Template) -> None:
    if context.out.as_json:
        return context.out.data(shape(text, context.config))
    context.out.line(text.subject)
    context.out.line()
    for line in text.body.split("\n"):
        context.out.line(line)
    return None
