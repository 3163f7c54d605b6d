"""config.toml becomes one validated, frozen object; the only reader of the file and of secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core import secrets
from core.configfile import Key, Source, nearest
from core.errors import ConfigRefusal, Refusal
from core.settings import COURIER_CODES, Config

__all__ = ["Config", "default_path", "find", "load", "parse"]

VARIABLE = "KEMAS_CONFIG"
_NAME = "config.toml"
_DATABASE = "kemas.sqlite3"
_WANTED = {
    "string_type": "text",
    "bool_type": "flag",
    "tuple_type": "list",
    "list_type": "list",
    "model_type": "table",
    "model_attributes_type": "table",
    "dict_type": "table",
    "path_type": "text",
    "int_type": "number",
}


def default_path() -> Path:
    """Where the platform keeps a person's own configuration."""
    import platformdirs

    return Path(platformdirs.user_config_dir("kemas", appauthor=False)) / _NAME


def find(explicit: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """The configuration file: the one named, else KEMAS_CONFIG, else the platform's places.

    Raises ConfigRefusal ``config_missing`` when the named one is not there, ``config_none`` when
    none was named and none is found.
    """
    environ = os.environ if environ is None else environ
    named = explicit or (Path(environ[VARIABLE]) if environ.get(VARIABLE) else None)
    if named is not None:
        named = named.expanduser()
        if not named.exists():
            raise ConfigRefusal("config_missing", path=str(named))
        return named
    import platformdirs

    places = [default_path(), Path(platformdirs.site_config_dir("kemas", appauthor=False)) / _NAME]
    for place in places:
        if place.exists():
            return place
    raise ConfigRefusal("config_none", path=str(places[0]))


def load(path: Path) -> Config:
    """Read and check a file; raises ConfigRefusal naming the key, the line and what is allowed."""
    path = path.expanduser().absolute()
    return _check(Source.read(path))


def parse(text: str, path: Path) -> Config:
    """Check the text of a configuration as if it stood in the file `path`."""
    return _check(Source(text, path.absolute()))


def _check(source: Source) -> Config:
    base = source.path.parent
    data_dir = _data_dir(source.path)
    try:
        data = _filled(source.data, (), source, base)
        _place_database(data, base, data_dir)
        context = {"base": base, "currency": _currency(data)}
        config = Config.model_validate(data, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        found = [_explain(source, one) for one in details]
        # Without a cause: the original error could show a secret.
        raise min(found, key=_weight) from None
    config._path = source.path
    config._data_dir = data_dir
    return config


def _weight(refusal: ConfigRefusal) -> tuple[bool, int]:
    """The first line first; a key is missing only where no other is misspelt."""
    return (refusal.code == "config_required", int(str(refusal.params["line"])))


def _data_dir(path: Path) -> Path:
    """The platform's data folder for the platform's file, else the folder of the file itself."""
    import platformdirs

    if path == default_path():
        return Path(platformdirs.user_data_dir("kemas", appauthor=False))
    return path.parent


def _currency(data: Mapping[str, Any]) -> str:
    """The shop's currency, which amounts are in; what is wrong with it is found elsewhere."""
    shop = data.get("shop")
    found = shop.get("currency") if isinstance(shop, dict) else None
    return found if isinstance(found, str) else "IDR"


def _filled(value: Any, key: Key, source: Source, base: Path) -> Any:
    """The data with every reference to a secret replaced by the secret."""
    if isinstance(value, dict):
        return {name: _filled(one, (*key, name), source, base) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, (*key, at), source, base) for at, one in enumerate(value)]
    if isinstance(value, str) and secrets.is_reference(value):
        try:
            return secrets.resolve(value, base)
        except Refusal as refusal:
            raise source.refusal(refusal.code, key, **refusal.params) from refusal
    return value


def _place_database(data: dict[str, Any], base: Path, data_dir: Path) -> None:
    """Give the database its default place, and a relative SQLite path its folder."""
    table = data.setdefault("database", {})
    if not isinstance(table, dict):
        return
    url = table.setdefault("url", f"sqlite:///{data_dir / _DATABASE}")
    if isinstance(url, str) and url.startswith("sqlite:///"):
        file = url.removeprefix("sqlite:///")
        if file and file != ":memory:":
            table["url"] = f"sqlite:///{base / Path(file).expanduser()}"


def _explain(source: Source, error: ErrorDetails) -> ConfigRefusal:
    """A finding of the models as a refusal with key, line and what is allowed."""
    key: Key = tuple(error["loc"])
    kind = error["type"]
    params: dict[str, Any] = dict(error.get("ctx", {}))
    if kind == "extra_forbidden":
        return _unknown(source, key)
    if kind == "missing":
        return source.refusal("config_required", key)
    if kind == "too_long":
        return source.refusal("config_too_many", key, high=params["max_length"])
    if kind == "too_short":
        return source.refusal("config_empty_list", key)
    if kind in _WANTED:
        return source.refusal(f"config_wants_{_WANTED[kind]}", key)
    if not kind.startswith("config_"):
        return source.refusal("config_wrong", key)
    if kind in {"config_choice", "config_timezone", "config_currency"}:
        params["value"] = source.raw(key)  # as written: a reference, never the secret behind it
    if kind == "config_tariff_service":
        key = (*key, "tariff", params["row"], "services")
    if kind in _OF_RULES:
        key = (*key, "rules", params["row"], *_OF_RULES[kind])
    return source.refusal(kind, _blamed(kind, key), **params)


_OF_RULES: dict[str, Key] = {
    "config_rule_courier": ("courier",),
    "config_rule_service": ("service",),
    "config_rule_hidden": (),
}
"""What a check of the whole table of rules says, and the key of a row that it is about."""


def _blamed(kind: str, key: Key) -> Key:
    """The key to point at where a check looked at a whole table."""
    names = {
        "config_printer_roles": "roles",
        "config_printer_host": "host",
        "config_printer_path": "path",
        "config_printer_usb": "usb",
        "config_printer_queue": "queue",
        "config_printer_public": "host",
        "config_printer_width": "width_dots",
        "config_services": "services",
        "config_default_service": "default_service",
        "config_tariff_promise": "hours",
    }
    return (*key, names[kind]) if kind in names else key


def _unknown(source: Source, key: Key) -> ConfigRefusal:
    allowed = _fields(key[:-1])
    name = str(key[-1])
    code = "config_unknown_key"
    if key[:-1] == ("couriers",) and isinstance(source.raw(key), dict):
        code = "config_unknown_courier"
        allowed = tuple(one for one in allowed if one in COURIER_CODES)
    return source.refusal(
        code, key, name=name, allowed=", ".join(allowed), nearest=nearest(name, allowed)
    )


def _fields(key: Key) -> tuple[str, ...]:
    """The names that a table may hold."""
    model: type[BaseModel] = Config
    for part in key:
        if isinstance(part, str):
            model = _model_of(model.model_fields[part].annotation)
    return tuple(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel]:
    """The model in ``Model`` or ``tuple[Model, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found: type[BaseModel] = annotation.__args__[0]
    return found
