"""Texts are the shop's own: checked when saved, filled with plain names, never looked through."""

from __future__ import annotations

import pytest

from core.database import Database
from core.errors import NotAllowed, NotFound, Refusal
from core.i18n import LANGUAGES
from core.messages import templates
from core.messages.placeholders import PLACEHOLDERS, check, fill
from core.messages.texts import Reason, default
from core.transaction import Actor, reading, writing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_shop_begins_with_texts_in_its_language(reason: Reason, language: str) -> None:
    text = default(reason, language)
    check(text.subject)
    check(text.body)
    about = "{due}" if reason.value.startswith("invoice_overdue") else "{order}"
    assert ("{invoice}" if reason is Reason.INVOICE else about) in text.subject
    if language != "en":
        assert text != default(reason, "en")


def test_a_text_that_is_written_anew_is_used_until_it_is_reset(db: Database) -> None:
    with writing(db) as tx:
        made = templates.edit(tx, "shipped", "vi", "Đơn {order}", "Chào {customer}\r\n\r\n{shop}\n")
    assert made.body == "Chào {customer}\n\n{shop}"
    with reading(db) as tx:
        assert templates.template(tx, "shipped", "vi") == made
        assert not templates.template(tx, "shipped", "id").changed
    with writing(db) as tx:
        templates.edit(tx, "shipped", "vi", "Đơn {order} đã gửi", "Chào")
    with reading(db) as tx:
        assert templates.template(tx, "shipped", "vi").subject == "Đơn {order} đã gửi"
        assert sum(one.changed for one in templates.templates(tx)) == 1
    with writing(db) as tx:
        assert templates.reset(tx, "shipped", "vi").subject == default(Reason.SHIPPED, "vi").subject


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Hi {nama}", "template_placeholder"),
        ("Hi {customer.__class__}", "template_placeholder"),
        ("Hi {customer!r}", "template_placeholder"),
        ("Hi {customer:>999999999}", "template_placeholder"),
        ("Hi {0}", "template_placeholder"),
        ("Hi {}", "template_placeholder"),
        ("Hi {customer", "text_brace"),
        ("Hi }", "text_brace"),
        ("Hi {{customer}", "text_brace"),
        ("  \n ", "template_empty"),
        ("x" * 3001, "template_long"),
    ],
)
def test_what_nothing_fills_is_refused_when_it_is_saved(db: Database, body: str, code: str) -> None:
    with writing(db) as tx, pytest.raises(Refusal) as caught:
        templates.edit(tx, "shipped", "en", "Order {order}", body)
    assert caught.value.code == code
    if code == "template_placeholder":
        assert all(f"{{{name}}}" in str(caught.value.params["known"]) for name in PLACEHOLDERS)


def test_a_name_that_is_nearly_right_is_told(db: Database) -> None:
    with pytest.raises(Refusal) as caught:
        check("{custmer}")
    assert caught.value.params["nearest"] == "customer"


def test_there_is_no_text_of_another_name_or_language(db: Database) -> None:
    for name, language in (("shiped", "en"), ("shipped", "de")):
        with writing(db) as tx, pytest.raises(NotFound):
            templates.edit(tx, name, language, "a", "b")


def test_who_may_not_edit_texts_does_not(db: Database) -> None:
    packer = Actor(operator_id=None, permissions=frozenset({"message_send"}))
    with writing(db, packer) as tx:
        with pytest.raises(NotAllowed):
            templates.edit(tx, "shipped", "en", "a", "b")
        with pytest.raises(NotAllowed):
            templates.reset(tx, "shipped", "en")


def test_gaps_are_filled_once_and_what_fills_them_is_only_text() -> None:
    filled = fill("{customer} {{x}} {order}", {"customer": "{order}", "order": "{0.__class__}"})
    assert filled == "{order} {x} {0.__class__}"


def test_a_line_whose_gaps_are_all_empty_is_left_out() -> None:
    text = "Hi {customer},\n\nPay to: {bank}\n\n{shop} {phone}\nBye"
    assert fill(text, {"customer": "Siti", "shop": "Toko"}) == "Hi Siti,\n\nToko\nBye"
