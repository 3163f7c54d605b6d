"""Long work at the command line shows how far it is, and says what is in when it is stopped."""

from __future__ import annotations

from io import StringIO

import pytest

from tui.output import Output
from tui.taken import taken


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_an_import_shows_on_a_terminal_how_far_it_is_and_leaves_nothing_behind() -> None:
    err = Terminal()
    with taken(Output(err=err)) as progress:
        assert "Reading the file" in err.getvalue()
        progress(50, 12_000)
        assert err.getvalue().endswith("\r50 of 12,000 taken in; Ctrl+C stops.\x1b[K")
    assert err.getvalue().endswith("\r\x1b[K")
    assert "\n" not in err.getvalue()


def test_progress_never_goes_to_a_file_or_a_program() -> None:
    err = StringIO()
    with taken(Output(err=err)) as progress:
        progress(50, 12_000)
    assert err.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (0, "Stopped before anything was taken in."),
        (50, "50 of 120 were taken in before. Import the file again to go on."),
    ],
)
def test_an_import_that_is_stopped_by_hand_says_what_is_in(done: int, said: str) -> None:
    err = StringIO()

    def run() -> None:
        with taken(Output(err=err)) as progress:
            progress(done, 120)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert err.getvalue() == said + "\n"
