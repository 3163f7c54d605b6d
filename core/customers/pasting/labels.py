"""The words that say what comes after them, as buyers in Indonesia and Viet Nam write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.customers.pasting.lines import PICTURES, flat


class Label(StrEnum):
    """What a labelled value is; the first seven are the parts."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    POSTCODE = "postcode"
    WITHIN = "within"
    """A smaller part of the address, which keeps its word: ``Kel.``, ``Phường``, ``Patokan``."""
    HERE = "here"
    """A parcel goes to what follows, whatever it begins with: ``Kirim ke:``"""
    OTHER = "other"
    """Something else: what was ordered, how it is paid, a note."""


_WORDS: dict[Label, str] = {
    Label.HERE: r"ship to|deliver to|send to|(?:di)?kirim(?:kan)? ke|tujuan|gui (?:den|ve|toi)",
    Label.NAME: (
        r"nama ?[/&] ?(?:no\.? ?)?(?:hp|wa|telp)|ten ?[/&] ?sdt"
        r"|nama(?: (?:lengkap|penerima|pemesan|pembeli|customer|saya))?|nm|penerima"
        r"|(?:kepada|kpd)(?: yth)?|yth|atas nama|a[/.]n|u[/.]p|name|receiver|recipient"
        r"|(?:ho(?: va)? )?ten(?: (?:nguoi nhan|nguoi mua|khach(?: hang)?|nhan hang|em|minh))?"
        r"|nguoi nhan(?: hang)?|nguoi mua|khach(?: hang)?|kh"
    ),
    Label.PHONE: (
        r"(?:(?:no|nmr|nomor|nomer)\.? ?)?(?:hp|handphone|telp|telpon|telepon|tlp|tlpn|telephone"
        r"|wa|whatsapp|ponsel|kontak)(?: ?[/&] ?(?:hp|wa|telp|whatsapp))?(?: penerima| aktif)?"
        r"|phone(?: number)?|contact|tel|sdt(?: nguoi nhan| nhan)?|s[dD]t/zalo"
        r"|so (?:dien thoai|dt)|dien thoai|d[/.]?t|zalo|mobile"
    ),
    Label.ADDRESS: (
        r"alamat(?: (?:lengkap|pengiriman|kirim|rumah|penerima|tujuan|kantor|saya|nya))?|alamatnya"
        r"|almt|alm|address|dia chi(?: (?:nhan hang|giao hang|nhan|giao|cu the))?|d[/.]?c"
    ),
    Label.DISTRICT: r"kecamatan|kec|district|quan ?/ ?huyen|quan|huyen|quan huyen",
    Label.CITY: (
        r"(?:kota|kab|kabupaten) ?/ ?(?:kota|kab|kabupaten)\.?|kota|kabupaten|kab|city"
        r"|thanh pho|tp"
    ),
    Label.PROVINCE: (
        r"provinsi|propinsi|prov|prop|province|tinh ?/ ?(?:thanh pho|tp|thanh)|tinh thanh|tinh"
    ),
    Label.POSTCODE: r"kode ?pos|kodepos|kd ?pos|post ?code|postal code|zip(?: code)?"
    r"|ma buu (?:dien|chinh|cuc)|ma zip",
    Label.WITHIN: (
        r"(?:kelurahan|kel|desa|ds) ?/ ?(?:kelurahan|kel|desa|ds|kec|kecamatan)\.?"
        r"|kelurahan|kel|desa|dusun"
        r"|rt ?/ ?rw|rt|rw|patokan|ancer-?ancer|landmark|phuong ?/ ?xa|phuong|xa|ap|thon"
        r"|xa ?/ ?phuong|so nha|duong"
    ),
    Label.OTHER: (
        r"catatan|ctt|notes?|keterangan|ket|pesanan|pesan|order(?:an)?|produk|barang|item|total"
        r"|jumlah|jml|qty|ongkir|kurir|ekspedisi|pengiriman|e-?mail|bank|pembayaran|bayar|payment"
        r"|transfer|tf|warna|ukuran|size|ghi chu|san pham|sp|don hang|so luong|sl|tong(?: tien)?"
        r"|thanh toan|mau|giao|ship|cod|ig|instagram|fb|facebook|toko|tanggal|tgl|ngay|jam|gio"
        r"|resi|invoice|harga|gia|motif|varian|dropship(?:per)?|pengirim|nguoi gui|sender|from"
    ),
}
_ANY = "|".join(f"(?P<{label.value}>{words})" for label, words in _WORDS.items())
_START = r"(?:^[\s>•·\-–#.]*(?:\d{1,2}[.)]\s*)?|(?<=[,;|/\s(.]))"
_LABELLED = re.compile(rf"{_START}(?:{_ANY})\.?\s*(?:[:：=]|\.:)[\s.:-]*")
# Without a colon only where nothing else can be meant: the word stands alone on its line, digits
# come after a word for telephone, or it is what people write before a name and nowhere else.
_ALONE = re.compile(rf"^[\s>•·\-–#.]*(?:\d{{1,2}}[.)]\s*)?(?:{_ANY})[\s.]*$")
_BEFORE_DIGITS = re.compile(
    rf"{_START}(?:(?P<phone>{_WORDS[Label.PHONE]})|(?P<postcode>{_WORDS[Label.POSTCODE]}))"
    r"[\s.\-–]*(?=[+(]?\d)"
)
_BEFORE_NAME = re.compile(
    r"^[\s>•·\-–#.]*(?P<name>a[/.]n\.?|u[/.]p\.?|an\.|up\.|(?:kepada|kpd)(?: yth\.?)?|atas nama"
    r"|penerima|nama(?: penerima| lengkap)?|nguoi nhan(?: hang)?|ten nguoi nhan"
    r"|ten(?= (?!shop|la|em|toi|minh|gi|nguoi|khach)))[\s\-–]+(?=\w)"
)
_IN_THE_NAME_OF = re.compile(r"(?<=[\s,.])(?P<name>atas nama|a/n\.?|a\.n\.?)\s+(?=\w)")
_DASHED = re.compile(
    rf"^[\s>•·#.]*(?:\d{{1,2}}[.)]\s*)?(?:(?P<name>{_WORDS[Label.NAME]})"
    rf"|(?P<phone>{_WORDS[Label.PHONE]})|(?P<address>{_WORDS[Label.ADDRESS]}))\s*[-–]+>?\s+(?=\S)"
)
_BEFORE_STREET = re.compile(rf"^[\s>•·\-–#.]*(?P<address>{_WORDS[Label.ADDRESS]})\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A piece of a line; `label` is None where nothing says what it is."""

    label: Label | None
    word: str
    """The label as it was written."""
    value: str


def labelled(line: str) -> Iterator[Labelled]:
    """The pieces of a line, in their order; together with the words they are the whole line."""
    marks = _marks(line)
    start = marks[0][0] if marks else len(line)
    if line[:start].strip():
        yield Labelled(None, "", line[:start].strip())
    for at, (begin, end, label) in enumerate(marks):
        stop = marks[at + 1][0] if at + 1 < len(marks) else len(line)
        yield Labelled(label, line[begin:end].strip(), line[end:stop].strip())


def _marks(line: str) -> list[tuple[int, int, Label]]:
    """Where labels stand: begin, end, and what they say."""
    text = flat(line)
    found: list[tuple[int, int, Label]] = []

    def note(match: re.Match[str] | None) -> None:
        if match is None:
            return
        label = next(name for name, value in match.groupdict().items() if value is not None)
        begin, end = match.start(label), match.end()
        if all(end <= one[0] or begin >= one[1] for one in found):
            # What stands before it at the start of the line is only a bullet.
            first = match.start() if not text[: match.start()].strip() else begin
            found.append((first, end, Label(label)))

    for match in _LABELLED.finditer(text):
        note(match)
    note(_ALONE.match(text))
    note(_DASHED.match(text))
    for match in _BEFORE_DIGITS.finditer(text):
        note(match)
    note(_BEFORE_NAME.match(text))
    for match in _IN_THE_NAME_OF.finditer(text):
        note(match)
    note(_BEFORE_STREET.match(text))
    for picture, word in PICTURES.items():
        for match in re.finditer(re.escape(picture), line):
            found.append((match.start(), match.end(), Label(word.removesuffix(":"))))
    return _without_empty_pictures(line, sorted(found))


def _without_empty_pictures(
    line: str, marks: list[tuple[int, int, Label]]
) -> list[tuple[int, int, Label]]:
    """A picture right before the word for the same is one label with it."""
    kept: list[tuple[int, int, Label]] = []
    for start, end, label in marks:
        begin = start
        if kept and not line[kept[-1][1] : start].strip(" :-") and line[kept[-1][0]] in PICTURES:
            begin = kept.pop()[0]
        kept.append((begin, end, label))
    return kept
