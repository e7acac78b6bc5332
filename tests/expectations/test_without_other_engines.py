"""Whoever stays with DuckDB needs nothing of what other engines need."""

import subprocess
import sys

from small_warehouse import Warehouse

OF_OTHERS = ("pyspark", "pysail", "sqlglot")
CODE = """
import sys
from pathlib import Path

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {others!r}:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
import orchestration.build.steps
from expectations.runner import judge
verdicts = judge(Path({warehouse!r}), Path({judged!r}), full=True)
print(sum(verdict.evaluated for verdict in verdicts), *[name for name in {others!r} if name in sys.modules])
"""


def test_duckdb_is_judged_where_no_other_engine_is_installed(warehouse: Warehouse) -> None:
    warehouse.add_clean("int_orders__versioned")
    code = CODE.format(others=OF_OTHERS, warehouse=str(warehouse.path), judged=str(warehouse.judged))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1"]
