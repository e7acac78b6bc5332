"""What a source has declared to deliver: the frozen shapes that every other module here reads.

Reading them from YAML belongs to `declaration`, judging single values to `checking`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

DATE_PLACE, TIME_PLACE = "{extract_date}", "{extract_time}"
FORMATS = ("csv", "tsv", "jsonl", "parquet", "xlsx")


@dataclass(frozen=True)
class Column:
    """One declared column.

    Attributes:
        name: What it lands as.
        data_type: A DuckDB type in lower case, such as `decimal(18,2)`.
        optional: Whether a delivery may lack it.
        header: What files call it, where that is not its name.
        verbatim: Whether its texts land character by character instead of in their normal form.
    """

    name: str
    data_type: str
    optional: bool = False
    header: str = ""
    verbatim: bool = False


@dataclass(frozen=True)
class Entity:
    """One table of a source, with everything needed to find and read its deliveries.

    Attributes:
        files: Path below the source's extracts folder; holds `{extract_date}` unless `extract_date` is set.
        extract_date: Date of the only delivery, for files without a date in their name.
        format: csv, tsv, jsonl, parquet or xlsx.
        delivery: `snapshot` (everything there is) or `changes` (only what is new or changed).
        key: Columns that tell one row of a delivery from another.
        delimiter: What separates the columns of a CSV file.
        cutoff: Local wall time at which an extract ends.
        missing: Words that mean missing; the empty text always does.
        first_load: Whether the first extract of changes holds all there was; dbt reads it from the declaration.
        shrink_guard: Share of the rows a snapshot may lose from one extract to the next; 0 turns it off.
        sheet: Name of the sheet to read; empty for the first that is not hidden.
        header_row: Line or row of the header; None where it is to be found.
    """

    name: str
    files: str
    extract_date: date | None
    format: str
    delivery: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    encoding: str
    delimiter: str
    missing: tuple[str, ...]
    cutoff: time
    date_format: str
    timestamp_format: str
    first_load: bool
    shrink_guard: float
    sheet: str = ""
    header_row: int | None = None


@dataclass(frozen=True)
class Source:
    """One system that delivers: its clock, its calendar and its entities by name."""

    name: str
    connector: str
    time_zone: str
    calendar: str
    entities: dict[str, Entity]

    def cutoff_at(self, entity: Entity, extract_date: date, stated: time | None = None) -> datetime:
        """The instant at which the extract of `extract_date` ends, naive UTC; `stated` replaces the declared time."""
        if extract_date == date.min:  # the contract's date, before which no zone can reach
            return datetime.min
        local = datetime.combine(extract_date, stated or entity.cutoff, tzinfo=ZoneInfo(self.time_zone))
        return local.astimezone(UTC).replace(tzinfo=None)
