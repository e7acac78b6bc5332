"""A session on Spark for what is no command of dbt's: judging rules, copying marts.

It is the session that dbt has, where both run in one process: what one makes there, the other finds.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engines.dialect.errors import DialectError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PORTS = {"sc": 15002, "thrift": 10000, "spark": 7077}
_DEADLINE = 10


@dataclass(frozen=True)
class Spark:
    """A Spark, by how it is reached.

    Attributes:
        connection: As in the profile of dbt: `sc://host:port`, `thrift://host:port`, or a master.
    """

    connection: str

    def knock(self) -> None:
        """Ask whether somebody is there: a client waits for ever for a server that is not.

        Raises:
            DialectError: Nobody answers.
        """
        place = urlsplit(self.connection)
        if place.scheme not in _PORTS or not place.hostname:
            return
        port = place.port or _PORTS[place.scheme]
        try:
            socket.create_connection((place.hostname, port), _DEADLINE).close()
        except OSError as error:
            raise DialectError(
                f"No Spark answers at {place.hostname}:{port} ({error.strerror or error}): start it, or correct "
                "SCOREHOUSE_SPARK."
            ) from error

    def session(self) -> "SparkSession":
        """The session, which its server ends in time.

        Raises:
            DialectError: There is none by this way of reaching it, or nobody answers.
        """
        if self.connection.startswith("thrift:"):
            raise DialectError(
                "A Thrift server builds models alone: to judge and publish, let SCOREHOUSE_SPARK be sc://host:port or "
                "a master such as spark://host:port."
            )
        self.knock()
        from pyspark.sql import SparkSession

        from engines.portable.connections import keep_faults_short, reached_by

        keep_faults_short()

        builder = SparkSession.builder.enableHiveSupport()  # as dbt-spark has it: one catalogue for both
        for name, value in reached_by(self.connection)["server_side_parameters"].items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


@contextmanager
def faults_told() -> Iterator[None]:
    """Say what Spark refuses in its own first sentence.

    Raises:
        DialectError: It refused.
    """
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        first = str(error).strip().splitlines() or [type(error).__name__]
        raise DialectError(f"Spark could not do it: {first[0]}") from error
