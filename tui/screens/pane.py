"""The base of all panes: what the station asks of one, and how a pane asks the station."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Container

from tui.keys import Action, Where
from tui.state import Verdict

if TYPE_CHECKING:
    from tui.app import KemasApp


class Pane(Container):
    """One task of the station; the frame around it (status, verdict, code, keys) never changes."""

    WHERE: ClassVar[Where]
    SCANS: ClassVar[bool] = False
    """Whether scans have a meaning of their own while this pane is in front."""

    @property
    def station(self) -> KemasApp:
        """The app, for its lanes, its backend and its actions."""
        return cast("KemasApp", self.app)

    def aim(self, target: dict[str, str]) -> None:
        """Take over what the pane that was in front before pointed at; called before `shown`."""

    def shown(self) -> None:
        """Load what is needed and take the focus; called each time the pane comes to the front."""

    def verdict(self, verdict: Verdict) -> None:
        """A scan or an action was judged, here or elsewhere."""

    @property
    def settled(self) -> bool:
        """Whether all that belongs on screen is there."""
        return True

    @property
    def took(self) -> float:
        """Seconds that it took to read what is shown, the last time."""
        return 0.0

    def changed_hands(self) -> None:
        """Somebody else is signed in: what not everybody may see is not kept."""

    def tick(self) -> None:
        """Some seconds have passed; called while the pane is in front."""

    def act(self, action: Action) -> bool:
        """Do an action in the pane's own way; False leaves it to the station."""
        return False

    def typed(self, code: str) -> bool:
        """Take what was typed by hand and ended by Enter; False has it judged as a code."""
        return False

    def chosen(self, action: Action, value: str) -> bool:
        """Use what was chosen for an action; False sends it to the business."""
        return False

    def target(self) -> dict[str, str]:
        """The order or thing that an action means; empty for the open order."""
        return {}

    def seek(self, order: str) -> None:
        """Put the cursor on an order that was just made or changed, where it is in sight."""

    def speak(self) -> None:
        """The language has changed: say everything anew."""
        self.refresh(layout=True, recompose=False)
