"""In a language without Latin letters, only data and names are left in them: paper and speech."""

from __future__ import annotations

import dataclasses

import pytest
from fakes.sample_documents import ALL
from strange_words import Shop, loose, strange, words

from core.i18n import speaking
from core.shipping.desk import Desk
from printers.render import preview_text
from tui.demo.simulator import next_code, wrong_code
from tui.words.verdicts import speak


@pytest.mark.parametrize("width", [384, 576, 832])
@pytest.mark.parametrize("name", ALL)
def test_documents_are_translated(name: str, width: int) -> None:
    document = dataclasses.replace(ALL[name], language="en")
    said = "\n".join(preview_text(document, width, copy=2, columns=60))
    assert strange("COPY")[:4] in said
    assert loose(said, words(document, "KEMAS:BIN:")) == []


def test_what_is_said_while_packing_is_translated(shop: Shop) -> None:
    config = shop.demo.config
    desk = Desk(shop.db, config, shop.demo.station_id)
    desk.open()
    said: dict[str, str] = {}

    def scan(code: str) -> None:
        verdict = desk.scan(desk.last_seq() + 1, code)
        for keys in (True, False):
            with speaking("en"):
                spoken = speak(verdict, config.shop.timezone, keys=keys)
            name = f"{verdict.kind.value}/{verdict.detail}"
            text = f"{spoken.message} {spoken.needed} {spoken.next}"
            commands = words("KEMAS OK DONE HOLD NEXT SHORT OUT DAMAGED WRONGBIN LEFT", code)
            said[f"{name} ({code})"] = " ".join(loose(text, shop.data | commands))

    ready = shop.orders("ready")
    scan(shop.badge())
    for code in (
        *(shop.orders(stand)[0] for stand in ("short", "held", "cancelled", "handed_over")),
        *shop.orders("packing"),
        "KEMAS:UNDO",
        "KEMAS:WHY",
        "KEMAS:DONE",
        "KEMAS:REPRINT",
        "nosuchthing",
        ready[0],
        ready[1],
        "KEMAS:WHY",
        "KEMAS:BOX1",
        "KEMAS:PRINTER:none",
        "KEMAS:NOSUCHTHING",
        "KEMAS:B:NOSUCHTHING",
        "KEMAS:P:NOSUCHTHING",
        "KEMAS:SHORT",
    ):
        scan(code)
    scan("KEMAS:OK")
    for _number in range(30):
        scan(wrong_code(shop.db, shop.demo.station_id))
        scan("KEMAS:WHY")
        scan("KEMAS:OK")
        scan(next_code(shop.db, shop.demo.station_id))
    for code in ("KEMAS:UNDO", "KEMAS:OK", "KEMAS:NEXT", "KEMAS:LANE", "KEMAS:LANE", "KEMAS:HOLD"):
        scan(code)
    desk.close()
    assert {name: text for name, text in said.items() if text} == {}
    assert len({name.split(" ")[0] for name in said}) > 15
