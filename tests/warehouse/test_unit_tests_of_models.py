"""dbt's unit tests: the hardest models on a few rows worked out by hand, in the files `_<folder>__unit_tests.yml`."""

import shutil
from pathlib import Path

from warehouse_home import Home

from orchestration.build.invoking import invoke
from orchestration.build.parsing import parsed


def test_the_unit_tests_of_the_models_pass(at_work: Home, tmp_path: Path) -> None:
    # dbt takes the types of the rows from the relations that a tested model reads, in a warehouse that it can write to.
    settings = Home(tmp_path).settings
    for file, copied in (
        (at_work.settings.warehouse, settings.warehouse),
        (at_work.settings.judged, settings.judged),
    ):
        shutil.copy(file, copied)
    outcome = invoke(settings, ["test", "--select", "test_type:unit"], parsed(settings))
    unit_tests = [result for result in outcome.result.results if result.node.resource_type == "unit_test"]
    assert len(unit_tests) >= 9
    failed = [f"{result.node.name}: {result.message}" for result in unit_tests if result.status != "pass"]
    assert failed == [], "\n".join(failed)
