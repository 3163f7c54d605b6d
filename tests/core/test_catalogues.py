"""The catalogues say everything in every language, and the program reads what they say."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter

import pytest
from babel.messages.catalog import Catalog

from core.i18n import LANGUAGES, N_, _, language, ngettext, show_time, speaking, use_catalogue
from core.locale import refresh
from core.money import Money, show

KEY_CELLS = 11
STATE_CELLS = 14
KEPT = re.compile(r"\b(?:F\d{1,2}|Esc|Enter|KEMAS:[A-Z:]+|--[a-z-]+|UTF-8|CSV|XLSX)\b")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """Every text of the source."""
    return refresh.template()


@pytest.fixture(scope="module", params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def pairs(code: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """English and translation of every text; the first test names those that have none."""
    for message in refresh.load(code):
        if message.id and all(refresh.strings(message)):
            yield refresh.ids(message), refresh.strings(message)


def test_every_text_of_the_source_is_translated(code: str, texts: Catalog) -> None:
    assert refresh.differences(code, texts) == []


def test_the_source_is_read_at_all(texts: Catalog) -> None:
    assert len(texts) > 500
    assert {"Scan the next item.", "usage: ", "COPY {number}"} <= {one.id for one in texts}


def test_the_program_reads_what_the_catalogue_says(code: str) -> None:
    assert refresh.compiled(code) == dict(pairs(code))
    with speaking(code):
        assert all(_(meant[0]) == said[0] for meant, said in pairs(code) if len(meant) == 1)


def test_every_gap_is_kept_and_can_be_filled(code: str) -> None:
    for meant, said in pairs(code):
        for text in said:
            if "%(" in meant[0] or "%s" in meant[0] or "%r" in meant[0]:
                assert _percents(text) == _percents(meant[0]), text
            else:
                gaps = {name: name for _t, name, _s, _c in Formatter().parse(text) if name}
                assert text.format(**gaps), meant


def test_keys_codes_and_options_are_never_translated(code: str) -> None:
    for meant, said in pairs(code):
        wanted = sorted(KEPT.findall(meant[0]))
        assert all(sorted(KEPT.findall(text)) == wanted for text in said), said


def test_the_edges_of_a_text_are_kept(code: str) -> None:
    for meant, said in pairs(code):
        for text in said:
            assert text.startswith(" ") == meant[0].startswith(" ")
            assert text.endswith(" ") == meant[0].endswith(" ")
            assert not CONTROL.search(text)
            if len(meant) == 1 and meant[0][-1] in ".?!:":
                assert text[-1] == meant[0][-1], text


def test_a_sentence_begins_as_in_english(code: str) -> None:
    for meant, said in pairs(code):
        if meant[0][0].islower() and said[0][0].isupper():
            pytest.fail(f"{meant[0]!r} begins with a small letter, {said[0]!r} with a capital")


def test_labels_of_keys_fit_the_key_bar(code: str) -> None:
    from core.text import cells
    from tui.keys import ACTIONS

    with speaking(code):
        wide = {_(action.label) for action in ACTIONS if cells(_(action.label)) > KEY_CELLS}
    assert not wide - {action.label for action in ACTIONS}


def test_states_fit_their_columns(code: str) -> None:
    from core.fulfilment.states import ParcelState
    from core.orders.states import Fulfilment, OrderStatus
    from core.text import cells
    from tui.words.states import fulfilment_name, parcel_state, status_name

    with speaking(code):
        names = [
            *map(fulfilment_name, Fulfilment),
            *map(parcel_state, ParcelState),
            *map(status_name, OrderStatus),
        ]
    assert [name for name in names if cells(name) > STATE_CELLS] == []


def test_states_are_told_apart_in_every_language(code: str) -> None:
    from core.orders.states import Fulfilment
    from tui.words.states import fulfilment_name

    with speaking(code):
        names = [fulfilment_name(one) for one in Fulfilment]
    assert len(set(names)) == len(names)


def test_what_is_not_in_a_catalogue_is_said_in_english() -> None:
    with speaking("vi"):
        assert _("Nobody has written this.") == "Nobody has written this."
        assert _("") == ""
        assert ngettext("{count} unit", "{count} units", 2) == "{count} cái"
    with speaking("en"):
        assert ngettext("{count} unit", "{count} units", 1) == "{count} unit"
        assert ngettext("{count} unit", "{count} units", 2) == "{count} units"


def test_an_unknown_language_is_english() -> None:
    with speaking("xx"):
        assert language() == "en"


def test_other_texts_can_take_the_place_of_a_catalogue() -> None:
    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

    quiet = N_("Scan the next item.")
    use_catalogue("en", Loud())
    try:
        assert _(quiet) == "SCAN THE NEXT ITEM."
    finally:
        use_catalogue("en", None)
    assert _(quiet) == "Scan the next item."


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(12_500_000, "IDR"), ("Rp\u00a0125.000", "IDR 125,000", "125.000 IDR")),
        (Money(12_500_050, "IDR"), ("Rp\u00a0125.000,50", "IDR 125,000.50", "125.000,50 IDR")),
        (Money(1_250_000, "VND"), ("₫\u00a01.250.000", "₫ 1,250,000", "1.250.000 ₫")),
        (Money(-500_000, "VND"), ("₫\u00a0-500.000", "₫ -500,000", "-500.000 ₫")),
        (Money(0, "IDR"), ("Rp\u00a00", "IDR 0", "0 IDR")),
    ],
)
def test_amounts_are_written_as_the_readers_of_a_language_do(
    money: Money, shown: tuple[str, str, str]
) -> None:
    said = tuple(show(money, code).replace("\u00a0", " ") for code in LANGUAGES)
    assert said == tuple(one.replace("\u00a0", " ") for one in shown)


def test_a_moment_is_shown_on_the_wall_clock_of_the_shop() -> None:
    moment = datetime(2026, 11, 21, 18, 5, 9, tzinfo=UTC)
    assert show_time(moment, "Asia/Jakarta") == "22/11/2026 01:05"
    assert show_time(moment, "Asia/Ho_Chi_Minh", seconds=True) == "22/11/2026 01:05:09"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("", "not translated"),
        ("Pindai pesanan dulu.", "other placeholders"),
        ("Pindai {orders} dulu.", "other placeholders"),
        ("Pindai\n{order} dulu.", "other line breaks"),
    ],
)
def test_the_check_finds_a_bad_translation(said: str, fault: str) -> None:
    catalogue = Catalog()
    message = catalogue.add("Scan {order} first.", said)
    assert [found.partition(":")[0] for found in refresh.faults_of(message, 1)] == [fault]


def test_the_check_finds_what_was_only_guessed() -> None:
    message = Catalog().add("Scan {order} first.", "Pindai {order} dulu.", flags=("fuzzy",))
    assert list(refresh.faults_of(message, 1)) == ["fuzzy"]


def test_the_check_finds_texts_that_are_new_and_texts_that_are_gone(code: str) -> None:
    other = Catalog()
    other.add("A text that nobody translated.")
    found = refresh.differences(code, other)
    assert f"{code}: new: ('A text that nobody translated.',)" in found
    assert any(line.startswith(f"{code}: stale:") for line in found)


def _percents(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?[sr]", text))
