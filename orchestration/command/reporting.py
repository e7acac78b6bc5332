"""`scorehouse report`: writes the pages of pictures from the published copy, and says where they are."""

import importlib.util
from collections.abc import Sequence
from datetime import date, datetime

import duckdb

from orchestration.build import publishing as publish
from orchestration.build.publishing import DATABASE
from orchestration.disk.aside import replace_text
from orchestration.errors import ScorehouseError
from orchestration.report.asked import Asked, last_start, sources_of
from orchestration.report.words import LANGUAGES
from orchestration.settings import Settings

_NEEDED = ("altair", "vl_convert", "jinja2")


def report(settings: Settings, *, sources: Sequence[str] = (), period: str = "month", day: date | None = None) -> str:
    """Write a page for each source and language; where they are.

    Args:
        settings: Where things are.
        sources: Whose pages; of all where it is empty.
        period: Type of period.
        day: A day of the period wanted; without it the last period of each source.

    Raises:
        ScorehouseError: Nothing is published, not of this source or period, or the extra is not installed.
    """
    missing = [name for name in _NEEDED if not importlib.util.find_spec(name)]
    if missing:
        raise ScorehouseError(f"Pictures need {', '.join(missing)}: pip install -c constraints.txt -e '.[report]'.")
    folder = publish.to_be_read(settings)
    with duckdb.connect(folder / DATABASE, read_only=True) as marts:
        asked = [one for source in _wanted(marts, sources) for one in _asked(marts, source, period, day)]
        if not asked:
            raise ScorehouseError(f"Nothing is known of the {period} of {day}: no source has a figure of it.")
        as_of = datetime.fromisoformat(str(publish.about(folder)["as_of"]))
        try:
            return "\n".join(_write(settings, one, as_of) for one in asked)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            cause = str(error).splitlines()[0]
            raise ScorehouseError(
                f"What is published lacks something that the pages show: {cause}; run scorehouse build."
            ) from error


def _wanted(marts: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> list[str]:
    found = sources_of(marts)
    if strange := [source for source in sources if source not in found]:
        told = ", ".join(found)
        raise ScorehouseError(f"No figures of {', '.join(strange)} are published; there are those of {told}.")
    return [source for source in found if not sources or source in sources]


def _asked(marts: duckdb.DuckDBPyConnection, source: str, period: str, day: date | None) -> list[Asked]:
    start = last_start(marts, source, period, day)
    return [Asked(marts, source, period, start, language) for language in LANGUAGES] if start else []


def _write(settings: Settings, asked: Asked, as_of: datetime) -> str:
    from orchestration.report.page import file_names, page

    names = file_names(asked)
    (other,) = (name for language, name in names.items() if language != asked.language)
    file = settings.reports / names[asked.language]
    replace_text(file, page(asked, as_of, other))
    return f"{asked.source:<16}{asked.language:<4}{file}"
