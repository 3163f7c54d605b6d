"""Every trouble with a courier has a sentence in each language, and no answer is more than text."""

from __future__ import annotations

from core.couriers.bookings import Unknown
from core.couriers.troubles import Trouble, because
from core.i18n import speaking
from core.shipping.quoting import Answer
from tui.words.quotes import why_not
from tui.words.verdicts_parts import reason


def test_a_trouble_is_told_in_the_language_of_the_packer_with_the_couriers_own_words() -> None:
    kept = because(Trouble.PHONE, "Số điện thoại không hợp lệ\x1b[2J")
    with speaking("en"):
        assert reason(kept) == (
            "the courier does not take the telephone number; correct it in the order. "
            "It says: Số điện thoại không hợp lệ[2J"
        )
    with speaking("id"):
        assert "nomor" in reason(kept)
    with speaking("vi"):
        assert "số" in reason(because(Trouble.PHONE))


def test_each_trouble_has_words_of_its_own() -> None:
    with speaking("en"):
        assert len({reason(one.value) for one in Trouble} - set(Trouble)) == len(Trouble)


def test_a_fee_that_nobody_said_is_no_doubt_about_a_booking() -> None:
    with speaking("en"):
        silent, busy, odd = (
            why_not(Answer("ghn", "GHN", Unknown(one)))
            for one in (because(Trouble.SILENT), because(Trouble.BUSY), "odd")
        )
    assert silent == "no answer"
    assert busy == "the courier was asked too often; try again later"
    assert odd == "no answer that can be read"


def test_what_people_wrote_stays_as_it_is() -> None:
    assert reason("courier_on_strike: ask Budi") == "courier_on_strike: ask Budi"
