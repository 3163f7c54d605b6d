"""Templates: a TOML file in which a shop says what stands on its papers, checked before use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.configfile import Key, Source, nearest
from core.errors import ConfigRefusal
from core.text import clean
from printers.documents import FORMS
from printers.documents.form import BUILT_IN, PLACEHOLDER, Form
from printers.logo import Logo
from printers.look import Entry, Look, OwnLine

if TYPE_CHECKING:
    from core.settings import Config

_MOST = 60
"""Steps of one template."""
_LONGEST = 200
_KEYS = ("fields", "hide")
_LINE_KEYS = ("text", "align", "size", "bold", "box")
_CHOICES = {"align": ("left", "center", "right"), "size": ("normal", "tall", "large")}
_FLAGS = ("bold", "box")
_BY_LAW = frozenset({"courier", "sort_code", "waybill", "cod", "recipient", "sender", "order"})
"""Fields of a label about which there is a reason of its own."""


def look_of(config: Config) -> Look:
    """The logo and the templates that a configuration names, read and checked now.

    Raises ConfigRefusal for a template, Refusal for a logo that cannot be used.
    """
    logo = config.shop.logo
    templates = config.paper.templates
    return Look(
        logo=None if logo is None else Logo.read(logo),
        orders={} if templates is None else read(templates),
    )


def read(path: Path) -> dict[str, tuple[Entry, ...]]:
    """What a file of templates says, by kind of document.

    Raises ConfigRefusal that names file, line, key and what is allowed.
    """
    try:
        return _Reader(Source.read(path)).all()
    except ConfigRefusal as refusal:
        if refusal.code == "config_missing":
            raise ConfigRefusal("template_missing", path=str(path)) from refusal
        raise


def parse(text: str, path: Path) -> dict[str, tuple[Entry, ...]]:
    """What the text of a template says, as if it stood in the file `path`."""
    return _Reader(Source(text, path)).all()


class _Reader:
    """Checks one file; the first thing that is wrong is refused."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def all(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for kind, table in self._source.data.items():
            form = FORMS.get(kind)
            if form is None:
                self._unknown((kind,), tuple(FORMS))
            elif not isinstance(table, dict):
                raise self._refusal("config_wants_table", (kind,))
            else:
                found[kind] = self._order(form, table)
        return found

    def _order(self, form: Form, table: dict[str, Any]) -> tuple[Entry, ...]:
        for name in table:
            if name not in _KEYS:
                self._unknown((form.kind, name), _KEYS)
        if len(table) > 1:
            raise self._refusal("template_both", (form.kind, "hide"))
        for name, steps in table.items():
            key = (form.kind, name)
            if not isinstance(steps, list):
                raise self._refusal("config_wants_list", key)
            if len(steps) > _MOST:
                raise self._refusal("config_too_many", key, high=_MOST)
            order = self._hidden(form, steps) if name == "hide" else self._fields(form, steps)
            self._complete(form, key, order)
            return order
        return form.usual

    def _hidden(self, form: Form, steps: list[Any]) -> tuple[Entry, ...]:
        for at, name in enumerate(steps):
            self._name(form, (form.kind, "hide", at), name)
        return tuple(name for name in form.usual if name not in steps)

    def _fields(self, form: Form, steps: list[Any]) -> tuple[Entry, ...]:
        order: list[Entry] = []
        for at, step in enumerate(steps):
            key = (form.kind, "fields", at)
            if isinstance(step, dict):
                order.append(self._line(form, key, step))
                continue
            self._name(form, key, step)
            if step in order and (step not in BUILT_IN or step == "logo"):
                raise self._refusal("template_twice", key, name=step)
            order.append(step)
        return tuple(order)

    def _name(self, form: Form, key: Key, name: Any) -> None:
        if not isinstance(name, str):
            raise self._refusal("template_step", key)
        if name not in form.names:
            raise self._refusal(
                "template_field",
                key,
                name=name,
                kind=form.kind,
                allowed=", ".join(form.names),
                nearest=nearest(name, form.names),
            )

    def _complete(self, form: Form, key: Key, order: tuple[Entry, ...]) -> None:
        missing = [name for name in form.usual if name in form.required and name not in order]
        if missing:
            name = missing[0]
            of_label = form.kind == "label" and name in _BY_LAW
            code = f"template_needs_{name}" if of_label else "template_needs"
            raise self._refusal(code, key, name=name, kind=form.kind)

    def _line(self, form: Form, key: Key, table: dict[str, Any]) -> OwnLine:
        for name, value in table.items():
            if name not in _LINE_KEYS:
                self._unknown((*key, name), _LINE_KEYS)
            if name in _FLAGS and not isinstance(value, bool):
                raise self._refusal("config_wants_flag", (*key, name))
            if name in _CHOICES and value not in _CHOICES[name]:
                allowed = _CHOICES[name]
                raise self._refusal(
                    "config_choice",
                    (*key, name),
                    value=value,
                    allowed=", ".join(allowed),
                    nearest=nearest(value, allowed),
                )
        text = table.get("text")
        if "text" not in table:
            raise self._refusal("config_required", (*key, "text"))
        if not isinstance(text, str):
            raise self._refusal("config_wants_text", (*key, "text"))
        self._text(form, (*key, "text"), text)
        return OwnLine(**table)

    def _text(self, form: Form, key: Key, text: str) -> None:
        """One line, and in its braces nothing but names that the document has."""
        if clean(text) != text or not 1 <= len(text) <= _LONGEST:
            raise self._refusal("config_text", key, low=1, high=_LONGEST)
        allowed = ", ".join(f"{{{name}}}" for name in form.words)
        for name in PLACEHOLDER.findall(text):
            if name not in form.words:
                near = nearest(name, form.words)
                raise self._refusal(
                    "template_word",
                    key,
                    name=f"{{{name}}}",
                    kind=form.kind,
                    allowed=allowed,
                    nearest=f"{{{near}}}" if near else "",
                )
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            raise self._refusal("template_brace", key, allowed=allowed)

    def _unknown(self, key: Key, allowed: tuple[str, ...]) -> None:
        name = str(key[-1])
        raise self._refusal(
            "config_unknown_key",
            key,
            name=name,
            allowed=", ".join(allowed),
            nearest=nearest(name, allowed),
        )

    def _refusal(self, code: str, key: Key, **params: object) -> ConfigRefusal:
        return self._source.refusal(code, key, **params)


