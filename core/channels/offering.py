"""Stock and prices go to a platform: an answer for each, and what went wrong once stays wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Fault, Trouble
from core.channels.records import Offer, Pushed

WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
"""Trouble of the shop, not of a single listing: the call is made again as a whole."""
Heard = Mapping[str, Any] | Trouble
Call = Callable[[], Heard]


def offer_each(
    offers: Sequence[Offer],
    calls: Callable[[str, Sequence[Offer]], Iterable[Call]],
    pushed: Callable[[Offer, Heard], Pushed],
) -> tuple[Pushed, ...] | Trouble:
    """Tell the offers a listing at a time, by its `calls`; `pushed` reads what came of one."""
    by_listing: dict[str, list[Offer]] = defaultdict(list)
    for one in offers:
        by_listing[one.listing_id].append(one)
    answers: dict[tuple[str, str, str], Pushed] = {}
    for listing, mine in by_listing.items():
        for call in calls(listing, mine):
            heard = surely(call)
            if isinstance(heard, Trouble) and heard.fault in WHOLE:
                return heard
            for one in mine:
                if key_of(one) not in answers or answers[key_of(one)].done:
                    answers[key_of(one)] = pushed(one, heard)
    return tuple(answers.get(key_of(one)) or answer(one, done=True) for one in offers)


def surely(call: Call) -> Heard:
    """What is set is what it is to be in all: telling it once more is harmless."""
    heard = call()
    return call() if isinstance(heard, Trouble) and heard.fault is Fault.UNSURE else heard


def key_of(one: Offer) -> tuple[str, str, str]:
    """What tells an offer from others."""
    return one.listing_id, one.variant_id, one.location


def answer(one: Offer, *, done: bool, said: str = "", gone: bool = False) -> Pushed:
    """What became of an offer."""
    return Pushed(one.listing_id, one.variant_id, done, said, gone, one.location)


def not_taken(one: Offer, trouble: Trouble) -> Pushed:
    """It was not taken."""
    return answer(one, done=False, said=trouble.said, gone=trouble.fault is Fault.GONE)
