"""One judgement, from the canonical relations to the verdicts. Each step has a module of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from engines.dialect.errors import DialectError
from engines.sessions import Spark
from expectations.asking import Asking, asking
from expectations.batches import Batch, lay_out
from expectations.docs import write_pages
from expectations.engine import DuckDB, Engine
from expectations.errors import JudgementError
from expectations.files import opened
from expectations.rules import SUITES
from expectations.verdicts import Verdict, store

Progress = Callable[[str], None]


def judge(
    warehouse: Path | Spark,
    judged: Path,
    *,
    full: bool,
    progress: Progress | None = None,
    data_docs: Path | None = None,
) -> list[Verdict]:
    """Judge every rule and store verdicts, populations and failing keys in the judged file.

    Without `full`, only versions are judged that came in extracts newer than the last judged; what has no versions is
    judged whole. That gives what judging everything gives, as long as only newer extracts arrived; after an older one
    use `full`.

    Args:
        warehouse: The DuckDB file dbt built, or the Spark on which it built; only read.
        judged: The DuckDB file to write, created where it is missing. All changes become visible at once, or none.
        full: Judge all versions.
        progress: Told in a sentence what is being done.
        data_docs: Folder for pages about all that was judged so far.

    Returns:
        One verdict per declared rule, in declared order, over all that was judged so far.

    Raises:
        JudgementError: A file is missing, in use by another process or not a DuckDB file; Spark refuses.
    """
    tell = progress or (lambda _: None)
    with _engine(warehouse, judged) as engine:
        with asking(engine) as asked:
            batches = [_ask(lay_out(engine, suite, full=full), asked, tell) for suite in SUITES]
            verdicts = store(engine, batches, asked.answer, tell, full=full)
        if data_docs:
            write_pages(engine.file, data_docs)
    return verdicts


@contextmanager
def _engine(warehouse: Path | Spark, judged: Path) -> Iterator[Engine]:
    """The engine on which to judge, with the judged file open; released whatever happens."""
    name = f":memory:judgement_{uuid4().hex}"
    if isinstance(warehouse, Path):
        with opened(name, judged, warehouse) as connection:
            yield DuckDB(connection, name)
        return
    passing = judged.with_name("judging")  # in the home, which the cluster sees
    try:
        from expectations.spark import OnSpark

        with opened(name, judged) as connection:
            shutil.rmtree(passing, ignore_errors=True)
            passing.mkdir()
            yield OnSpark(connection, warehouse.session(), passing)
    except DialectError as error:
        raise JudgementError(str(error)) from error
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def _ask(batch: Batch, asked: Asking, tell: Progress) -> Batch:
    if batch.rows:
        tell(f"Judging {batch.suite.name}: {len(batch.suite.rules)} rules, {batch.rows} records")
        asked.ask(batch)
    return batch