def default_text(words: Callable[[str], str] = str) -> str:
    """A file of templates that says what is the case without one, with all that it may say.

    `words` translates the comments.
    """
    return "\n".join(_default_lines(words)) + "\n"


def _default_lines(words: Callable[[str], str]) -> Iterator[str]:
    from core.i18n import N_

    head = (
        N_("What stands on paper, from top to bottom. Leave fields out, change their order."),
        N_('In place of "fields", "hide" names fields to leave out of the usual order.'),
        N_("A line of your own, anywhere between the fields:"),
    )
    must_words = words(N_("Cannot be left out:"))
    may_words = words(N_("May be added:"))
    own_words = words(N_("In lines of your own:"))
    for sentence in head:
        yield f"# {words(sentence)}"
    yield '# { text = "Instagram: @{shop}", align = "center", size = "tall", bold = true },'
    for name, allowed in _CHOICES.items():
        yield f"#   {name} = " + " | ".join(f'"{one}"' for one in allowed)
    for name in _FLAGS:
        yield f"#   {name} = true | false"
    for form in FORMS.values():
        yield ""
        yield f"[{form.kind}]"
        others = [name for name in form.names if name not in form.usual]
        must = sorted(form.required, key=form.usual.index)
        yield f"# {must_words} {', '.join(must)}"
        yield f"# {may_words} {', '.join(others)}"
        named = ", ".join(f"{{{name}}}" for name in form.words)
        yield f"# {own_words} {named}"
        yield "fields = ["
        for name in form.usual:
            yield f'    "{name}",'
        yield "]"
