"""Where things are: the folders of an installation, and the variables that move them.

What runs on these paths belongs to the modules that take a `Settings`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

DUCKDB, SPARK = "duckdb", "spark"
DELTA, ICEBERG = "delta", "iceberg"
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The folders of one installation; `home` holds everything a run writes.

    Attributes:
        home: Root of all written data; `SCOREHOUSE_HOME`, or `data` in the project.
        project: Root of the checkout, holding `dbt_project`.
        engine: Where dbt builds, a target of its profile; `SCOREHOUSE_ENGINE`, or `duckdb`.
        connection: How another engine than DuckDB is reached; `SCOREHOUSE_SPARK`.
        tables: The format of that engine's tables to which builds add; `SCOREHOUSE_SPARK_TABLES`, or `delta`.
    """

    home: Path
    project: Path = PROJECT
    engine: str = DUCKDB
    connection: str = ""
    tables: str = DELTA

    @classmethod
    def from_environment(cls) -> "Settings":
        """Settings of this process, from `SCOREHOUSE_HOME`, `SCOREHOUSE_ENGINE` and `SCOREHOUSE_SPARK...`."""
        return cls(
            home=Path(os.environ.get("SCOREHOUSE_HOME") or PROJECT / "data").resolve(),
            engine=os.environ.get("SCOREHOUSE_ENGINE") or DUCKDB,
            connection=os.environ.get("SCOREHOUSE_SPARK", ""),
            tables=os.environ.get("SCOREHOUSE_SPARK_TABLES") or DELTA,
        )

    @property
    def staging_models(self) -> Path:
        """One folder per source, each with the declaration of what that source delivers."""
        return self.project / "dbt_project" / "models" / "staging"

    @property
    def raw(self) -> Path:
        """Landed deliveries: immutable, dated Parquet with manifests."""
        return self.home / "raw"

    @property
    def held(self) -> Path:
        """Deliveries held back as suspect, in the layout of `raw`."""
        return self.home / "held"

    @property
    def publications(self) -> Path:
        """The ledger of what was published when: input like the deliveries, so beside them."""
        return self.raw / "publications"

    @property
    def kept(self) -> Path:
        """What publications changed, a folder for each model that is kept: beside the ledger for the same reason."""
        return self.raw / "kept"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that dbt builds. One writer at a time."""
        return self.home / "warehouse.duckdb"

    @property
    def judged(self) -> Path:
        """The DuckDB file of what the expectations found: validations, populations, failing keys."""
        return self.home / "judged.duckdb"

    @property
    def judged_shown(self) -> Path:
        """The judged file as Parquet, for another engine than DuckDB; `current` points at the last judgement."""
        return self.home / "judged"

    @property
    def published(self) -> Path:
        """What readers open: `current` points at the last successful build."""
        return self.home / "published"

    @property
    def reports(self) -> Path:
        """Pages of pictures, written when somebody asks for them."""
        return self.home / "reports"

    @property
    def metrics(self) -> Path:
        """The published KPIs as a project of MetricFlow, written when somebody asks for it."""
        return self.home / "metrics"

    @property
    def lifetimes(self) -> Path:
        """What customers are expected to buy, a folder for each instant it was asked of, when somebody asks for it."""
        return self.home / "lifetimes"

    @property
    def data_docs(self) -> Path:
        """Pages about the expectations and their results, without personal values."""
        return self.home / "data_docs"

    @property
    def state(self) -> Path:
        """Notes from one run to the next: what was built, from what."""
        return self.home / "state"

    @property
    def landed(self) -> Path:
        """The manifests of all that was landed when the last build began, in one file: dbt reads them there."""
        return self.state / "landed.jsonl"

    @property
    def compacted(self) -> Path:
        """The landed rows in few files, derived from raw by each build: what dbt reads."""
        return self.home / "compacted"

    def extracts_of(self, source: str) -> Path:
        """Folder in which a source's files are delivered; `SCOREHOUSE_EXTRACTS_<SOURCE>` moves it."""
        override = os.environ.get(f"SCOREHOUSE_EXTRACTS_{source.upper()}")
        return Path(override).resolve() if override else self.home / "extracts" / source
