"""The part of a station's backend that judges: scans, keys, and what a lead says yes to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tui.state import LeadAsk, Verdict

if TYPE_CHECKING:
    from core.fulfilment.packing.verdict import Verdict as CoreVerdict
    from core.settings import Config
    from core.shipping.desk import Desk
    from tui.live.island import LiveIsland
    from tui.live.leads import Leads
    from tui.live.news import News
    from tui.samefile import SameFile


class Judging:
    """Judges by the database, or by what the station holds; LiveBackend is the rest of it."""

    _config: Config
    _desk: Desk
    _file: SameFile
    _news: News
    _leads: Leads
    _line: LiveIsland

    @abstractmethod
    def _shown(self, verdict: CoreVerdict, *, pressed: bool = False, place: str = "") -> Verdict:
        """A verdict in words."""

    def scan(self, seq: int, code: str) -> Verdict:
        """Judge one code."""

        def judge(seq: int) -> CoreVerdict:
            self._file.check()
            return self._desk.scan(seq, code)

        verdict = self._line.scan(seq, code, lambda: judge(seq))
        self._leads.note(verdict, judge)
        return replace(self._shown(verdict), lead=self._leads.asked())

    def scan_in(self, seq: int, code: str, where: str, target: Mapping[str, str]) -> Verdict:
        """Judge one code in a pane."""
        from tui.live.acting import scan_in
        from tui.words.verdicts import not_taken

        def judge(seq: int) -> CoreVerdict:
            self._file.check()
            return scan_in(self._desk, self._config, seq, code, where, target)

        verdict = self._line.act(seq, "scan_in", code, lambda: judge(seq))
        self._leads.note(verdict, judge)
        shown = replace(self._shown(verdict, place=where), lead=self._leads.asked())
        return replace(shown, kind="refused") if not_taken(verdict, where) else shown

    def act(self, seq: int, action: str, values: Mapping[str, str]) -> Verdict:
        """Do one action of the registry."""
        from tui.words.verdicts import is_refusal

        if action == "line_back":
            return self._shown(self._line.tell(seq), pressed=True)
        asked: LeadAsk | None = None

        def approve() -> CoreVerdict:
            nonlocal asked
            self._file.check()
            verdict, asked = self._leads.approve(seq, values)
            return verdict

        judge = partial(self._do, action, values)
        if action == "approve":
            verdict = self._line.act(seq, action, "", approve)
        else:
            verdict = self._line.act(seq, action, values.get("choice", ""), lambda: judge(seq))
            self._leads.note(verdict, judge, action)
            asked = self._leads.asked()
        if action == "ack" and self._news.was_told(verdict):
            return replace(self._shown(verdict), kind="ready", message="", held=False)
        # A key was pressed, no code was scanned: none is shown.
        shown = replace(self._shown(verdict, pressed=True), scanned="", lead=asked)
        if asked is not None:  # the PIN that is awaited says yes, and signs nobody in
            shown = replace(shown, pin_of="")
        refused = is_refusal(verdict) and shown.kind != "system_busy"
        return replace(shown, kind="refused") if refused else shown

    def _do(self, action: str, values: Mapping[str, str], seq: int) -> CoreVerdict:
        from tui.live.acting import do

        self._file.check()
        return do(self._desk, self._config, seq, action, values)
