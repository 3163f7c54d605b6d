"""Links on products are whole, harmless web addresses."""

from __future__ import annotations

import pytest

from core.catalog import links
from core.errors import Refusal


def test_links_are_kept_one_a_line_and_each_once() -> None:
    kept = links.read(
        " https://a.example/1.jpg|http://b.example:8080/x?y=1#z\nhttps://a.example/1.jpg", 10
    )
    assert kept == "https://a.example/1.jpg\nhttp://b.example:8080/x?y=1#z"
    assert links.split(kept) == ("https://a.example/1.jpg", "http://b.example:8080/x?y=1#z")
    assert links.split(links.read("", 10)) == ()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "ftp://a.example/x",
        "file:///etc/passwd",
        "a.example/x.jpg",
        "https://",
        "https:///x",
        "https://user:word@a.example/x",
        "https://a..example/x",
        "https://[::1",
        "https://a.example:99999/",
        "https://a.example:x/",
        "https://a.example/\x1b[2J",
        'https://a.example/"onerror=',
        "https://a.example/<b>",
        "https://a.example\\@b.example/",
        "https://a.example/\u202ex",
        "https://a.example/" + "x" * 400,
    ],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    with pytest.raises(Refusal) as refused:
        links.read(link, 10)
    assert refused.value.code == "link_wrong"
    assert len(str(refused.value.params["link"])) <= 80


def test_only_so_many_links_are_kept() -> None:
    with pytest.raises(Refusal) as refused:
        links.read(" ".join(f"https://a.example/{n}" for n in range(6)), 5)
    assert refused.value.params == {"count": 6, "limit": 5}
