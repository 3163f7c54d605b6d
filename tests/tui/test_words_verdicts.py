"""Every verdict that the packing session can give has words, and the words say what is needed."""

from __future__ import annotations

import ast
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import frozen
from core.fulfilment.packing.verdict import GOOD, Kind, Verdict
from tui.words.verdicts import WORDS, speak, words_of
from tui.words.verdicts_island import ISLAND_WORDS

ROOT = Path(__file__).parents[2]
SOURCES = [
    *sorted((ROOT / "core/fulfilment/packing").glob("*.py")),
    *sorted((ROOT / "core/fulfilment/walks").glob("*.py")),
    *sorted((ROOT / "core/fulfilment/island").glob("*.py")),
    ROOT / "core/shipping/island.py",
    ROOT / "core/shipping/desk.py",
    ROOT / "tui/live/leads.py",
    ROOT / "core/fulfilment/calls/deeds.py",
    ROOT / "core/billing/deeds.py",
    ROOT / "core/billing/board_deeds.py",
    ROOT / "core/billing/sending/deeds.py",
    ROOT / "core/einvoice/deeds.py",
    ROOT / "core/invoice_book/deeds.py",
    ROOT / "core/paylinks/deeds.py",
    ROOT / "core/platform_bills/deeds.py",
    ROOT / "core/channels/deeds.py",
    ROOT / "core/channels/publishing/deeds.py",
    ROOT / "core/channels/payout_deeds.py",
    ROOT / "core/shipping/handover/deeds.py",
    ROOT / "core/shipping/cod/deeds.py",
    ROOT / "core/receivables/deeds.py",
    ROOT / "core/shipping/booking_deeds.py",
    ROOT / "core/shipping/deeds.py",
    ROOT / "core/shipping/addresses/deeds.py",
    ROOT / "core/shipping/customer_deeds.py",
    ROOT / "core/shipping/entry_deeds.py",
    ROOT / "core/shipping/goods_deeds.py",
    ROOT / "core/shipping/letter_deeds.py",
    ROOT / "core/shipping/payment_deeds.py",
    ROOT / "core/shipping/printer_deeds.py",
    ROOT / "core/shipping/walk_deeds.py",
    ROOT / "core/shipping/put_away_deeds.py",
    ROOT / "core/returns/deeds.py",
    ROOT / "core/returns/way_deeds.py",
    ROOT / "core/fulfilment/replenishing/deeds.py",
    ROOT / "core/fulfilment/blocking_deeds.py",
    ROOT / "core/fulfilment/station_deeds.py",
    ROOT / "core/lookup/deeds.py",
    ROOT / "core/shipping/place_deeds.py",
    ROOT / "core/transfers/deeds.py",
    ROOT / "core/transfers/scanning.py",
    ROOT / "core/purchasing/deeds.py",
    ROOT / "core/purchasing/receiving_deeds.py",
    ROOT / "core/purchasing/scanning.py",
    ROOT / "core/purchasing/supplier_deeds.py",
    ROOT / "core/transfers/warehouse_deeds.py",
    ROOT / "core/counting/deeds.py",
    ROOT / "core/counting/plan_deeds.py",
    ROOT / "core/fulfilment/lot_deeds.py",
    ROOT / "core/counting/scanning.py",
    ROOT / "core/counting/opening.py",
    ROOT / "core/counting/tallying.py",
    ROOT / "core/counting/closing.py",
    ROOT / "core/channels/way_deeds.py",
    ROOT / "core/channels/label_deeds.py",
]
ZONE = "Asia/Jakarta"


