"""Messages to buyers for the screens: what to write, by which way, what went, the shop's texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.fulfilment.packing.session import Deed
from core.i18n import LANGUAGES, _
from core.messages import queries, templates
from core.messages.links import shorter_links
from core.messages.placeholders import PLACEHOLDERS
from core.messages.queries import Message
from core.messages.states import MessageState, Way
from core.messages.texts import Reason
from core.orders.commands import find
from core.orders.follow_up import fitting, preview, routes
from core.orders.queries import orders_of
from core.shipping import letter_deeds
from core.shipping.letters import follow_ups_of
from core.transaction import Transaction
from tui.letters import LetterView, MessageRow, joined_lines, lines_fields
from tui.views import Choice, Form, Section
from tui.words.messages import last_words, moment, notes, state_words, text_name, way_name
from tui.words.refusals import sentence

if TYPE_CHECKING:
    from core.settings import Config

_NAMES = {"id": "Bahasa Indonesia", "en": "English", "vi": "Tiếng Việt"}
_MOST = 100
_EDIT, _OF_ORDER, _ALL = "edit", "of_order", "all"

Target = Mapping[str, str]
"""As for actions: ``order`` and ``channel``, and what was chosen so far."""


def choices_of(tx: Transaction, config: Config, step: str, target: Target) -> tuple[Choice, ...]:
    """What one step lets one choose from: ``text``, ``way`` or ``edit``."""
    if step == "edit":
        return edit_choices()
    return (text_choices if step == "text" else way_choices)(tx, config, target)


def text_choices(tx: Transaction, config: Config, target: Target) -> tuple[Choice, ...]:
    """What can be written about the order pointed at, then what was written, then the texts."""
    found: list[Choice] = []
    if target.get("order"):
        order = find(tx, target["order"], target.get("channel", ""))
        suits = fitting(tx, follow_ups_of(config), order.id)
        ranked = sorted(suits.items(), key=lambda each: each[1] is not None)
        found += [
            Choice(reason.value, text_name(reason), _("not for this order") if problem else "")
            for reason, problem in ranked
        ]
        count = len(queries.of_order(tx, order.id))
        found.append(Choice(_OF_ORDER, _("Messages of this order"), str(count)))
    counts = queries.counts(tx)
    said = _("{waiting} wait, {unknown} unknown").format(
        waiting=counts.get(MessageState.QUEUED, 0), unknown=counts.get(MessageState.UNKNOWN, 0)
    )
    found.append(Choice(_ALL, _("All messages"), said))
    found.append(Choice(_EDIT, _("Change the texts"), ""))
    return tuple(found)


def way_choices(tx: Transaction, config: Config, target: Target) -> tuple[Choice, ...]:
    """The ways to the buyer, those that are possible first; the others say why not."""
    order = find(tx, target["order"], target.get("channel", ""))
    found = routes(tx, follow_ups_of(config), order.id)
    return tuple(
        Choice(
            one.way.value,
            way_name(one.way),
            sentence(one.problem) if one.problem else one.recipient,
        )
        for one in found
    )


def letter(tx: Transaction, config: Config, target: Target) -> LetterView:
    """The message as it would go out, and what stands against it."""
    order = find(tx, target["order"], target.get("channel", ""))
    shown = preview(
        tx,
        follow_ups_of(config),
        order.id,
        target["text"],
        Way(target["way"]),
        language=target.get("language", ""),
        subject=target.get("subject"),
        body=target.get("body"),
    )
    problems = [one for one in (shown.problem, shown.route.problem) if one is not None]
    title = " · ".join(
        part
        for part in (text_name(shown.reason), way_name(shown.route.way), shown.route.recipient)
        if part
    )
    return LetterView(
        title=title,
        subject=shown.subject,
        body=shown.body,
        language=shown.language,
        links=shown.links if shown.route.way is Way.LINK else (),
        note=notes(shown, config.whatsapp),
        against=" ".join(sentence(one) for one in problems),
        last=last_words(shown.last, config.shop.timezone) if shown.last is not None else "",
        last_id=str(shown.last.id) if shown.last is not None else "",
    )


def message_rows(tx: Transaction, config: Config, target: Target) -> tuple[MessageRow, ...]:
    """The messages of the order pointed at, else of the whole shop, the latest first."""
    if target.get("order"):
        order = find(tx, target["order"], target.get("channel", ""))
        found = queries.of_order(tx, order.id)
    else:
        found = queries.list_messages(tx, limit=_MOST)
    ids = sorted({one.order_id for one in found if one.order_id is not None})
    numbers = {order.id: order.order_no for order in orders_of(tx, ids)}
    return tuple(_row(one, numbers.get(one.order_id or 0, ""), config) for one in found)


def _row(one: Message, number: str, config: Config) -> MessageRow:
    zone = config.shop.timezone
    parts = (moment(one.created_at, zone), number, text_name(one.reason), way_name(one.way))
    return MessageRow(
        str(one.id),
        " · ".join(part for part in parts if part),
        state_words(one, zone),
        one.state.value,
        one.way.value,
        one.subject,
        one.body,
        shorter_links(one.recipient, one.subject, one.body) if one.way is Way.LINK else (),
    )


def section(tx: Transaction, order_id: int, zone: str) -> Section:
    """The messages of an order, for its sheet."""
    rows = tuple(
        (
            moment(one.created_at, zone),
            text_name(one.reason),
            way_name(one.way),
            one.operator,
            state_words(one, zone),
        )
        for one in queries.of_order(tx, order_id)
    )
    return Section(_("Messages"), rows)


def edit_choices() -> tuple[Choice, ...]:
    """The texts of the shop, each in each language."""
    return tuple(
        Choice(f"{reason.value} {code}", text_name(reason), _NAMES[code])
        for reason in Reason
        for code in LANGUAGES
    )


def text_form(tx: Transaction, target: Target) -> Form:
    """A text of the shop to be changed, a field a line."""
    found = templates.template(tx, target["text"], target["language"])
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    title = f"{text_name(found.reason)} · {_NAMES[found.language]}"
    return Form(title, lines_fields(_("Subject"), found.subject, found.body), (known,))


def deeds_of(
    config: Config, values: Mapping[str, str], choice: str
) -> dict[str, Callable[[], Deed]]:
    """What keys do about messages, by the names of the actions."""
    text, language = values.get("text", ""), values.get("language", "")

    def write() -> Deed:
        return letter_deeds.write(
            follow_ups_of(config),
            values.get("order", ""),
            values.get("channel", ""),
            text,
            values.get("way", ""),
            language=language,
            subject=values.get("subject"),
            body=values.get("body"),
            again=int(values.get("again") or 0),
        )

    def edit() -> Deed:
        subject, body = values.get("subject", ""), joined_lines(values)
        return letter_deeds.edit_text(text, language, subject, body)

    return {
        "follow_up": write,
        "message": lambda: letter_deeds.settle(int(values.get("id", "0")), choice),
        "text_edit": edit,
        "text_reset": lambda: letter_deeds.reset_text(text, language),
    }
