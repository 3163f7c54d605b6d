"""What couriers are called: in the shop's words, else in its language."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import parse
from core.couriers.registry import name_of
from core.shipping.settings import settings_of


@pytest.mark.parametrize(
    ("language", "own", "manual"),
    [
        ("en", "Own delivery", "Manual courier"),
        ("id", "Kurir toko", "Kurir manual"),
        ("vi", "Tự giao hàng", "Hãng gửi thủ công"),
    ],
)
def test_couriers_without_a_name_are_called_as_in_the_language_of_the_shop(
    language: str, own: str, manual: str
) -> None:
    config = parse(f'[shop]\nlanguage = "{language}"\n', Path("k.toml"))
    couriers = settings_of(config).couriers
    assert [couriers.get(code).name for code in ("own", "manual")] == [own, manual]
    assert name_of(config.couriers, "own", language) == own


def test_the_words_of_the_shop_are_never_translated() -> None:
    text = '[shop]\nlanguage = "vi"\n[couriers.own]\nname = "Own delivery"\n'
    config = parse(text, Path("k.toml"))
    assert settings_of(config).couriers.get("own").name == "Own delivery"
    assert name_of(config.couriers, "gone", "vi") == "gone"
