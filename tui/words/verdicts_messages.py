"""Words for what keys did about messages to buyers."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

_GO_ON = N_("Go on.")

MESSAGE_WORDS: dict[str, Words] = {
    "info/message_queued": Words(
        N_("{order}: {text} goes out by {way}."), "", N_("How it stands is told by Alt+X.")
    ),
    "info/message_shown": Words(
        N_("{order}: the link is made."), "", N_("Scan it with the phone and press send there.")
    ),
    "info/message_said_yes": Words(N_("Noted: it arrived."), "", _GO_ON),
    "info/message_said_no": Words(
        N_("Noted: it did not arrive."), "", N_("Send it again with Alt+X.")
    ),
    "info/message_said_again": Words(N_("It is sent again by {way}."), "", _GO_ON),
    "info/message_said_back": Words(N_("It is taken back and does not go out."), "", _GO_ON),
    "info/text_saved": Words(N_("The text is saved: {text}."), "", _GO_ON),
    "info/text_reset": Words(N_("The text is as at the start again: {text}."), "", _GO_ON),
}
"""Words by ``info/detail``."""
