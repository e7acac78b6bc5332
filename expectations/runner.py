"""One judgement, from the two files to the verdicts. Each step has a module of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from expectations.batches import Batch, lay_out
from expectations.docs import build_data_docs
from expectations.files import opened
from expectations.rules import SUITES
from expectations.verdicts import Verdict, store

if TYPE_CHECKING:
    from expectations.validation import Finding, Validation

Progress = Callable[[str], None]


def judge(
    warehouse: Path, judged: Path, *, full: bool, progress: Progress | None = None, data_docs: Path | None = None
) -> list[Verdict]:
    """Judge every rule and store verdicts, populations and failing keys in the judged file.

    Without `full`, only versions are judged that came in extracts newer than the last judged. That gives what judging
    everything gives, as long as only newer extracts arrived; after an older one use `full`.

    Args:
        warehouse: The DuckDB file dbt built; only read.
        judged: The DuckDB file to write, created where it is missing. All changes become visible at once, or none.
        full: Judge all versions.
        progress: Told in a sentence what is being done.
        data_docs: Folder for pages about this judgement; left as it is where nothing new was judged.

    Returns:
        One verdict per declared rule, in declared order, over all that was judged so far.

    Raises:
        ScorehouseError: A file is missing, in use by another process or not a DuckDB file.
    """
    tell = progress or (lambda _: None)
    name = f":memory:judgement_{uuid4().hex}"
    with opened(name, judged, warehouse) as connection:
        batches = [lay_out(connection, suite, full=full) for suite in SUITES]
        with _asking(name, batches) as validation:
            findings = _ask(validation, batches, tell) if validation else {}
        verdicts = store(connection, batches, findings, tell)
    if validation and data_docs:
        tell("Writing the pages about the rules")
        build_data_docs(validation.context, data_docs)
    return verdicts


@contextmanager
def _asking(name: str, batches: Sequence[Batch]) -> Iterator["Validation | None"]:
    """Great Expectations on the judgement's database; None where there is nothing to ask, as importing it is slow."""
    if not any(batch.rows for batch in batches):
        yield None
        return
    from expectations.validation import Validation

    validation = Validation(name)
    try:
        yield validation
    finally:
        validation.close()


def _ask(validation: "Validation", batches: Sequence[Batch], tell: Progress) -> dict[str, "Finding"]:
    findings: dict[str, Finding] = {}
    for batch in batches:
        if batch.rows:
            tell(f"Judging {batch.suite.name}: {len(batch.suite.rules)} rules, {batch.rows} records")
            findings |= validation.findings(batch.suite, batch.table)
    return findings