def waybill_refusals() -> set[str]:
    """What shipping answers to a waybill that it does not take."""
    tree = ast.parse((ROOT / "core/shipping/packing_port.py").read_text(encoding="utf-8"))
    return {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


DYNAMIC: dict[str, set[str]] = {
    "awaiting": {"note", "changed", "resume"},
    "detail": {"", "check_digit"},
    "taken": waybill_refusals(),
    "order.fulfilment.value": {"packed", "handed_over"},
    "f'job_{what}'": {"job_yes", "job_no", "job_cancel", "job_reprint"},
    "f'message_{made.state.value}'": {"message_queued", "message_shown"},
    "f'message_said_{what}'": {
        "message_said_yes",
        "message_said_no",
        "message_said_again",
        "message_said_back",
    },
    "kind": {"ok", "ok_line_done"},
    "f'island_{what}'": {
        name.partition("/")[2]
        for name in ISLAND_WORDS
        if name.startswith("not_saved/island_") and "conflict" not in name
    },
    "Kind(entry.kind)": set(),
    "entry.detail": set(),
    "last.kind": set(),
    "_KINDS[why]": {"cancelled", "on_hold", "changed", "taken_over"},
    # The code of a refusal: the words around its sentence are checked below.
    "refusal.code": {""},
    # What was said before, said again.
    "answer.kind": set(),
    "answer.detail": set(),
    "Kind(row.verdict)": set(),
    "Kind(known.kind)": set(),
    "known.detail": set(),
    "stored['detail']": set(),
}


def values_of(node: ast.expr | None) -> set[str]:
    """All texts that an expression can be; one that nobody listed is an error."""
    match node:
        case None:
            return {""}
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return values_of(one) | values_of(other)
        case ast.Attribute(value=ast.Name(id="Kind"), attr=name):
            return {Kind[name].value}
        case _:
            return DYNAMIC[ast.unparse(node)]


def pairs(kind: ast.expr, detail: ast.expr | None) -> set[tuple[str, str]]:
    """Kinds and details that go together; one condition that chooses both chooses pairs."""
    match kind, detail:
        case ast.IfExp(), ast.IfExp() if ast.unparse(kind.test) == ast.unparse(detail.test):
            return pairs(kind.body, detail.body) | pairs(kind.orelse, detail.orelse)
    return {(k, d) for k in values_of(kind) for d in values_of(detail)}


def produced() -> set[tuple[str, str]]:
    """Every (kind, detail) that the source makes."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            at = {"Answer": 1, "Verdict": 3}.get(node.func.id)
            if at is None:
                continue
            given = {word.arg: word.value for word in node.keywords}
            detail = node.args[at] if len(node.args) > at else given.get("detail")
            found |= pairs(node.args[0], detail)
    return found


def test_nothing_that_the_session_says_lacks_words() -> None:
    made = produced()
    assert len(made) > 80
    lacking = [
        (kind, detail)
        for kind, detail in sorted(made)
        if (f"{kind}/{detail}" if detail else kind) not in WORDS
        and words_of(Verdict(Kind(kind), 1, "X", detail)).partition("/")[0] != kind
    ]
    assert lacking == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_of_its_own(kind: Kind) -> None:
    assert any(name.partition("/")[0] == kind.value for name in WORDS)


def test_no_words_are_left_over() -> None:
    """What no source makes is there for a finer case of something that is made."""
    made = {f"{kind}/{detail}" if detail else kind for kind, detail in produced()}
    tree = ast.parse((ROOT / "tui/words/verdicts.py").read_text(encoding="utf-8"))
    (finer,) = (n for n in ast.walk(tree) if getattr(n, "name", "") == "_variant")
    cases = {n.value for n in ast.walk(finer) if isinstance(n, ast.Constant)}
    extra = [n for n in WORDS if n not in made and (n.partition("/")[2] or "-") not in cases]
    assert set(extra) == {
        "not_allowed/approver_is_you",
        "not_allowed/approver_may_not",
        "not_allowed/session_moved",
        "not_saved/approval_stale",
        "not_allowed/pin_locked",
        "not_allowed/pin_none",
        "not_allowed/pin_wrong",
        "not_saved/fault",
        "not_saved/island_conflict_aside",
        "not_saved/island_conflict_elsewhere",
        "not_saved/island_conflict_gone",
        "not_saved/station_lost",
        "unknown_code/courier_unknown",
        "unknown_code/person",
        "unknown_code/refusal",
    }


def test_what_holds_the_station_says_what_is_needed_and_what_is_next() -> None:
    for name, words in WORDS.items():
        kind = Kind(name.partition("/")[0])
        assert words.message
        if kind not in GOOD:
            assert words.next, name
            assert words.needed != "", name
    said = speak(Verdict(Kind.UNKNOWN_CODE, 1, "XYZ"), ZONE)
    assert "XYZ" in said.message
    assert said.needed


def test_messages_hold_nothing_but_plain_placeholders() -> None:
    for words in WORDS.values():
        for text in (words.message, words.needed or "", words.next):
            for _literal, name, spec, conversion in string.Formatter().parse(text):
                assert name is None or (name.isidentifier() and not spec and not conversion)


def test_times_are_those_of_the_shop() -> None:
    params: dict[str, Any] = {
        "order": "W-1",
        "who": "Sari",
        "station": "3",
        "since": "2026-03-02T03:41:00+00:00",
    }
    verdict = Verdict(Kind.NOT_CLAIMABLE, 1, "W-1", "claimed", params)
    with frozen(datetime(2026, 3, 2, 5, tzinfo=UTC)):
        assert "since 10:41." in speak(verdict, "Asia/Jakarta").message
    with frozen(datetime(2026, 3, 3, 5, tzinfo=UTC)):
        assert "since 02/03 10:41." in speak(verdict, "Asia/Jakarta").message


def test_one_unit_is_not_units() -> None:
    for waived, words in ((1, "without 1 unit:"), (2, "without 2 units:")):
        params = {"order": "W-1", "waived": waived, "courier": "x", "parcel": "1-1"}
        assert words in speak(Verdict(Kind.ORDER_COMPLETE, 1, "", "", params), ZONE).message


def test_only_three_of_what_is_left_are_named() -> None:
    line = {"sku": "A", "name": "x" * 300, "quantity": 2, "bin": "A-01"}
    params = {"order": "W-1", "rest": [line] * 3, "rest_lines": 7, "sku": "A", "units": 1}
    needed = speak(Verdict(Kind.WRONG_ITEM, 1, "Z", "", params), ZONE).needed
    assert needed.count("2 × A") == 3
    assert needed.endswith("4 more lines")
    assert len(needed) < 250


HOSTILE = "\x1b[2J[bold]{x}\u202e\x00"


@pytest.mark.parametrize("name", sorted(WORDS))
def test_nothing_from_outside_acts_or_breaks_a_sentence(name: str) -> None:
    kind, _, detail = name.partition("/")
    texts = "order customer note reason who station open name sku code waybill courier parcel first"
    params: dict[str, Any] = dict.fromkeys(texts.split(), HOSTILE * 50)
    if name == "info/parcel":
        params["state"] = "open"
    if name == "info/why":
        params |= {"kind": "wrong_item", "about": "", "said": {"sku": HOSTILE}, "facts": []}
    said = speak(Verdict(Kind(kind), 1, HOSTILE, detail, params), ZONE)
    for text in (said.message, said.needed, said.next):
        assert not set(text) & {"\x1b", "\u202e", "\x00"}
        assert len(text) < 1200


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.SYSTEM_BUSY, "database_busy"),
        (Kind.NOT_SAVED, "disk_full"),
        (Kind.NOT_SAVED, "parcel_empty"),
        (Kind.NOT_SAVED, "stock_not_enough"),
        (Kind.NOT_SAVED, "over_quantity"),
        (Kind.UNKNOWN_CODE, "badge_unreadable"),
        (Kind.UNKNOWN_CODE, "tote_unknown"),
        (Kind.NOT_ALLOWED, "not_allowed"),
    ],
)
def test_refusals_from_below_keep_their_sentence(kind: Kind, code: str) -> None:
    params = {"permission": "override_contents", "operator": "Sari", "roles": "lead, admin"}
    said = speak(Verdict(kind, 1, "KEMAS:DONE", code, params), ZONE)
    assert "This cannot be done" not in said.message
    assert said.needed
    assert said.next
    if kind is Kind.NOT_ALLOWED:
        assert "ship goods that were not scanned" in said.message
        assert said.needed == "Somebody who may do this: warehouse lead, administrator"


def test_a_sentence_that_begins_with_a_code_leaves_the_code_as_it_was_scanned() -> None:
    said = speak(Verdict(Kind.UNKNOWN_CODE, 1, "wb-3"), ZONE)
    assert said.message == "wb-3 is not known here."


def test_a_sentence_that_begins_with_a_command_begins_with_a_capital_letter() -> None:
    said = speak(Verdict(Kind.ORDER_COMPLETE, 1, "A", "picked", {"order": "W-1"}), ZONE, keys=False)
    assert said.next[:1].isupper()
