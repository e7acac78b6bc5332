"""One judgement, from the two files to the verdicts. Each step has a module of its own."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from expectations.asking import Asking, asking
from expectations.batches import Batch, lay_out
from expectations.files import opened
from expectations.rules import SUITES
from expectations.verdicts import Verdict, store
from orchestration.disk.aside import replace_folder

Progress = Callable[[str], None]


def judge(
    warehouse: Path, judged: Path, *, full: bool, progress: Progress | None = None, data_docs: Path | None = None
) -> list[Verdict]:
    """Judge every rule and store verdicts, populations and failing keys in the judged file.

    Without `full`, only versions are judged that came in extracts newer than the last judged; what has no versions is
    judged whole. That gives what judging everything gives, as long as only newer extracts arrived; after an older one
    use `full`.

    Args:
        warehouse: The DuckDB file dbt built; only read.
        judged: The DuckDB file to write, created where it is missing. All changes become visible at once, or none.
        full: Judge all versions.
        progress: Told in a sentence what is being done.
        data_docs: Folder for pages about this judgement; left as it is where nothing new was judged.

    Returns:
        One verdict per declared rule, in declared order, over all that was judged so far.

    Raises:
        JudgementError: A file is missing, in use by another process or not a DuckDB file.
    """
    tell = progress or (lambda _: None)
    name = f":memory:judgement_{uuid4().hex}"
    with opened(name, judged, warehouse) as connection, asking(name) as asked:
        batches = [_ask(lay_out(connection, suite, full=full), asked, tell) for suite in SUITES]
        pages = asked.write_pages(data_docs) if data_docs else None
        verdicts = store(connection, batches, asked.answer, tell, full=full)
        if data_docs and pages:
            replace_folder(pages.result(), data_docs)
    return verdicts


def _ask(batch: Batch, asked: Asking, tell: Progress) -> Batch:
    if batch.rows:
        tell(f"Judging {batch.suite.name}: {len(batch.suite.rules)} rules, {batch.rows} records")
        asked.ask(batch)
    return batch
