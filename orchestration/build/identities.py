"""Which delivered lists say who is who in the systems of a company, and what the newest of them say.

Matches hold for the past too, so that a build cannot simply be added to after they have changed. What a match means is
said in `dbt_project/macros/companies.sql`.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orchestration.connectors.manifests import Manifest

_READS = re.compile(r"source\(\s*'(\w+)'\s*,\s*'(\w+)'\s*\)")


def matches_fingerprint(staging_models: Path, landed: Sequence[Manifest], as_of: datetime) -> str:
    """Differs where the newest lists of matches differ; empty where none is delivered."""
    digest = hashlib.sha256()
    tables = sorted(_tables(staging_models))
    for table in tables:
        newest = max(
            (
                (manifest["extract_date"], int(manifest["revision"]), manifest["input_sha256"])
                for manifest in landed
                if (manifest["source"], manifest["entity"]) == table
                and datetime.fromisoformat(manifest["cutoff_at"]) <= as_of
            ),
            default=("", 0, ""),
        )
        digest.update(f"{table} {newest[-1]}".encode())
    return digest.hexdigest() if tables else ""


def _tables(staging_models: Path) -> set[tuple[str, str]]:
    """Source and table of each file that a staging model of identities reads."""
    models = staging_models.glob("*/stg_*__identities*.sql")
    return {read for model in models for read in _READS.findall(model.read_text(encoding="utf-8"))}
