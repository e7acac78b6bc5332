"""Reading the declarations of sources from dbt's source files, the one place where they are written.

Which keys exist, which are required and what their defaults are is said here; judging a value belongs to `checking`.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from orchestration.connectors.declarations import checking
from orchestration.connectors.declarations.checking import Place
from orchestration.connectors.declarations.shapes import DATE_PLACE, FORMATS, TIME_PLACE, Column, Entity, Source
from orchestration.errors import ScorehouseError
from orchestration.spelling import folded

__all__ = ["Column", "Entity", "Source", "load_declarations"]

CONNECTORS = ("files",)
DELIVERIES = ("snapshot", "changes")
DEFAULT_SHRINK_GUARD = 0.15
# What a source says for all its entities and an entity may say otherwise.
_INHERITED: dict[str, tuple[Callable[[object, Place], Any], object]] = {
    "encoding": (checking.encoding, "utf-8"),
    "delimiter": (checking.delimiter, ","),
    "missing": (checking.texts, []),
    "cutoff": (checking.cutoff, None),
    "date_format": (checking.clock_format, "%Y-%m-%d"),
    "timestamp_format": (checking.clock_format, "%Y-%m-%d %H:%M:%S"),
    "first_load": (checking.yes_or_no, True),
}
_SOURCE_REQUIRED = ("connector", "time_zone", "calendar", "cutoff")
_SOURCE_OPTIONAL = ("ids", *_INHERITED)
# The one in C, which PyYAML has wherever it comes as a wheel, takes a tenth of the time.
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENTITY_REQUIRED = ("files", "delivery", "key")
_ENTITY_OPTIONAL = ("extract_date", "format", "header_row", "sheet", "shrink_guard", *_INHERITED)


def load_declarations(folder: Path) -> dict[str, Source]:
    """All sources declared below `folder` in `*/_*__sources.yml`, by name.

    Raises:
        ScorehouseError: A declaration is faulty; the sentence names file and key and says what to write.
    """
    found: dict[str, Source] = {}
    for file in sorted(folder.glob("*/_*__sources.yml")):
        for declared in checking.items(_parsed(file).get("sources"), Place(file, "sources")):
            source = _source(declared, Place(file, "sources"))
            if source.name in found:
                Place(file, source.name).refuse("is declared twice", "give each source its own name")
            found[source.name] = source
    return found


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        content = _content(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        cause = getattr(error, "problem", None) or "it is not UTF-8 text"
        raise ScorehouseError(f"{file.name} is not readable YAML{where} ({cause}); correct it.") from error
    return checking.mapping(content, Place(file, "the file"))


@lru_cache(maxsize=64)
def _content(text: str) -> Any:  # noqa: ANN401 - YAML holds anything
    """A command asks for the declarations several times; nobody changes what this returns."""
    return yaml.load(text, _Loader)


def _meta(declared: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    config = checking.mapping(declared.get("config") or {}, place.at("config"))
    return checking.mapping(config.get("meta", declared.get("meta")) or {}, place.at("meta"))


def _source(declared: Mapping[str, Any], above: Place) -> Source:
    name = checking.identifier(declared.get("name"), above.at("name"))
    place = Place(above.file, name)
    meta, at = _meta(declared, place), place.at("meta")
    checking.keys(meta, _SOURCE_REQUIRED, _SOURCE_OPTIONAL, at)
    checking.id_spaces(meta.get("ids", {}), at.at("ids"))
    shared = {key: meta.get(key, default) for key, (_, default) in _INHERITED.items()}
    for key, (check, _) in _INHERITED.items():
        check(shared[key], at.at(key))
    entities: dict[str, Entity] = {}
    for table in checking.items(declared.get("tables"), place.at("tables")):
        entity = _entity(table, shared, place)
        if entity.name in entities:
            place.at(entity.name).refuse("is declared twice", "give each entity its own name")
        entities[entity.name] = entity
    return Source(
        name=name,
        connector=checking.one_of(meta["connector"], CONNECTORS, at.at("connector")),
        time_zone=checking.zone(meta["time_zone"], at.at("time_zone")),
        calendar=checking.text(meta["calendar"], at.at("calendar")),
        entities=entities,
    )


def _entity(declared: Mapping[str, Any], shared: Mapping[str, Any], above: Place) -> Entity:
    place = above.at(checking.identifier(declared.get("name"), above.at("tables.name")))
    meta, at = _meta(declared, place), place.at("meta")
    checking.keys(meta, _ENTITY_REQUIRED, _ENTITY_OPTIONAL, at)
    columns = _columns(declared, place)
    delivery = checking.one_of(meta["delivery"], DELIVERIES, at.at("delivery"))
    inherited = {key: check(meta.get(key, shared[key]), at.at(key)) for key, (check, _) in _INHERITED.items()}
    return Entity(
        name=str(declared["name"]),
        files=_files(meta, at),
        extract_date=checking.day(meta["extract_date"], at.at("extract_date")) if "extract_date" in meta else None,
        format=_format(meta, at),
        delivery=delivery,
        key=_key(meta["key"], columns, at.at("key")),
        columns=columns,
        shrink_guard=_shrink_guard(meta, delivery, at.at("shrink_guard")),
        sheet=checking.text(meta["sheet"], at.at("sheet")) if "sheet" in meta else "",
        header_row=checking.row_number(meta["header_row"], at.at("header_row")) if "header_row" in meta else None,
        **inherited,
    )


def _columns(declared: Mapping[str, Any], place: Place) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for item in checking.items(declared.get("columns"), place.at("columns")):
        name = checking.identifier(
            item.get("name"), place.at("columns.name"), ", and say in meta.header what files call it"
        )
        at = place.at(name)
        if name in columns or name in checking.RESERVED_COLUMNS:
            at.refuse("cannot be used" if name not in columns else "is declared twice", "give the column another name")
        meta = _meta(item, at)
        optional = checking.yes_or_no(meta.get("optional", False), at.at("meta.optional"))
        header = checking.text(meta["header"], at.at("meta.header")).strip() if "header" in meta else ""
        verbatim = checking.yes_or_no(meta.get("verbatim", False), at.at("meta.verbatim"))
        data_type = checking.data_type(item.get("data_type"), at.at("data_type"))
        columns[name] = Column(name, data_type, optional, header, verbatim)
    delivered = [column.header or column.name for column in columns.values()]
    compared = list(map(folded, delivered))
    for header in delivered:
        if compared.count(folded(header)) > 1:
            place.at("columns").refuse(f"has two columns that files call {header!r}", "give each its own header")
    return tuple(columns.values())


def _key(value: object, columns: tuple[Column, ...], place: Place) -> tuple[str, ...]:
    required = {column.name for column in columns if not column.optional}
    for name in checking.texts(value, place) or place.refuse("is empty", "name the columns that identify a row"):
        if name not in required:
            place.refuse(f"names {name!r}, which is not among the required columns", "declare that column")
    return checking.texts(value, place)


def _files(meta: Mapping[str, Any], at: Place) -> str:
    files, place = checking.text(meta["files"], at.at("files")), at.at("files")
    path = PurePosixPath(files)
    if path.is_absolute() or ".." in path.parts:
        place.refuse(f"is {files!r}, which leaves the extracts folder", "write a path below that folder")
    bare = files.replace(DATE_PLACE, "", 1).replace(TIME_PLACE, "", 1)
    if re.search(r"[{}]", bare) or (TIME_PLACE in files and DATE_PLACE not in files):
        place.refuse(f"is {files!r}", f"use no other placeholders than one {DATE_PLACE} and one {TIME_PLACE}")
    if (DATE_PLACE in files) == ("extract_date" in meta):
        place.refuse(f"is {files!r}", f"either put {DATE_PLACE} into it or declare extract_date, not both or neither")
    return files


def _format(meta: Mapping[str, Any], at: Place) -> str:
    if "format" in meta:
        return checking.one_of(meta["format"], FORMATS, at.at("format"))
    suffix = re.sub(r"\.(gz|zip)$", "", str(meta["files"]).lower()).rsplit(".", 1)[-1]
    if suffix not in FORMATS:
        at.at("files").refuse(f"is {meta['files']!r}, which tells no format", f"add format: {', '.join(FORMATS)}")
    return suffix


def _shrink_guard(meta: Mapping[str, Any], delivery: str, place: Place) -> float:
    if "shrink_guard" in meta and delivery == "changes":
        place.refuse("is set on an entity that delivers changes", "remove it, or declare delivery: snapshot")
    return checking.share(meta.get("shrink_guard", DEFAULT_SHRINK_GUARD), place) if delivery == "snapshot" else 0.0
