"""How far a label that is fetched ahead of packing is."""

from __future__ import annotations

from enum import StrEnum


class AheadState(StrEnum):
    """Where the label of one package stands."""

    WANTED = "wanted"
    ARRANGED = "arranged"
    """Its courier is arranged; the label is being drawn."""
    FETCHED = "fetched"
    """It is stored, and waits for its turn at the printer."""
    PRINTED = "printed"
    TAKEN = "taken"
    """Its parcel was packed first: the table printed it."""
    FAILED = "failed"
    LEFT_OUT = "left_out"
    """It needs no paper: cancelled, on hold, or gone."""


_A = AheadState
AHEAD_STEPS = frozenset(
    {
        (_A.WANTED, _A.ARRANGED),
        (_A.WANTED, _A.TAKEN),
        (_A.WANTED, _A.FAILED),
        (_A.WANTED, _A.LEFT_OUT),
        (_A.ARRANGED, _A.FETCHED),
        (_A.ARRANGED, _A.TAKEN),
        (_A.ARRANGED, _A.FAILED),
        (_A.ARRANGED, _A.LEFT_OUT),
        (_A.FETCHED, _A.PRINTED),
        (_A.FETCHED, _A.TAKEN),
        (_A.FETCHED, _A.FAILED),
        (_A.FETCHED, _A.LEFT_OUT),
        (_A.FAILED, _A.WANTED),
        (_A.FAILED, _A.TAKEN),
        (_A.LEFT_OUT, _A.WANTED),
        (_A.LEFT_OUT, _A.TAKEN),
    }
)
OPEN = frozenset({_A.WANTED, _A.ARRANGED, _A.FETCHED})
"""Something is still done about it by itself."""
AGAIN = frozenset({_A.FAILED, _A.LEFT_OUT})
"""It is tried once more where somebody wants it."""


class RunState(StrEnum):
    """Where a run stands that fetches many labels."""

    WORKING = "working"
    DONE = "done"


RUN_STEPS = frozenset({(RunState.WORKING, RunState.DONE), (RunState.DONE, RunState.WORKING)})
