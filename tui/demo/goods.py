"""Invented shop goods for the demonstration: about 300 products with codes, weights and bins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from core.barcodes import check_digit

_COLOURS = ("hitam", "putih", "biru dongker", "abu-abu", "merah marun")
_COLOURS_VI = ("đen", "trắng", "xanh dương", "xám", "đỏ đô")
_SIZES = ("S", "M", "L", "XL", "XXL")
_PACKS = ("100 g", "250 g", "500 g", "750 g", "1 kg")
_BOTTLES = ("60 ml", "100 ml", "250 ml", "500 ml", "1 L")
_LENGTHS = ("0,5 m", "1 m", "1,5 m", "2 m", "3 m")
_TASTES = ("original", "pedas", "keju", "rumput laut", "jagung bakar")
_SCENTS = ("mawar", "lavender", "sereh", "kopi", "melati")
_SETS = ("isi 1", "isi 2", "isi 3", "isi 6", "isi 10")

# Code, name, how it varies, category, grams, price in thousand rupiah, zone of the warehouse.
_BASES: tuple[tuple[str, str, tuple[str, ...], str, int, int, str], ...] = (
    ("KAOS", "Kaos polos katun", _SIZES, "Pakaian", 180, 49, "A"),
    ("KEMEJA", "Kemeja flanel kotak", _SIZES, "Pakaian", 290, 129, "A"),
    ("BATIK", "Kemeja batik parang", _SIZES, "Pakaian", 260, 159, "A"),
    ("JILBAB", "Jilbab segi empat voal", _COLOURS, "Pakaian", 110, 35, "A"),
    ("SARUNG", "Sarung tenun", _COLOURS, "Pakaian", 420, 95, "A"),
    ("CELANA", "Celana chino", _SIZES, "Pakaian", 450, 149, "A"),
    ("KAKI", "Kaus kaki sport", _COLOURS, "Pakaian", 60, 15, "A"),
    ("TOPI", "Topi bisbol", _COLOURS, "Pakaian", 120, 39, "A"),
    ("AODAI", "Áo dài cách tân", _SIZES, "Thời trang", 380, 329, "A"),
    ("NONLA", "Nón lá thêu tay", _COLOURS_VI, "Thời trang", 210, 69, "A"),
    ("KHAN", "Khăn lụa tơ tằm", _COLOURS_VI, "Thời trang", 70, 119, "A"),
    ("TUIVAI", "Túi vải canvas", _COLOURS_VI, "Thời trang", 190, 55, "A"),
    ("GUOC", "Guốc mộc", _SIZES, "Thời trang", 520, 89, "A"),
    ("KOPI", "Kopi arabika Gayo bubuk", _PACKS, "Makanan", 250, 65, "B"),
    ("TERI", "Sambal teri botol", _BOTTLES, "Makanan", 220, 32, "B"),
    ("KERIPIK", "Keripik singkong", _TASTES, "Makanan", 160, 18, "B"),
    ("RENDANG", "Bumbu rendang instan", _SETS, "Makanan", 90, 12, "B"),
    ("GULA", "Gula aren semut", _PACKS, "Makanan", 250, 28, "B"),
    ("TEH", "Teh melati tubruk", _PACKS, "Makanan", 100, 14, "B"),
    ("KURMA", "Kurma pilihan", _PACKS, "Makanan", 500, 72, "B"),
    ("MADU", "Madu hutan", _BOTTLES, "Makanan", 350, 85, "B"),
    ("CAPHE", "Cà phê phin rang xay", _PACKS, "Thực phẩm", 250, 59, "B"),
    ("TRASEN", "Trà ướp sen", _PACKS, "Thực phẩm", 100, 99, "B"),
    ("NUOCMAM", "Nước mắm nhĩ", _BOTTLES, "Thực phẩm", 560, 45, "B"),
    ("BANHTR", "Bánh tráng cuốn", _PACKS, "Thực phẩm", 300, 17, "B"),
    ("HATDIEU", "Hạt điều rang muối", _PACKS, "Thực phẩm", 250, 79, "B"),
    ("KEODUA", "Kẹo dừa Bến Tre", _SETS, "Thực phẩm", 200, 22, "B"),
    ("SATE", "Ớt sa tế", _BOTTLES, "Thực phẩm", 180, 19, "B"),
    ("SABUN", "Sabun batang herbal", _SCENTS, "Kecantikan", 100, 16, "C"),
    ("SAMPO", "Sampo urang-aring", _BOTTLES, "Kecantikan", 260, 29, "C"),
    ("LULUR", "Lulur bali", _SCENTS, "Kecantikan", 220, 33, "C"),
    ("MINYAK", "Minyak kayu putih", _BOTTLES, "Kecantikan", 110, 24, "C"),
    ("LILIN", "Lilin aromaterapi", _SCENTS, "Kecantikan", 300, 58, "C"),
    ("MASKER", "Masker wajah beras", _SETS, "Kecantikan", 40, 21, "C"),
    ("SONMOI", "Son môi dưỡng", _COLOURS_VI, "Mỹ phẩm", 25, 47, "C"),
    ("DAUDUA", "Dầu dừa ép lạnh", _BOTTLES, "Mỹ phẩm", 240, 62, "C"),
    ("NUOCHOA", "Nước hoa khô", _SCENTS, "Mỹ phẩm", 35, 88, "C"),
    ("KABEL", "Kabel USB-C", _LENGTHS, "Elektronik", 45, 25, "D"),
    ("CHARGER", "Kepala charger 20 W", _COLOURS, "Elektronik", 95, 79, "D"),
    ("CASING", "Casing ponsel lentur", _COLOURS, "Elektronik", 40, 19, "D"),
    ("LAMPU", "Lampu meja LED", _COLOURS, "Elektronik", 640, 99, "D"),
    ("SENTER", "Senter kepala", _COLOURS, "Elektronik", 150, 45, "D"),
    ("TAINGHE", "Tai nghe có dây", _COLOURS_VI, "Điện tử", 60, 39, "D"),
    ("QUAT", "Quạt mini cầm tay", _COLOURS_VI, "Điện tử", 210, 69, "D"),
    ("LOA", "Loa bluetooth nhỏ", _COLOURS_VI, "Điện tử", 330, 139, "D"),
    ("GELAS", "Gelas enamel", _COLOURS, "Rumah tangga", 230, 27, "E"),
    ("WAJAN", "Wajan anti lengket", _COLOURS, "Rumah tangga", 980, 119, "E"),
    ("TALENAN", "Talenan kayu jati", _SIZES, "Rumah tangga", 760, 84, "E"),
    ("HANDUK", "Handuk katun", _COLOURS, "Rumah tangga", 340, 55, "E"),
    ("TIKAR", "Tikar lipat", _SIZES, "Rumah tangga", 890, 65, "E"),
    ("SAPU", "Sapu lidi mini", _SETS, "Rumah tangga", 150, 12, "E"),
    ("BATTRANG", "Chén gốm Bát Tràng", _SETS, "Gia dụng", 420, 75, "E"),
    ("PHINCF", "Phin pha cà phê", _SIZES, "Gia dụng", 130, 29, "E"),
    ("DUATRE", "Đũa tre", _SETS, "Gia dụng", 110, 14, "E"),
    ("BUKU", "Buku tulis bergaris", _SETS, "Alat tulis", 160, 9, "F"),
    ("PULPEN", "Pulpen gel", _COLOURS, "Alat tulis", 14, 6, "F"),
    ("STIKER", "Stiker label", _SETS, "Alat tulis", 30, 8, "F"),
    ("BONEKA", "Boneka rajut", _COLOURS, "Mainan", 140, 68, "F"),
    ("CONGKAK", "Congklak kayu", _SIZES, "Mainan", 690, 92, "F"),
    ("DENLONG", "Đèn lồng Hội An", _COLOURS_VI, "Trang trí", 180, 79, "F"),
)
_BRANDS = ("Sinar Rasa", "Kriya Kita", "Lumbung", "Hương Quê", "Mộc An", "")
SCARCE = 10
"""This many products have next to no stock."""


@dataclass(frozen=True, slots=True)
class Good:
    """A product as its file will say it; price in whole rupiah, weight in grams."""

    sku: str
    name: str
    barcode: str
    price: int
    weight_g: int
    size_cm: tuple[int, int, int]
    stock: int
    bin: str
    brand: str
    category: str
    fragile: bool


def goods(random: Random) -> list[Good]:
    """All products; those at the end of the list are scarce."""
    made: list[Good] = []
    for at, (code, name, variants, category, grams, price, zone) in enumerate(_BASES):
        aisle = at % 9 + 1
        for number, variant in enumerate(variants, 1):
            made.append(
                Good(
                    sku=f"{code}-{number:02d}",
                    name=f"{name} {variant}",
                    barcode=_barcodes(random, len(made), vietnamese=not name.isascii()),
                    price=_rounded(price * 1000 * random.uniform(0.9, 1.3)),
                    weight_g=max(10, round(grams * random.uniform(0.9, 1.2) / 5) * 5),
                    size_cm=(random.randint(8, 32), random.randint(6, 24), random.randint(2, 14)),
                    stock=random.randint(25, 140),
                    bin=f"{zone}-{aisle:02d}-{number}",
                    brand=random.choice(_BRANDS),
                    category=category,
                    fragile=code in {"GELAS", "BATTRANG", "MADU", "NUOCMAM", "LAMPU", "DENLONG"},
                )
            )
    random.shuffle(made)
    plenty, scarce = made[:-SCARCE], made[-SCARCE:]
    return plenty + [replace(one, stock=random.randint(0, 1)) for one in scarce]


def _barcodes(random: Random, number: int, *, vietnamese: bool) -> str:
    """EAN-13s, now and then two, and GTIN-14s of cases, as a product file writes them."""
    if number % 29 == 7:
        return ""  # some goods have none: their SKU is on the shelf
    country = "893" if vietnamese else "899"
    body = f"{country}{random.randrange(10**4):04d}{number:05d}"
    codes = [f"{body}{check_digit(body)}"]
    if number % 7 == 3:
        old = f"{country}{random.randrange(10**4):04d}{number + 50_000:05d}"
        codes.append(f"{old}{check_digit(old)}")
    if number % 4 == 1:
        case = f"1{body}"
        codes.append(f"{case}{check_digit(case)}*{random.choice((6, 12, 24))}")
    return "|".join(codes)


def _rounded(price: float) -> int:
    return max(1000, round(price / 500) * 500)
