"""How the adapter reaches Spark, and what it says there."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dbt.adapters.spark.connections import SparkConnectionManager, SparkCredentials
from dbt_common.exceptions import DbtRuntimeError

from engines.dialect.errors import DialectError
from engines.dialect.statements import in_sparks_words

# An instant is naive UTC everywhere in the project.
_ALWAYS = {"spark.sql.session.timeZone": "UTC", "spark.sql.timestampType": "TIMESTAMP_NTZ"}
# A hash of a map depends on the order of its keys, which each of the project's statements writes in one order.
_HASHES = {"spark.sql.legacy.allowHashOnMapType": "true"}
# Spark would infer what holds of a hash from each way of naming its columns: millions of conditions, until the server's
# memory is full.
_PLANS = {"spark.sql.constraintPropagation.enabled": "false"}
# A file of an earlier day may lack columns that later ones have.
_FILES = {"spark.sql.parquet.mergeSchema": "true"}


@dataclass
class PortableCredentials(SparkCredentials):
    """dbt-spark's credentials, said in one word.

    Attributes:
        connection: `sc://host:port` for Spark Connect, `thrift://host:port` for a Thrift server, or the master of a
            session of this process, such as `spark://host:port` or `local[2]`.
    """

    connection: str = ""

    @classmethod
    def __pre_deserialize__(cls, data: Any) -> Any:  # noqa: ANN401, D105 - as in dbt-spark
        return super().__pre_deserialize__({**data, **reached_by(str(data.get("connection", "")))})

    @property
    def type(self) -> str:
        """Dbt's word for the adapter."""
        return "portable"

    @property
    def unique_field(self) -> str:
        """What tells two connections apart."""
        return self.connection

    def _connection_keys(self) -> tuple[str, ...]:
        return ("connection", "schema")


class PortableConnectionManager(SparkConnectionManager):
    """Translates each statement before it is sent."""

    TYPE = "portable"

    @classmethod
    def open(cls, connection: Any) -> Any:  # noqa: ANN401, D102 - as in dbt
        keep_faults_short()
        return super().open(connection)

    def add_query(  # noqa: D102 - as in dbt
        self,
        sql: str,
        auto_begin: bool = True,
        bindings: Any | None = None,  # noqa: ANN401 - as in dbt
        *args: Any,  # noqa: ANN401
        **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        try:
            said = in_sparks_words(sql, self._columns_of)
        except DialectError as error:
            raise DbtRuntimeError(str(error)) from error
        if bindings:
            # dbt-spark's session escapes no quotes, writes None for what is missing and numbers as doubles.
            said, bindings = said % tuple(literal(value) for value in bindings), None
        return super().add_query(said, auto_begin, bindings, *args, **kwargs)

    def _columns_of(self, query: str) -> list[str]:
        _, cursor = super().add_query(f"select * from (\n{query}\n) as shown limit 0")
        return [name for name, *_ in cursor.description]


def literal(value: object) -> str:
    """A value of a seed in Spark's SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool | int | Decimal):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return f"'{value}'"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def reached_by(connection: str) -> dict[str, Any]:
    """dbt-spark's own words for a connection."""
    scheme, _, rest = connection.partition("://")
    parameters = {**_ALWAYS, **_HASHES, **_PLANS, **_FILES}
    if scheme == "sc" and rest:
        return {"method": "session", "host": "NA", "server_side_parameters": parameters | {"spark.remote": connection}}
    if scheme == "thrift" and rest:
        host, _, port = rest.partition(":")
        return {"method": "thrift", "host": host, "port": int(port or 10000), "server_side_parameters": parameters}
    return {"method": "session", "host": "NA", "server_side_parameters": parameters | {"spark.master": connection}}


def keep_faults_short() -> None:
    """Spark's client writes what it raises to the terminal as well, with all of the plan: megabytes for one column.

    By a level, since Dagster enables loggers that have been disabled.
    """
    from pyspark.logger import PySparkLogger

    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger", "pyspark.sql.connect.logging"):
        PySparkLogger.getLogger(name).setLevel(logging.CRITICAL)
