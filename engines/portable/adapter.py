"""The adapter that dbt talks to, and how it names what it reads."""

from dataclasses import dataclass
from glob import glob
from string import Template
from typing import Any

from dbt.adapters.base.meta import available
from dbt.adapters.contracts.relation import HasQuoting, RelationConfig
from dbt.adapters.spark.column import SparkColumn
from dbt.adapters.spark.impl import SparkAdapter
from dbt.adapters.spark.relation import SparkRelation
from dbt_common.clients import agate_helper

from engines.dialect.files import SCHEMA, place_of, table_over
from engines.portable.connections import PortableConnectionManager

_DUCKDBS = {"int": "integer", "string": "varchar", "timestamp_ntz": "timestamp"}


@dataclass(frozen=True, eq=False, repr=False)
class PortableRelation(SparkRelation):
    """A relation of Spark's; one over files where a source says how DuckDB reads them.

    Attributes:
        reads: How DuckDB reads the files.
    """

    reads: str | None = None

    @classmethod
    def create_from(cls, quoting: HasQuoting, relation_config: RelationConfig, **kwargs: Any) -> "PortableRelation":  # noqa: ANN401
        """The relation of a model, seed or source.

        Sources say in `external_location` how they are read, or in `shown_as` where that is for other engines alone.
        """
        if relation_config.resource_type == "source":
            said = {**getattr(relation_config, "meta", {}), **relation_config.config.extra}  # type: ignore[union-attr]
            if location := said.get("shown_as") or said.get("external_location"):
                names = {"schema": relation_config.schema, "name": relation_config.name}
                is_template = said.get("formatter") == "template"
                reads = Template(location).substitute(names) if is_template else location.format_map(names)
                return cls.create(schema=SCHEMA, identifier="__".join(names.values()), reads=reads)
        return super().create_from(quoting, relation_config, **kwargs)


class PortableColumn(SparkColumn):
    """A column whose type is said as DuckDB says it, which is how models ask for it."""

    @property
    def data_type(self) -> str:
        """The type in DuckDB's words, with its precision."""
        return _DUCKDBS.get(self.dtype, self.dtype)


class PortableAdapter(SparkAdapter):
    """dbt-spark's adapter with translated statements."""

    Relation = PortableRelation
    Column = PortableColumn
    ConnectionManager = PortableConnectionManager

    @classmethod
    def type(cls) -> str:
        """Dbt's word for it."""
        return "portable"

    def parse_describe_extended(self, relation: Any, raw_rows: Any) -> list[SparkColumn]:  # noqa: ANN401 - as in dbt-spark
        """The columns of a relation, typed in DuckDB's words."""
        return [PortableColumn(**vars(column)) for column in super().parse_describe_extended(relation, raw_rows)]

    @available
    def show_files(self, relation: PortableRelation) -> None:
        """Make the table over files that a source says; nothing where it says none, or where none lie by now."""
        if relation.reads and _has_files(place_of(relation.reads)):
            for statement in table_over(relation.render(), relation.reads):
                self.execute(statement)


def _has_files(place: str) -> bool:
    """Whether there is anything below a path or pattern, which is not looked for on another machine."""
    return "://" in place or bool(glob(place))  # noqa: PTH207 - of any pattern, absolute or not


def keep_the_word_null() -> None:
    """The word null in a seed is a word: dbt takes it for a missing value, dbt-duckdb does not."""
    tester = agate_helper.build_type_tester

    def testing(text_columns: Any, string_null_values: Any = ("",)) -> Any:  # noqa: ANN401 - as in dbt
        return tester(text_columns, ("",))

    agate_helper.build_type_tester = testing
