"""A template says what stands on a paper; what is wrong in it is told with line, key and choice."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import sample_documents as samples
from fakes.dots import burn
from fakes.paper import read as read_job
from PIL import ImageChops

from core.config import parse as configuration
from core.errors import ConfigRefusal
from core.i18n import speaking
from printers import preview, render
from printers.documents import FORMS
from printers.look import Look, OwnLine
from printers.profiles import WIDTHS, find
from printers.templates import default_text, look_of, parse, read
from tui.words.refusals import SENTENCES, sentence

PATH = Path("/shop/templates.toml")
NEEDED = ["courier", "sort_code", "waybill", "cod", "recipient", "sender", "order"]


def refused(text: str) -> ConfigRefusal:
    with pytest.raises(ConfigRefusal) as caught:
        parse(text, PATH)
    return caught.value


def look(text: str) -> Look:
    return Look(orders=parse(text, PATH))


def lines(text: str, document: object = samples.RECEIPT, width: int = 576) -> list[str]:
    job = render.render(document, width, look=look(text))  # type: ignore[arg-type]
    return read_job(job, width).lines


def test_the_default_file_changes_nothing() -> None:
    orders = parse(default_text(), PATH)
    assert orders == {kind: form.usual for kind, form in FORMS.items()}
    for document in samples.ALL.values():
        same = render.render(document, 576, look=Look(orders=orders))
        assert same == render.render(document, 576)


def test_every_form_can_be_drawn_with_all_its_fields_in_any_order() -> None:
    for document in samples.ALL.values():
        form = FORMS.get(document.kind)
        if form is None:
            continue
        order = tuple(reversed(form.names))
        for width in WIDTHS:
            job = render.render(document, width, look=Look(orders={form.kind: order}))
            assert read_job(job, width).lines


def test_fields_are_switched_off_and_change_their_order() -> None:
    hidden = lines('[receipt]\nhide = ["order", "thanks"]')
    assert not any("Terima kasih" in line or "240411ABCDEF" in line for line in hidden)
    moved = lines('[receipt]\nfields = ["total", "items", "payment", "shop"]')
    assert moved[0].startswith("TOTAL")
    assert moved[-1].strip() == "021-5550-0101"


def test_a_line_of_one_s_own_is_filled_from_the_document() -> None:
    text = """[receipt]
fields = [
  "shop", "items", "total", "payment",
  { text = "Untuk {customer}, {order}!", align = "center" },
]"""
    assert lines(text)[-1].strip() == "Untuk Siti Rahmawati, 240411ABCDEF!"


def test_a_line_whose_words_are_all_empty_is_left_out() -> None:
    fields = ", ".join(f'"{name}"' for name in NEEDED)
    text = f'[label]\nfields = [{fields}, {{ text = "Pesan: {{note}}" }}]'
    said = lines(text, samples.LABEL)
    assert said[-1] == "Pesan: Jangan dibanting"
    assert "Pesan:" not in lines(text, replace(samples.LABEL, note=""))[-1]


def test_what_is_filled_in_is_never_filled_in_again_nor_obeyed() -> None:
    hostile = "{total}{order.__class__}%s\x1bp\x00\x19\x1b@"
    text = '[receipt]\nfields = ["shop", "items", "total", "payment", { text = "{customer}." }]'
    job = render.render(replace(samples.RECEIPT, customer=hostile), 576, look=look(text))
    paper = read_job(job)
    assert paper.lines[-1] == "{total}{order.__class__}%sp@."
    assert paper.kicks == 0


def test_the_sizes_and_the_box_of_a_line_come_out_as_they_are_shown() -> None:
    usual = '"shop", "items", "total", "payment"'
    text = f"""[receipt]
