"""The KPIs as the project declares them, read from the files themselves and not from the warehouse that is tested."""

from pathlib import Path
from typing import Any

import yaml

from orchestration.settings import PROJECT

STANDARD_SUBJECTS = ("company", "office", "team", "current_team", "person")


def declared_kpis(project: Path = PROJECT) -> list[dict[str, Any]]:
    """One dictionary per KPI, with the area that its file stands for and the subjects it has."""
    found = []
    for file in sorted(project.glob("dbt_project/models/kpis/*/*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            for kpi in model.get("config", {}).get("meta", {}).get("kpis", []):
                found.append({"subjects": list(STANDARD_SUBJECTS), **kpi, "area": file.parent.name})
    return found
