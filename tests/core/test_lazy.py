"""A deferred library is imported at its first use, once, and is then the library."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from nba_props.core.lazy import defer, load_now
defer("fractions")
import fractions
import fractions as again
assert "numbers" not in sys.modules, "imported too early"
assert fractions is again
half = fractions.Fraction(1, 2)
assert "numbers" in sys.modules
assert isinstance(half, again.Fraction)
assert sys.modules["fractions"].Fraction is fractions.Fraction
defer("fractions")
assert sys.modules["fractions"].Fraction is fractions.Fraction
defer("statistics")
load_now("json", "statistics")
from statistics import mean
assert mean([1, 3]) == 2
try:
    fractions.no_such_name
except AttributeError as error:
    assert "no_such_name" in str(error)
else:
    raise SystemExit("no error")
print("done")
"""


def test_a_deferred_module_loads_at_its_first_use_and_behaves_like_itself() -> None:
    result = subprocess.run([sys.executable, "-S", "-c", SCRIPT], capture_output=True, text=True, check=False,
                            env={"PYTHONPATH": "src"}, cwd=__file__.rsplit("/tests/", 1)[0])  # fmt: skip
    assert (result.stdout, result.returncode) == ("done\n", 0), result.stderr
