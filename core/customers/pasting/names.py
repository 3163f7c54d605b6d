"""Whether a few words may be somebody's name, and where a name ends."""

from __future__ import annotations

import re

from core.customers.pasting.known import CITIES, PROVINCES
from core.customers.pasting.lines import EDGES, flat, trimmed
from core.customers.pasting.result import Why
from core.customers.pasting.units import is_street

_TITLE = re.compile(
    r"(?:bpk|bapak|pak|bp|ibu|bu|kak|mas|mbak|mba|sdr|sdri|sdra|tn|ny|nn|dr|drg|hj?|kang|teh|ci|ko"
    r"|koh|om|tante|anh|chi|em|co|chu|bac|ong|ba|a|c|e)\b\.?\s+\w"
)
# What chats say that is nobody's name.
_TALK = frozenset(
    re.findall(
        r"\w+",
        """halo hallo hai hi hello kak gan sis min admin tolong mohon minta kirim dikirim kirimkan
        kirimin alamat alamatnya ini itu ya yah iya ok oke okay siap makasih terima kasih trims
        thanks thank you assalamualaikum waalaikumsalam wr wb permisi punten chao alo stok
        ready masih ada order pesan mau beli ambil bayar transfer sudah udah belum cod warna
        ukuran pagi siang sore malam selamat dulu dong sama dengan untuk buat dari ke di aku saya
        kami besok hari nanti segera cepat please format pengiriman data penerima forwarded nama
        hp wa telp no
        shop oi cho gui giup minh dat lay nhe nha cam on dia chi so nhan hang giao ve mai som voi
        duoc roi vang da u ban them mot cai bo size mua don tu den theo nay day ship gium ho ad""",
    )
)
_ALSO_NAMES = frozenset(
    {"chi", "hai", "mai", "ho", "da", "u", "so", "dia", "tu", "on", "bo", "cam"}
)
"""Talk that names hold as well, in Vietnamese without its accents."""
_STREET_BEGINS = re.compile(r"\s(?=(?:jl|jln|jalan|gg|gang|perum|komplek|dusun|desa)\b\.?\s)")
# A title behind a name stands after a comma and is part of it: Ahmad Fauzi, S.Pd.
_DEGREES = re.compile(
    r"[^,;|()\[\d]+(?:,\s*(?:[A-Z][A-Za-z]{0,2}\.\s?){1,3}(?:[A-Z][a-z]{0,4}\b\.?)?)+"
)
_AFTER = re.compile(r"\s*[(\[,;|]")


def is_name(text: str, country: str) -> Why | None:
    """Why a text may be a name; None where it is none."""
    told = flat(text.strip(EDGES))
    words = told.split()
    if not 1 <= len(words) <= 6 or len(told) > 60 or len(told) < 2:
        return None
    if not all(word.replace(".", "").replace("'", "").replace("-", "").isalpha() for word in words):
        return None
    if told in CITIES[country] or told in PROVINCES[country]:
        return None
    if _TITLE.match(told) and not _TALK.intersection(words[1:]) - _ALSO_NAMES:
        return Why.PATTERN
    talk = _TALK.intersection(words)
    if talk - _ALSO_NAMES or (talk and len(words) == 1) or is_street(text):
        return None
    return Why.LEFTOVER


def is_talk(text: str) -> bool:
    """Whether there is nothing in a text but what chats say."""
    words = re.findall(r"\w+", flat(text))
    return bool(words) and all(word in _TALK for word in words)


def split_name(text: str) -> tuple[str, str]:
    """A name and what stands after it: a bracket, a comma, or a street that begins without one."""
    degrees = _DEGREES.match(text)
    if degrees:
        text, rest = text[: degrees.end()], trimmed(text[degrees.end() :])
        return trimmed(text), rest
    cuts = [match.start() for match in (_AFTER.search(text), _STREET_BEGINS.search(flat(text)))
            if match is not None and match.start() > 0]  # fmt: skip
    if not cuts:
        return text, ""
    return trimmed(text[: min(cuts)]), trimmed(text[min(cuts) :])
