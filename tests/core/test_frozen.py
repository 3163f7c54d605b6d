"""What makes frozen dataclasses quickly makes exactly what they would be."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from core.frozen import changer, filler


@dataclass(frozen=True, slots=True)
class Crate:
    code: str
    units: int = 1
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pallet(Crate):
    height: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    units: int

    def __post_init__(self) -> None:
        if self.units < 0:
            raise ValueError("below zero")


def test_it_is_the_same_as_the_class_itself_makes_and_as_frozen() -> None:
    made = filler(Crate)("A", units=2)
    assert made == Crate("A", 2)
    assert type(made) is Crate
    with pytest.raises(FrozenInstanceError):
        made.units = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        filler(Crate)()  # type: ignore[call-arg]


def test_what_is_not_given_is_as_the_class_says_and_nobody_elses() -> None:
    make = filler(Crate)
    one, other = make("A"), make("B")
    assert (one.units, one.marks, other.marks) == (1, [], [])
    assert one.marks is not other.marks


def test_classes_with_more_to_them_make_themselves() -> None:
    assert filler(Pallet)("A", height=5) == Pallet("A", height=5)
    with pytest.raises(ValueError, match="below zero"):
        filler(Checked)(-1)


@pytest.mark.parametrize("one", [Crate("A", 2, ["x"]), Pallet("A", 2, ["x"], 5)])
def test_changing_is_replacing(one: Crate) -> None:
    change = changer(type(one))
    assert change(one, {"units": 9}) == replace(one, units=9)
    assert one.units == 2
    with pytest.raises(TypeError):
        change(one, {"weight": 9})
