"""A second reader of QR codes: from dots to text, by itself, and without forgiving one module.

Facts from ISO/IEC 18004; how many code words a block has is read from segno's table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import Image
from segno import consts

Matrix = list[list[bool]]

_LEVELS = {1: consts.ERROR_LEVEL_L, 0: consts.ERROR_LEVEL_M, 3: consts.ERROR_LEVEL_Q,
           2: consts.ERROR_LEVEL_H}  # fmt: skip
_MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _x: y % 2 == 0,
    lambda _y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_FINDER = (1, 1, 3, 1, 1)
_RUN = re.compile(rb"\x01+")


def read_qr(picture: Image.Image) -> set[str]:
    """All that stands in QR codes on a picture whose black is 1, upright, at whole dots a module.

    Raises AssertionError where a symbol is there and one of its modules is wrong.
    """
    wide = Image.new("L", (picture.width + 16, picture.height + 16))
    wide.paste(picture.convert("L").point([0] + [1] * 255), (8, 8))
    dots = wide.tobytes()
    rows = [dots[at : at + wide.width] for at in range(0, len(dots), wide.width)]
    corners = sorted(_finders(rows))
    found = set()
    for x, y, module in corners:
        rights = {cx - x for cx, cy, m in corners if cy == y and m == module and cx > x}
        downs = {cy - y for cx, cy, m in corners if cx == x and m == module and cy > y}
        for side in sorted(rights & downs)[:1]:
            size = side // module + 7
            if side % module == 0 and size % 4 == 1 and size >= 21:
                found.add(_decode(_sampled(rows, x, y, module, size)))
    return found


def _finders(rows: list[bytes]) -> Iterator[tuple[int, int, int]]:
    """The left upper dot of each finder pattern, and the dots of its module."""
    for y, row in enumerate(rows):
        for run in _RUN.finditer(row):
            left, length = run.start(), run.end() - run.start()
            if length % 7 or (y and rows[y - 1][left]):
                continue  # seven modules wide, and nothing above
            module = length // 7
            middle = bytes(line[left + 3 * module] for line in rows[y : y + 7 * module])
            across = rows[min(y + 3 * module, len(rows) - 1)][left : left + length]
            if _is_finder(middle, module) and _is_finder(across, module):
                yield left, y, module


def _is_finder(line: bytes, module: int) -> bool:
    return line == b"".join(bytes([at % 2 == 0]) * (n * module) for at, n in enumerate(_FINDER))


def _sampled(rows: list[bytes], left: int, top: int, module: int, size: int) -> Matrix:
    """One module each; every dot of it must agree."""
    matrix = []
    for y in range(size):
        line = []
        for x in range(size):
            at = left + x * module
            dots = {rows[top + y * module + down][at : at + module] for down in range(module)}
            assert len(dots) == 1, f"module {x}, {y} is torn"
            shown = dots.pop()
            assert len(set(shown)) == 1, f"module {x}, {y} is torn"
            line.append(bool(shown[0]))
        matrix.append(line)
    return matrix


def _decode(matrix: Matrix) -> str:
    size = len(matrix)
    version = (size - 17) // 4
    level, mask = _format(matrix)
    fixed = _fixed(version)
    bits = []
    up = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if up else range(size):
            for x in (right, right - 1):
                if not fixed[y][x]:
                    bits.append(matrix[y][x] ^ _MASKS[mask](y, x))
        up = not up
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    data = [f"{word:08b}" for word in _in_order(words, version, level)]
    return _text("".join(data), version)


def _format(matrix: Matrix) -> tuple[int, int]:
    """Level of error correction and mask; both copies of it must say the same, without an error."""
    size = len(matrix)
    near = [matrix[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)]
    near += [matrix[y][8] for y in (7, 5, 4, 3, 2, 1, 0)]
    far = [matrix[y][8] for y in range(size - 1, size - 8, -1)]
    far += [matrix[8][x] for x in range(size - 8, size)]
    assert near == far, "the two formats differ"
    assert matrix[size - 8][8], "the dark module is missing"
    said = _number(near) ^ 0x5412
    data = said >> 10
    rest = data << 10
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= 0x537 << shift
    assert said == data << 10 | rest, "the format does not check"
    return _LEVELS[data >> 3], data & 7


def _fixed(version: int) -> Matrix:
    """Where no data is."""
    size = version * 4 + 17
    fixed = [[x == 6 or y == 6 for x in range(size)] for y in range(size)]

    def block(left: int, top: int, wide: int, high: int) -> None:
        for y in range(top, top + high):
            for x in range(left, left + wide):
                fixed[y][x] = True

    block(0, 0, 9, 9)
    block(size - 8, 0, 8, 9)
    block(0, size - 8, 9, 8)
    if version >= 7:
        block(size - 11, 0, 3, 6)
        block(0, size - 11, 6, 3)
    for y in consts.ALIGNMENT_POS[version - 2] if version > 1 else ():
        for x in consts.ALIGNMENT_POS[version - 2]:
            if (x, y) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
                block(x - 2, y - 2, 5, 5)
    return fixed


def _in_order(words: list[int], version: int, level: int) -> list[int]:
    """The data of all blocks, each without a fault by its own check words."""
    blocks = [
        (info.num_total, info.num_data)
        for info in consts.ECC[version][level]
        for _again in range(info.num_blocks)
    ]
    longest = max(data for _total, data in blocks)
    checks = blocks[0][0] - blocks[0][1]
    found: list[list[int]] = [[] for _block in blocks]
    at = 0
    for turn in range(longest + checks):
        for number, (_total, data) in enumerate(blocks):
            if turn < data or turn >= longest:
                found[number].append(words[at])
                at += 1
    for number, block in enumerate(found):
        assert _is_whole(block, checks), f"block {number} does not check"
    return [word for block, (_t, data) in zip(found, blocks, strict=True) for word in block[:data]]


def _is_whole(block: list[int], checks: int) -> bool:
    """Whether the polynomial of a block is zero at every root of its generator, in GF(256)."""
    root = 1
    for _check in range(checks):
        value = 0
        for word in block:
            value = _times(value, root) ^ word
        if value:
            return False
        root = _times(root, 2)
    return True


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product


def _text(bits: str, version: int) -> str:
    said, at = b"", 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(bits[at - count : at] or "0", 2)

    wider = 0 if version < 10 else 1
    while len(bits) - at >= 4 and (mode := take(4)):
        if mode == 4:
            said += bytes(take(8) for _char in range(take((8, 16)[wider])))
        elif mode == 2:
            count = take((9, 11)[wider])
            for _pair in range(count // 2):
                both = take(11)
                said += (_ALPHANUMERIC[both // 45] + _ALPHANUMERIC[both % 45]).encode()
            said += _ALPHANUMERIC[take(6)].encode() if count % 2 else b""
        elif mode == 1:
            count = take((10, 12)[wider])
            for _three in range(count // 3):
                said += b"%03d" % take(10)
            said += b"%0*d" % (count % 3, take(3 * (count % 3) + 1)) if count % 3 else b""
        elif mode == 7:
            assert take(8) == 26, "only UTF-8 is expected"
        else:
            raise AssertionError(f"mode {mode}")
    return said.decode()


def _number(bits: list[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)
