"""Which printer a configured name or width means."""

from __future__ import annotations

import pytest

from core.errors import Refusal
from printers.profiles import NAMES, WIDTHS, find


@pytest.mark.parametrize(("width", "columns"), [(384, 32), (512, 42), (576, 48), (832, 69)])
def test_a_width_alone_is_enough(width: int, columns: int) -> None:
    profile = find(None, width)
    assert (profile.width_dots, profile.columns) == (width, columns)


def test_nothing_said_means_80_mm_paper() -> None:
    assert find(None, None).width_dots == 576


def test_every_name_that_is_allowed_is_found_in_any_case() -> None:
    for name in NAMES:
        assert find(name.upper(), None).width_dots in WIDTHS


def test_a_name_without_width_takes_the_configured_one() -> None:
    drawn = find("drawn", 832)
    assert (drawn.width_dots, drawn.native_barcodes, drawn.native_qr) == (832, False, False)


def test_an_unknown_width_is_refused_with_those_allowed() -> None:
    with pytest.raises(Refusal) as refused:
        find(None, 600)
    assert refused.value.code == "printer_width_unknown"
    assert refused.value.params["allowed"] == "384, 512, 576, 832"


def test_an_unknown_name_is_refused_with_those_allowed() -> None:
    with pytest.raises(Refusal) as refused:
        find("lasercutter", None)
    assert refused.value.code == "printer_profile_unknown"
    assert "epson-tm-t88" in str(refused.value.params["allowed"])


def test_a_named_printer_is_not_bent_to_another_width() -> None:
    with pytest.raises(Refusal) as refused:
        find("epson-tm-t88", 576)
    assert refused.value.params["allowed"] == 512
