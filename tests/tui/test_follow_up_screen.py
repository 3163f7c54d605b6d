"""Writing to a buyer with keys only: text, way, preview, send; a code that a phone can read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
import zxingcpp
from alone import Alone
from PIL import Image
from scan_process import Shop
from sqlalchemy import select, update
from station_fake import FakeBackend
from station_hand import Hand, painted, station

from core.messages.models import message_templates, messages
from core.orders.models import orders
from core.transaction import writing
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.qr import draw
from tui.widgets.lettermodal import LinkModal

LIGHT, DARK = 255, 0


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with made.config.open("a", encoding="utf-8") as file:
        file.write('[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nsender = "toko@shop.test"\n')
    with writing(made.database) as tx:
        contact = {"phone": "+62 000 812 3456", "email": "siti@buyer.test", "country": "ID"}
        tx.execute(
            update(orders)
            .where(orders.c.order_no == "W-1")
            .values(status="unpaid", paid=0, **contact)
        )
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


async def sheet(hand: Hand) -> None:
    """The sheet of the order W-1."""
    await hand.do("f2")
    await hand.app.frame.go(Where.ORDER, {"order": "W-1", "channel": "web"})
    await hand.complete()


def pixels(lines: list[list[tuple[str, bool, bool]]], scale: int = 4) -> Image.Image:
    """Half blocks as a picture; a cell is a character, and whether ink and ground are light."""
    upper = {"█": 1, "▀": 1, "▄": 0, " ": 0}
    lower = {"█": 1, "▀": 0, "▄": 1, " ": 0}
    width = max(len(line) for line in lines)
    image = Image.new("L", (width, 2 * len(lines)), DARK)
    for row, line in enumerate(lines):
        for column, (char, ink, ground) in enumerate(line):
            for half, has_ink in enumerate((upper[char], lower[char])):
                light = ink if has_ink else ground
                image.putpixel((column, 2 * row + half), LIGHT if light else DARK)
    return image.resize((width * scale, 2 * len(lines) * scale), Image.Resampling.NEAREST)


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def code_on_screen(hand: Hand) -> Image.Image:
    """The code as it is painted, with the colours that it is painted in."""
    region = hand.app.screen.query_one("#code").region
    lines = []
    for strip in list(hand.app.screen._compositor.render_strips())[region.y : region.bottom]:
        line = []
        for segment in strip.crop(region.x, region.right):
            assert segment.style is not None
            ink, ground = segment.style.color, segment.style.bgcolor
            assert ink is not None
            assert ground is not None
            light = [sum(colour.get_truecolor()) > 380 for colour in (ink, ground)]
            line += [(char, light[0], light[1]) for char in segment.text]
        lines.append(line)
    return pixels(lines)


@pytest.mark.parametrize(
    ("length", "columns", "rows", "which"),
    [(20, 80, 24, 0), (120, 80, 24, 1), (2000, 200, 100, 0), (4000, 200, 100, 1), (20, 40, 12, 2)],
)
def test_the_largest_text_that_fits_is_drawn_and_can_be_read(
    length: int, columns: int, rows: int, which: int
) -> None:
    base = "https://wa.me/620008123456"
    texts = (f"{base}?text=" + "x" * length, f"{base}?text=short", base)
    drawn = draw(texts, columns, rows)
    if which == 2:
        assert drawn is None
        return
    assert drawn is not None
    assert drawn.which == which
    assert len(drawn.lines) <= rows
    assert all(len(line) <= columns for line in drawn.lines)
    picture = pixels([[(char, True, False) for char in line] for line in drawn.lines])
    assert read(picture) == [texts[which]]


async def test_a_reminder_is_written_with_keys_and_waits_for_the_worker(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        page = await hand.do("alt+x")
        assert "Payment reminder" in page.split("Order cancelled")[0]
        await hand.do("enter")
        await hand.shows("siti@buyer.test")
        await hand.do("down", "down")
        await hand.shows("[whatsapp]")
        await hand.do("up", "up", "enter")
        await hand.shows("Rp", "W-1", "F9 Send", "F7 Change")
        await hand.do("f9")
        assert hand.verdict.kind == "info"
        assert "goes out by e-mail" in hand.verdict.message
        sections = {one.title: one.rows for one in hand.app.backend.order("W-1").sections}
        assert sections["Messages"][0][1:] == ("Payment reminder", "e-mail", "Sari", "waits")
    assert shop.value(messages.c.state) == "queued"
    assert shop.value(messages.c.recipient) == "siti@buyer.test"


async def test_the_words_can_be_changed_and_spoken_in_another_language_first(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "enter")
        before = painted(hand.app)
        page = await hand.do("f6")
        assert page != before
        await hand.do("f7", "down", "home")
        await hand.type("Salam ")
        await hand.do("f9")
        await hand.shows("Salam")
        await hand.do("f9")
    assert shop.value(messages.c.body).startswith("Salam ")
    assert shop.value(messages.c.language) == "en"


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_line_that_is_longer_than_its_field_is_there_to_be_read(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "enter", "f7", "down", "home")
        words = "Selamat pagi Ibu, apa kabar? Semoga sehat selalu. "
        await hand.type(words)
        page = await hand.do("home")
        assert "Selamat pagi Ibu" in page, "no bar takes the place of the words"


async def test_the_same_again_is_only_sent_when_somebody_says_so(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "enter", "f9")
        await hand.do("alt+x", "enter", "enter")
        await hand.shows("Went already on", "Sari")
        await hand.do("f9")  # means nothing here
        await hand.do("f8")
        assert hand.verdict.kind == "info"
    with writing(shop.database) as tx:
        assert len(tx.execute(select(messages.c.id)).all()) == 2


async def test_a_link_is_shown_as_a_code_that_a_phone_reads(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "2", "enter", "f9")
        await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
        await hand.complete()
        (text,) = read(code_on_screen(hand))
        assert text.startswith("https://wa.me/620008123456?text=")
        assert "W-1" in unquote(text)
        await hand.shows("short form")
        hand.send("NOBODY\r")  # a scan brings the station back
        await hand.settle()
        await hand.until(lambda: not isinstance(hand.app.screen, LinkModal))
        assert "unknown" in hand.verdict.kind
    assert shop.value(messages.c.state) == "shown"


async def test_a_link_that_was_made_can_be_shown_again_and_settled(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "2", "enter", "f9", "escape")
        await hand.do("alt+x")
        await hand.type("9\r")
        await hand.do("enter", "f5")
        await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
        (text,) = read(code_on_screen(hand))
        assert text.startswith("https://wa.me/620008123456?text=")
        await hand.do("escape", "alt+x")
        await hand.type("9\r")
        await hand.do("enter", "f9")
        assert "arrived" in hand.verdict.message
    assert shop.value(messages.c.state) == "sent"


async def test_hostile_words_stay_words_in_a_message_and_its_lists() -> None:
    bad = "[bold red]x[/bold red]\x1b[2J\x9b6n\u202e"
    seen = []
    async with station(FakeBackend(hostile=bad)) as hand:
        await hand.app.frame.go(Where.ORDER, {"order": "W-1"})
        for key in ("alt+x", "enter", "enter", "f7", "escape", "f6", "escape"):
            seen.append(await hand.do(key))
    everything = "".join(seen)
    assert "[bold red]x" in everything
    assert not any(char in everything for char in "\x1b\x9b\u202e")


async def test_on_a_tiny_terminal_the_link_is_offered_alone(shop: Shop) -> None:
    async with station(at(shop), (40, 12)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "2", "enter", "f9")
        await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
        await hand.do()
        await hand.shows("does not fit", "wa.me/620008123456")
        assert "Alt" not in await hand.do("escape") or hand.app.where is Where.ORDER


async def test_what_nobody_knows_is_answered_by_a_person(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x", "enter", "enter", "f9")
        with writing(shop.database) as tx:
            tx.execute(update(messages).values(state="unknown", error="mail_broke||"))
        await hand.do("alt+x", *["down"] * 9)
        await hand.shows("1 unknown")
        await hand.do("enter", "enter")
        await hand.shows("the line broke", "F9 It arrived")
        await hand.do("f9")
        assert "it arrived" in hand.verdict.message
    assert shop.value(messages.c.state) == "sent"


async def test_a_text_of_the_shop_is_changed_and_a_wrong_gap_is_refused(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sheet(hand)
        await hand.do("alt+x")
        await hand.type("11\r")
        await hand.complete()
        await hand.do("enter")
        await hand.type("{nama} ")
        await hand.do("f9")
        assert "{nama}" in hand.verdict.message
        assert "{customer}" in hand.verdict.message
    with writing(shop.database) as tx:
        assert tx.execute(select(message_templates.c.id)).all() == []
