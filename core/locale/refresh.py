"""`python -m core.locale.refresh`: bring the catalogues in step with the source, or `--check` them.

Run it after adding or changing a text, fill in what it names in `id` and `vi`, run it again, and
commit the .po and .mo files together with the source.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from core.i18n import LANGUAGES

LOCALES = Path(__file__).parent
ROOT = LOCALES.parent.parent
SOURCES = ("core", "printers", "tui")
PLURALS = {
    "id": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
    "vi": "nplurals=1; plural=0;",
}
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def po_path(language: str) -> Path:
    """Where the texts of a language are written by people."""
    return LOCALES / language / "LC_MESSAGES" / "kemas.po"


def mo_path(language: str) -> Path:
    """Where the texts of a language are read by the program."""
    return po_path(language).with_suffix(".mo")


def template() -> Catalog:
    """Every text of the source, with the files it is used in."""
    found = Catalog(project="Kemas")
    for package in SOURCES:
        for name, _line, text, comments, context in extract_from_dir(
            ROOT / package, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(text, None, [(f"{package}/{name}", 0)], (), comments, context=context)
    return found


def load(language: str) -> Catalog:
    """The catalogue of a language as it is written down; empty when there is none yet."""
    path = po_path(language)
    written = path.read_bytes() if path.exists() else _head(language).encode()
    return read_po(BytesIO(written), locale=language)


def renewed(language: str, texts: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts of the source; new ones are empty."""
    catalogue = load(language)
    # A copy: `update` takes over the very messages that are new, and other languages need them.
    catalogue.update(deepcopy(texts), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    for message in catalogue:
        if not message.id:
            continue
        # Files without line numbers: a moved line is no news to a translator.
        message.locations = sorted({(name, 0) for name, _line in message.locations})
        if language == "en":
            message.string = message.id
    return catalogue


def po_bytes(language: str, catalogue: Catalog) -> bytes:
    """The catalogue as people edit it; the comment at its head, a glossary, is kept."""
    path = po_path(language)
    before = path.read_text("utf-8").partition('msgid ""')[0] if path.exists() else ""
    stream = BytesIO()
    write_po(stream, catalogue, 0, omit_header=True, include_lineno=False, sort_by_file=True)
    return f"{before}{_head(language)}\n".encode() + stream.getvalue()


def _head(language: str) -> str:
    """The entry that gettext needs; no dates or versions, so that equal texts are equal files."""
    facts = (
        "Project-Id-Version: Kemas",
        f"Language: {language}",
        f"Plural-Forms: {PLURALS[language]}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{fact}\\n"\n' for fact in facts)


def strings(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form; empty ones as empty texts."""
    if isinstance(message.string, list | tuple):
        return tuple(text or "" for text in message.string)
    return (message.string or "",)


def ids(message: Message) -> tuple[str, ...]:
    """The English text of a message, singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def placeholders(text: str) -> frozenset[str]:
    """The named gaps of a text, as `str.format` sees them."""
    return frozenset(
        f"{name}!{conversion or ''}:{form or ''}"
        for _text, name, form, conversion in Formatter().parse(text)
        if name is not None
    )


def faults_of(message: Message, forms: int) -> Iterator[str]:
    """What keeps a translation from being used as it is."""
    said, meant = strings(message), ids(message)
    if message.fuzzy:
        yield "fuzzy"
    if len(meant) > 1 and len(said) != forms:
        yield f"has {len(said)} of {forms} plural forms"
    wanted = frozenset().union(*(placeholders(text) for text in meant))
    for text in said:
        if not text.strip():
            yield "not translated"
        elif "%(" in meant[0]:
            continue
        elif placeholders(text) != wanted and len(meant) == 1:
            yield f"other placeholders: {text!r}"
        elif not placeholders(text) <= wanted:
            yield f"unknown placeholders: {text!r}"
        elif text.count("\n") != meant[0].count("\n"):
            yield f"other line breaks: {text!r}"


def differences(language: str, texts: Catalog) -> list[str]:
    """Everything that is missing, stale or wrong in the catalogue of a language."""
    kept, fresh = load(language), renewed(language, texts)
    found = [f"stale: {key!r}" for key in _ids(kept) - _ids(fresh)]
    found += [f"obsolete: {message.id!r}" for message in kept.obsolete.values()]
    found += [f"new: {key!r}" for key in _ids(fresh) - _ids(kept)]
    for message in kept:
        if message.id:
            found += [f"{fault}: {message.id!r}" for fault in faults_of(message, kept.num_plurals)]
    if compiled(language) != _texts(kept):
        found.append("the .mo file is not what the .po file says")
    return [f"{language}: {line}" for line in sorted(found)]


def compiled(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the program reads: translations by English text; empty without a compiled file."""
    path = mo_path(language)
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return _texts(read_mo(stream))


def refresh(language: str, texts: Catalog) -> list[str]:
    """Write both files of a language and say what still has to be translated."""
    catalogue = renewed(language, texts)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(language, catalogue))
    if compiled(language) != _texts(catalogue):
        with mo_path(language).open("wb") as stream:
            write_mo(stream, catalogue)
    return differences(language, texts)


def _ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {ids(message) for message in catalogue if message.id}


def _texts(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        ids(message): strings(message)
        for message in catalogue
        if message.id and any(strings(message))
    }


def main() -> int:
    """Refresh, or only check; 1 when something is left to do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    step = differences if parser.parse_args().check else refresh
    texts = template()
    left = [line for language in LANGUAGES for line in step(language, texts)]
    sys.stdout.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
