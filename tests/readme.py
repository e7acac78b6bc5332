"""`make readme`: runs the demonstration and writes what it prints into the README, between its two markers.

The run is that of the simulated company alone, whose dates and mistakes are fixed: the same code prints the same. Left
out are seconds, paths, sources without files, and all but the first reasons why something was not assessed.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
README = PROJECT / "README.md"
BLOCK = re.compile(
    r"(?<=<!-- demo: written by `make readme` -->\n```text\n)(.*?)(?=```\n<!-- end of demo -->)", re.DOTALL
)
REASONS = 2


def demonstration() -> str:
    """What `scorehouse demo` prints in an empty home without the public data sets."""
    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCOREHOUSE_", "DAGSTER_"))}
        own = {"SCOREHOUSE_HOME": f"{home}/data", "SCOREHOUSE_REAL_DATA": f"{home}/none"}
        command = [Path(sys.executable).with_name("scorehouse"), "demo"]
        ended = subprocess.run(command, cwd=PROJECT, env=kept | own, check=False, stdout=subprocess.PIPE, text=True)
        if ended.returncode:
            sys.exit(ended.returncode)
        return ended.stdout


def shortened(printed: str) -> str:
    """The lines worth reading, each ended by a line feed."""
    kept, reasons = [], 0
    for line in printed.split("\nAs of ", maxsplit=1)[0].splitlines():
        reasons += "not assessed so far" in line
        if reasons <= REASONS and " is skipped: " not in line:
            kept.append(re.sub(r"\s+\d+\.\d s$", "", line).rstrip())
    return "\n".join([*kept, *(["   ..."] if reasons > REASONS else [])]) + "\n"


def main() -> None:
    """Write the block, or say that the README has none."""
    text, count = BLOCK.subn(lambda _: shortened(demonstration()), README.read_text(encoding="utf-8"))
    if count != 1:
        sys.exit("README.md has no block between `<!-- demo: written by `make readme` -->` and `<!-- end of demo -->`.")
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
