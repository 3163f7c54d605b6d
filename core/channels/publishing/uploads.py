"""A form with a file in it, as it goes over the wire."""

from __future__ import annotations


def multipart(field: str, data: bytes, kind: str, more: dict[str, str]) -> tuple[bytes, str]:
    """A form with one file, and the content type that names its boundary."""
    edge = b"kemas-5b1f9a7c3d2e"
    while edge in data:
        edge += b"0"
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (edge, name.encode(), value.encode())
        for name, value in more.items()
    ]
    ending = b"png" if kind.endswith("png") else b"jpg"
    parts.append(
        b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="picture.%s"\r\n'
        b"Content-Type: %s\r\n\r\n%s\r\n--%s--\r\n"
        % (edge, field.encode(), ending, kind.encode(), data, edge)
    )
    return b"".join(parts), f"multipart/form-data;boundary={edge.decode()}"
