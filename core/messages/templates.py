"""The texts as the shop has changed them; without a change, those that every shop begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select

from core.audit import record
from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES
from core.messages.models import message_templates
from core.messages.placeholders import check
from core.messages.texts import Reason, Text, default
from core.people.permissions import Permission, require
from core.text import clean
from core.transaction import Transaction
from core.upsert import Upsert

LONGEST_SUBJECT = 200
LONGEST_BODY = 3000
"""Characters before the gaps are filled; a filled text has 4,000."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the shop in one language."""

    reason: Reason
    language: str
    subject: str
    body: str
    changed: bool
    """Whether the shop has written it; else it is the one that every shop begins with."""


def reason_of(name: str) -> Reason:
    """The text of this name; raises NotFound ``template_unknown`` with those there are."""
    try:
        return Reason(name)
    except ValueError:
        raise NotFound("template_unknown", name=name, known=", ".join(Reason)) from None


def language_of(code: str) -> str:
    """The code of a language of Kemas; raises NotFound ``template_language``."""
    if code not in LANGUAGES:
        raise NotFound("template_language", language=code, known=", ".join(LANGUAGES))
    return code


def template(tx: Transaction, name: str, language: str) -> Template:
    """A text in one language; raises NotFound."""
    reason, language = reason_of(name), language_of(language)
    row = tx.execute(_one, {"text": reason.value, "lang": language}).first()
    if row is not None:
        return Template(reason, language, row.subject, row.body, changed=True)
    start = default(reason, language)
    return Template(reason, language, start.subject, start.body, changed=False)


def templates(tx: Transaction) -> tuple[Template, ...]:
    """All texts in all languages."""
    return tuple(template(tx, reason, code) for reason in Reason for code in LANGUAGES)


def edit(tx: Transaction, name: str, language: str, subject: str, body: str) -> Template:
    """Write a text anew.

    Raises Refusal ``template_placeholder``, ``text_brace``, ``template_empty`` or
    ``template_long``.
    """
    require(tx, Permission.TEMPLATE_EDIT)
    before = template(tx, name, language)
    text = cleaned(subject, body)
    if not text.subject or not text.body:
        raise Refusal("template_empty")
    if len(text.subject) > LONGEST_SUBJECT or len(text.body) > LONGEST_BODY:
        raise Refusal("template_long", subject=LONGEST_SUBJECT, body=LONGEST_BODY)
    check(text.subject)
    check(text.body)
    row = {
        "name": before.reason.value,
        "language": before.language,
        "subject": text.subject,
        "body": text.body,
        "updated_at": tx.now,
        "updated_by": tx.actor.operator_id,
    }
    tx.execute(_write(tx), row)
    record(tx, "template_edited", text=before.reason.value, language=before.language)
    return Template(before.reason, before.language, text.subject, text.body, changed=True)


def reset(tx: Transaction, name: str, language: str) -> Template:
    """Go back to the text that every shop begins with."""
    require(tx, Permission.TEMPLATE_EDIT)
    before = template(tx, name, language)
    if before.changed:
        tx.execute(_forget, {"text": before.reason.value, "lang": before.language})
        record(tx, "template_reset", text=before.reason.value, language=before.language)
    return template(tx, name, language)


def cleaned(subject: str, body: str) -> Text:
    """Subject and body with nothing in them that acts on anything; the lines of the body stay."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    kept = [clean(line) for line in body.split("\n")]
    return Text(clean(subject), "\n".join(kept).strip("\n"))


_texts = message_templates.c
_mine = (_texts.name == bindparam("text"), _texts.language == bindparam("lang"))
_one = select(_texts.subject, _texts.body).where(*_mine)
_forget = delete(message_templates).where(*_mine)


def _put(insert: Any) -> Executable:
    made = insert(message_templates)
    then = {name: made.excluded[name] for name in ("subject", "body", "updated_at", "updated_by")}
    written: Executable = made.on_conflict_do_update(index_elements=["name", "language"], set_=then)
    return written


_write = Upsert(_put)
