"""What the simulator delivered, as text and as its source declares it: from where pandas computes figures again."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from orchestration.settings import PROJECT


@cache
def declared() -> dict[str, dict]:
    """The simulator's tables as the source declares them, by entity."""
    file = PROJECT / "dbt_project" / "models" / "staging" / "simulator" / "_simulator__sources.yml"
    (source,) = yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
    return {table["name"]: table for table in source["tables"]}


@cache
def versions(extracts: Path, entity: str) -> pd.DataFrame:
    """All delivered versions of an entity's records as text, oldest first."""
    meta = declared()[entity]["config"]["meta"]
    frames = []
    for path in sorted(extracts.glob(meta["files"].replace("{extract_date}", "*"))):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=meta.get("encoding", "utf-8-sig"))
        frames.append(frame.assign(extract=path.name))
    return pd.concat(frames, ignore_index=True)