fields = [
  {usual},
  {{ text = "Besar", size = "large", bold = true, align = "right" }},
  {{ text = "Cảm ơn bạn {{customer}}", size = "tall", align = "center" }},
  {{ text = "KOTAK", box = true, size = "large" }}, "rule", "thick_rule", "space", "rule",
]"""
    for width in WIDTHS:
        profile = find(None, width)
        burnt = burn(render.render(samples.RECEIPT, width, look=look(text)), width)
        page = render.page(samples.RECEIPT, width, look=look(text))
        shown = preview.as_picture(page, profile)
        edge = preview.MARGIN
        dots = shown.crop((edge, edge, edge + width, shown.height - edge))
        seen = dots.point([1] + [0] * 255, "1")
        assert ImageChops.logical_xor(burnt, seen).getbbox() is None


@pytest.mark.parametrize("name", NEEDED)
def test_what_couriers_ask_for_cannot_be_switched_off(name: str) -> None:
    refusal = refused(f'[label]\nhide = ["items", "{name}"]')
    assert refusal.code == f"template_needs_{name}"
    assert refusal.code in SENTENCES
    assert (refusal.params["line"], refusal.params["key"]) == (2, "label.hide")
    with speaking("en"):
        assert f"leaves out “{name}”; " in sentence(refusal)


@pytest.mark.parametrize(
    ("text", "code", "line", "key"),
    [
        ("[lable]", "config_unknown_key", 1, "lable"),
        ("label = 1", "config_wants_table", 1, "label"),
        ("[label]\nfeilds = []", "config_unknown_key", 2, "label.feilds"),
        ("[label]\nfields = 'courier'", "config_wants_list", 2, "label.fields"),
        ("[label]\nhide = ['items']\nfields = []", "template_both", 2, "label.hide"),
        ("[label]\nfields = []", "template_needs_courier", 2, "label.fields"),
        ("[badge]\nhide = ['code']", "template_needs", 2, "badge.hide"),
        ("[badge]\nfields = [\n  'name',\n  'kode',\n]", "template_field", 4, "badge.fields[2]"),
        ("[badge]\nfields = ['name', 'name']", "template_twice", 2, "badge.fields[2]"),
        ("[badge]\nfields = ['logo', 'logo']", "template_twice", 2, "badge.fields[2]"),
        ("[badge]\nfields = [1]", "template_step", 2, "badge.fields[1]"),
        ("[badge]\nfields = [{}]", "config_required", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [{text = 1}]", "config_wants_text", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [{text = ''}]", "config_text", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [\n{text='a\\u001b'}]", "config_text", 3, "badge.fields[1].text"),
        ("[badge]\nfields = [{txt = ''}]", "config_unknown_key", 2, "badge.fields[1].txt"),
        ("[badge]\nfields = [{text='a', bold=1}]", "config_wants_flag", 2, "badge.fields[1].bold"),
        ("[badge]\nfields = [{text='a', size='big'}]", "config_choice", 2, "badge.fields[1].size"),
        ("[badge]\nfields = [{text='{nmae}'}]", "template_word", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [{text='{0}'}]", "template_word", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [{text='{name!r}'}]", "template_word", 2, "badge.fields[1].text"),
        ("[badge]\nfields = [{text='{shop'}]", "template_brace", 2, "badge.fields[1].text"),
        ("[badge\n", "config_syntax", 1, None),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    text: str, code: str, line: int, key: str | None
) -> None:
    refusal = refused(text.replace("'a\\u001b'", '"a\\u001b"'))
    assert refusal.code == code
    assert refusal.params["path"] == str(PATH)
    assert refusal.params["line"] == line
    assert refusal.params.get("key") == key
    assert code in SENTENCES
    with speaking("en"):
        assert "?" not in sentence(refusal).replace("Did you mean", "").rstrip("?")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("[lable]", "label"),
        ("[label]\nfields = ['waybil']", "waybill"),
        ("[badge]\nfields = [{text='{nmae}'}]", "{name}"),
        ("[badge]\nfields = [{text='a', algn='left'}]", "align"),
    ],
)
def test_the_nearest_word_is_offered(text: str, near: str) -> None:
    assert refused(text).params["nearest"] == near


def test_templates_without_end_are_refused() -> None:
    steps = ", ".join(['"rule"'] * 100)
    assert refused(f"[badge]\nfields = ['name', 'code', {steps}]").code == "config_too_many"


def test_the_configuration_names_the_file(tmp_path: Path) -> None:
    config = configuration('[paper]\ntemplates = "t.toml"', tmp_path / "k.toml")
    with pytest.raises(ConfigRefusal) as missing:
        look_of(config)
    assert missing.value.code == "template_missing"
    (tmp_path / "t.toml").write_text('[badge]\nfields = ["name", "code", {text = "Hai"}]')
    assert look_of(config).orders == {"badge": ("name", "code", OwnLine("Hai"))}
    assert read(tmp_path / "t.toml") == look_of(config).orders


def test_the_default_file_names_all_that_it_may_hold() -> None:
    text = default_text()
    assert set(tomllib.loads(text)) == set(FORMS)
    for form in FORMS.values():
        for name in (*form.names, *(f"{{{word}}}" for word in form.words)):
            assert name in text
