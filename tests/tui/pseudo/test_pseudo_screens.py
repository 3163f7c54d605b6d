"""In a language without Latin letters, only data and names are left in them: screens."""

from __future__ import annotations

from station_hand import Hand
from strange_words import Shop, loose
from textual.screen import ModalScreen

from tui import speech
from tui.app import KemasApp
from tui.keys import BY_NAME
from tui.live.backend import LiveBackend


def on_screen(app: KemasApp) -> str:
    """The text of the screen, or of the dialog that lies over it."""
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    if isinstance(app.screen, ModalScreen):
        box = app.screen.children[0].region
        lines = [line[box.x : box.right] for line in lines[box.y : box.bottom]]
    return "\n".join(lines)


def shown(app: KemasApp) -> str:
    """The name of the dialog that is open, else of the pane."""
    over = len(app.screen_stack) > 1
    return type(app.screen).__name__ if over else app.where.value


SCREENS = {
    "queue": "queue",
    "queue find": "queue",
    "next": "work",
    "work shipment": "FormModal",
    "work sim_right sim_wrong": "work",
    "work why": "work",
    "work order": "order",
    "queue order": "order",
    "jobs": "jobs",
    "jobs open": "JobModal",
    "parked": "parked",
    "help": "PageModal",
    "queue menu": "ChoiceModal",
    "work menu": "ChoiceModal",
    "jobs menu": "ChoiceModal",
    "parked menu": "ChoiceModal",
    "queue filter": "ChoiceModal",
    "work hold": "ChoiceModal",
    "work short": "ChoiceModal",
    "queue papers": "ChoiceModal",
    "queue cancel": "ChoiceModal",
    "parked dismiss": "ChoiceModal",
    "work reprint": "ChoiceModal",
    "printer": "ChoiceModal",
    "language": "ChoiceModal",
    "parked correct": "FormModal",
    "queue note": "FormModal",
    "sign_out": "ConfirmModal",
    "quit": "ConfirmModal",
    "sign_out done": "sign_in",
}
"""The actions that lead to a screen, and the pane or dialog that it is."""


class Still(LiveBackend):
    """A station that starts no worker: nothing changes on its screens by itself."""

    def _ensure_worker(self) -> None:
        """None is needed."""


async def test_screens_are_translated(shop: Shop) -> None:
    speech.switch("en")
    config = shop.demo.folder / "config.toml"
    app = KemasApp(Still(config, "S1", operator=shop.badge(), demo=True), None, "en")
    found: dict[str, tuple[str, list[str]]] = {}
    async with app.run_test(size=(140, 45)) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: app.frame.pane is not None)
        await hand.until(lambda: app.frame.status_bar.status.operator)
        for actions, wanted in SCREENS.items():
            for action in ("ack", "ack", "queue", *actions.split()):
                hand.press(BY_NAME[action].key)
                await hand.settle()
            await hand.until(lambda wanted=wanted: shown(app) == wanted)
            await hand.settle()
            found[actions] = (shown(app), loose(on_screen(app), shop.data))
    assert found == {actions: (wanted, []) for actions, wanted in SCREENS.items()}
