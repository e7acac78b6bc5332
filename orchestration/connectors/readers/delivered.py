"""What every reader hands over: the delivered rows as a relation in DuckDB, and what could not be one.

The relation `delivered` has one row per record in file order, columns `c0`, `c1` ... with missing values as null, and
`fault` (varchar), the reason why the record as a whole cannot be used. Typing and sorting out come later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from duckdb import DuckDBPyConnection

from orchestration.connectors.declarations.shapes import Entity, Source

_SMALL = 4 << 20


@dataclass(frozen=True)
class Reject:
    """One record kept out, or one line left out because it is no record.

    Attributes:
        line: Physical line; None where the format has none.
        reason: Why, in plain words.
        text: The record as delivered.
        key: The values of its key, joined by a comma and a space; None where they cannot be read.
        key_landed: Whether another row of the delivery lands under that key, so that no record is lost with this one.
    """

    line: int | None
    reason: str
    text: str
    key: str | None = None
    key_landed: bool = False


@dataclass(frozen=True)
class Delivered:
    """A delivery opened for sorting.

    Attributes:
        types: Delivered columns by name, in file order, with their DuckDB types; the n-th is column `c<n>`.
        new_columns: Names among them that are not declared.
        rows_read: Records in the file and what stands between and around them, but for blank lines and the header;
            counted without the reader's help.
        locate: Gives line and text of records by their number in the relation (from 1, ascending).
        rejects: Records that did not make it into the relation.
        left_out: What is no record and did not make it into the relation either; counted among the rows read.
        header: The cells of the header where a text may repeat it further down.
        may_hold_totals: Whether a row may be a total or a drawn line, as far as the reader knows.
    """

    types: dict[str, str]
    new_columns: tuple[str, ...]
    rows_read: int
    locate: Callable[[Sequence[int]], Sequence[tuple[int | None, str]]]
    rejects: list[Reject] = field(default_factory=list)
    left_out: list[Reject] = field(default_factory=list)
    header: tuple[str, ...] = ()
    may_hold_totals: bool = True


@dataclass(frozen=True)
class Reading:
    """What a reader needs: connection, file, declarations, and a folder for intermediate files."""

    connection: DuckDBPyConnection
    path: Path
    source: Source
    entity: Entity
    workspace: Path

    def relate(self, select: str, size: int) -> None:
        """Have `delivered` be what `select` gives; a small text of `size` bytes is kept and so parsed only once."""
        kind = "TABLE" if size < _SMALL else "VIEW"
        self.connection.execute(f"create or replace temp {kind} delivered as {select}")
