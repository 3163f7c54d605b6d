"""Invented buyers in Indonesia and Vietnam, whom nobody can call or write to."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_FIRST_ID = (
    "Agus Ayu Bagas Bima Citra Dewi Dimas Eka Endah Fajar Gita Hendra Indah Joko Kartika Lestari "
    "Made Maya Nanda Novi Putri Rangga Ratna Rini Rizky Sari Siti Slamet Tri Wahyu Wulan Yoga"
)
_LAST_ID = (
    "Anggraini Firmansyah Gunawan Halim Hidayat Kusuma Lubis Maharani Nasution Permana Pratama "
    "Purnomo Rahayu Ramadhan Santoso Saputra Setiawan Siregar Susanti Wibowo Wijaya Yulianti"
)
_FAMILY_VI = "Nguyễn Trần Lê Phạm Huỳnh Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLE_VI = "Thị Văn Minh Ngọc Thanh Hoàng Đức Quỳnh Hữu Xuân"
_GIVEN_VI = (
    "An Anh Bình Chi Cường Dung Duy Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai "
    "Nam Nga Nhung Phúc Phương Quân Sơn Thảo Thủy Trang Tuấn Vy Yến"
)
_STREETS_ID = (
    "Jl. Kenanga Raya",
    "Jl. Melati Indah",
    "Jl. Cempaka Putih",
    "Gang Mangga",
    "Jl. Anggrek Timur",
    "Jl. Pahlawan Lama",
    "Perum Griya Asri Blok C",
    "Jl. Sawo Manis",
)
_STREETS_VI = (
    "Đường Hoa Sữa",
    "Ngõ Trúc Bạch Nhỏ",
    "Đường Bến Mới",
    "Hẻm Cây Bàng",
    "Đường Phượng Vĩ",
    "Đường Sông Xanh",
    "Ngõ Hoa Gạo",
)
# District, city, province, postcode.
_PLACES_ID = (
    ("Tebet", "Jakarta Selatan", "DKI Jakarta", "12810"),
    ("Coblong", "Bandung", "Jawa Barat", "40132"),
    ("Rungkut", "Surabaya", "Jawa Timur", "60293"),
    ("Depok", "Sleman", "DI Yogyakarta", "55281"),
    ("Banyumanik", "Semarang", "Jawa Tengah", "50264"),
    ("Medan Baru", "Medan", "Sumatera Utara", "20154"),
    ("Denpasar Barat", "Denpasar", "Bali", "80117"),
    ("Panakkukang", "Makassar", "Sulawesi Selatan", "90231"),
    ("Ilir Timur I", "Palembang", "Sumatera Selatan", "30121"),
)
_PLACES_VI = (
    ("Phường Hoàn Kiếm", "Hà Nội", "Hà Nội", "100000"),
    ("Phường Sài Gòn", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh", "700000"),
    ("Phường Hải Châu", "Đà Nẵng", "Đà Nẵng", "550000"),
    ("Phường Ninh Kiều", "Cần Thơ", "Cần Thơ", "900000"),
    ("Phường Thuận Hóa", "Huế", "Huế", "530000"),
)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who ordered and where it goes, by the names of the order file's columns."""

    customer: str
    phone: str
    email: str
    address: str
    district: str
    city: str
    province: str
    postcode: str
    country: str


def buyer(random: Random, number: int, *, vietnamese: bool) -> Buyer:
    """One invented buyer.

    No number in either country begins with 0 after the country code (ITU-T E.164 leaves out the
    trunk prefix), and example.com belongs to nobody (RFC 2606).
    """
    if vietnamese:
        names = (_one(random, _FAMILY_VI), _one(random, _MIDDLE_VI), _one(random, _GIVEN_VI))
        place, street = random.choice(_PLACES_VI), random.choice(_STREETS_VI)
        address = f"{random.randint(1, 240)}/{random.randint(1, 30)} {street}"
    else:
        names = (_one(random, _FIRST_ID), _one(random, _LAST_ID), "")
        place, street = random.choice(_PLACES_ID), random.choice(_STREETS_ID)
        address = f"{street} No. {random.randint(1, 180)}, RT {random.randint(1, 9):02d}"
    return Buyer(
        " ".join(name for name in names if name),
        f"+{84 if vietnamese else 62} 000 000 {number:04d}",
        f"buyer{number}@example.com" if number % 3 == 0 else "",
        address,
        *place,
        country="VN" if vietnamese else "ID",
    )


def _one(random: Random, words: str) -> str:
    return random.choice(words.split())
