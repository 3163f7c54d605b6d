"""What keys do about messages to buyers: write one, say what became of it, change the texts."""

from __future__ import annotations

from core.errors import Refusal
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.messages import commands, templates
from core.messages.states import Way
from core.orders.commands import find
from core.orders.follow_up import FollowUps, follow_up


def write(
    settings: FollowUps,
    number: str,
    channel: str,
    reason: str,
    way: str,
    *,
    language: str = "",
    subject: str | None = None,
    body: str | None = None,
    again: int = 0,
) -> Deed:
    """Write to the buyer of an order; `subject` and `body` are what a person made of the text.

    `again` is the number of the last message that went, where it is to go once more.
    """

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if not number:
            raise Refusal("no_order_chosen")
        wanted = find(bench.tx, number, channel)
        bench.about(wanted.id, wanted.order_no)
        made = follow_up(
            bench.tx,
            settings,
            wanted.id,
            reason,
            Way(way),
            language=language,
            subject=subject,
            body=body,
            again=again,
        )
        facts = {"order": wanted.order_no, "text": made.reason, "way": made.way.value}
        return Answer(Kind.INFO, f"message_{made.state.value}", facts | {"message": made.id})

    return do


def settle(identifier: int, what: str) -> Deed:
    """Say whether a message arrived (``yes``, ``no``), send it ``again``, or take it ``back``."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        if what in {"yes", "no"}:
            done = commands.answer(bench.tx, identifier, arrived=what == "yes")
        elif what == "again":
            done = commands.send_again(bench.tx, identifier)
        elif what == "back":
            done = commands.cancel(bench.tx, identifier)
        else:
            raise Refusal("action_unknown", action=what)
        facts = {"text": done.reason, "way": done.way.value, "message": done.id}
        return Answer(Kind.INFO, f"message_said_{what}", facts)

    return do


def edit_text(name: str, language: str, subject: str, body: str) -> Deed:
    """Write a text of the shop anew."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = templates.edit(bench.tx, name, language, subject, body)
        return Answer(Kind.INFO, "text_saved", {"text": made.reason.value})

    return do


def reset_text(name: str, language: str) -> Deed:
    """Go back to the text that every shop begins with."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = templates.reset(bench.tx, name, language)
        return Answer(Kind.INFO, "text_reset", {"text": made.reason.value})

    return do
