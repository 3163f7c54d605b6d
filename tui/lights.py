"""The lights of printers: colour and word of each, from ready to not known."""

from __future__ import annotations

from tui.speech import N_
from tui.state import Light

LIGHTS: dict[Light, tuple[str, str]] = {
    "ok": ("$success", N_("ready")),
    "low": ("$warning", N_("paper low")),
    "silent": ("$success", N_("silent")),
    "busy": ("$accent", N_("printing")),
    "paused": ("$warning", N_("paused")),
    "paper": ("$error", N_("no paper")),
    "open": ("$error", N_("cover open")),
    "error": ("$error", N_("error")),
    "cutter": ("$error", N_("cutter stuck")),
    "off": ("$error", N_("off")),
    "stuck": ("$error", N_("stuck")),
    "full": ("$error", N_("disk full")),
    "wrong": ("$error", N_("wrong language")),
    "unknown": ("$warning", N_("not known")),
}
AS_IT_SHOULD_BE: frozenset[Light] = frozenset({"ok", "silent", "busy"})
"""Lights that need no word where room is scarce."""
