"""Codes of goods that come in, line by line: each verdict goes out after its goods are saved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import barcodes
from core.errors import DatabaseRefusal, Refusal
from core.fulfilment.packing.verdict import Answer, Kind
from core.i18n import _
from core.text import clean, visible
from core.transaction import Actor, Transaction, run
from tui.context import Context
from tui.lines import Lines
from tui.tones import word_of
from tui.words.receiving import can_go
from tui.words.refusals import sentence


@dataclass(frozen=True, slots=True)
class Line:
    """What a code came to; `told` is what it received, empty where it received nothing."""

    answer: Answer
    told: dict[str, Any]
    done: bool


class ArrivalLines(ABC):
    """Subclasses say of what the goods are, and judge one code in an open transaction."""

    BAD: frozenset[Kind]
    """Answers after which something still has to be done with the goods in hand."""

    def __init__(self, context: Context, actor: Actor, key: str, warehouse: int) -> None:
        self._context = context
        self._actor = actor
        self._key = key
        self._warehouse = warehouse
        self._last = 0

    def goes_on_after(self, used: Iterable[str]) -> None:
        """Who sends no numbers goes on after those used: no scan of theirs is a repeat."""
        self._last = max((int(number) for number in used if number.isdecimal()), default=0)

    @abstractmethod
    def scan(self, tx: Transaction, code: str, key: str) -> Line:
        """Judge a code. Raises Refusal: nothing may then be kept."""

    @abstractmethod
    def saved(self) -> None:
        """What was judged last is saved: what holds for the next code is what it left."""

    @abstractmethod
    def refused(self, refusal: Refusal) -> Kind:
        """The kind of verdict that a refusal is."""

    @abstractmethod
    def say(self, answer: Answer, scanned: str) -> str:
        """The sentence of an answer."""

    @abstractmethod
    def about(self) -> dict[str, Any]:
        """Of what the goods are, for programs."""

    def run(self) -> int | None:
        """Judge every line until the input or the delivery ends; 1 where something was refused."""
        lines, count, bad = Lines(0), 0, False
        while (one := lines.next()) is not None:
            count += 1
            self._last = one.seq if one.seq is not None else self._last + 1
            done, good = self._judge(self._last, one.code[: barcodes.LONGEST])
            bad = bad or not good
            if done or count == self._context.args.limit:
                break
        return 1 if bad else None

    def _judge(self, seq: int, code: str) -> tuple[bool, bool]:
        key, scanned = f"{self._key}:{seq}", clean(visible(code))
        try:
            judged = run(self._context.database, self._actor, lambda tx: self.scan(tx, code, key))
        except DatabaseRefusal:
            raise
        except Refusal as refusal:
            self._tell(seq, scanned, self.refused(refusal).value, sentence(refusal), {}, 0)
            return False, False
        self.saved()
        answer = judged.answer
        ready = self._context.promise(self._warehouse) if judged.told else 0
        words = self.say(answer, scanned)
        self._tell(seq, scanned, answer.kind.value, words, judged.told, ready)
        return judged.done, answer.kind not in self.BAD

    def _tell(
        self, seq: int, scanned: str, kind: str, words: str, told: dict[str, Any], ready: int
    ) -> None:
        out = self._context.out
        if not out.as_json:
            out.line(clean(f"{_(word_of(kind))}: {words} {can_go(ready)}"))
            return
        names = ("sku", "units", "bin", "received", "left", "state")
        out.json_line(
            {
                "seq": seq,
                "verdict": kind,
                "scanned": scanned or None,
                "message": words,
                **self.about(),
                **{name: told.get(name) for name in names},
                "orders_ready": ready,
            }
        )
