"""A shop is connected: its link as code and text, then the address that the browser came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.lanes import Lane
from tui.speech import N_, _
from tui.views import Form, FormField
from tui.widgets.forms import FormModal
from tui.widgets.lettermodal import LinkModal

if TYPE_CHECKING:
    from tui.goods_views import Connecting
    from tui.screens.boardpane import BoardPane

_HOLDS = (N_("The code holds the link. Open it as the seller, allow it, then Enter here."),)


class ShopConnecting:
    """One shop at a time; the platform is asked behind the work."""

    def __init__(self, pane: BoardPane) -> None:
        self._pane = pane
        self._lane: Lane | None = None
        self._busy = False

    @property
    def _calls(self) -> Connecting:
        return self._pane.station.backend.connecting()

    async def begin(self) -> None:
        """Show the link of the shop under the cursor; one without is seen to at once."""
        station, shop = self._pane.station, self._pane.target().get("id", "")
        if self._busy:
            station.say(_("A shop is being connected; go on meanwhile."))
            return
        link = await station.deeds.fetch(self._calls.link, shop)
        if link is None:
            return
        if not link:
            self._send(shop, "")
            return

        async def shown(opened: bool | None) -> None:
            if opened:
                await self._ask(shop)

        await station.deeds.open(LinkModal((link,), station.seq, _HOLDS), shown)

    async def _ask(self, shop: str, typed: str = "") -> None:
        note = _("Paste the address that the browser came to, or the code in it.")
        form = Form(
            _("Connect {shop}").format(shop=shop),
            (FormField("answer", _("Address"), typed),),
            (note,),
        )

        def filled(values: dict[str, str] | None) -> None:
            if values is not None:
                self._send(shop, values["answer"])

        await self._pane.station.deeds.open(FormModal(form), filled)

    def _send(self, shop: str, answer: str) -> None:
        self._busy = True
        self._pane.station.say(_("A shop is being connected; go on meanwhile."))
        work = self._connect(shop, answer)
        self._pane.station.run_worker(work, name="connecting", exit_on_error=False)

    async def _connect(self, shop: str, answer: str) -> None:
        station = self._pane.station
        self._lane = self._lane or Lane("connecting")
        try:
            done, said = await self._lane.run(self._calls.connect, shop, answer)
        except Exception as error:  # noqa: BLE001 - said; the station goes on
            station.fail(error)
            return
        finally:
            self._busy = False
        if not done:
            station.complain(said)
            return
        station.say(said)
        self._pane.list.reload()
