"""The code that a model brings along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nba_props.serving.code import SERVED, closure, ship

HEAVY = ("hydra", "omegaconf", "mlflow", "lightgbm", "sklearn", "pandera", "matplotlib")


def test_it_is_what_predicting_needs_and_nothing_of_the_pipeline() -> None:
    needed = closure([SERVED, "nba_props.model.lightgbm", "nba_props.distribution.residual"])
    assert {"nba_props", "nba_props.serving", "nba_props.serving.scorer", "nba_props.errors"} <= set(needed)
    parts = {name.split(".")[1] for name in needed if "." in name}
    assert not parts & {"pipeline", "features", "data", "tracking", "ledger", "experiment", "report", "cli"}
    assert len(needed) < 45


def test_its_name_follows_from_its_text(tmp_path: Path) -> None:
    one = ship(tmp_path / "one", [SERVED])
    two = ship(tmp_path / "two", [SERVED])
    more = ship(tmp_path / "more", [SERVED, "nba_props.model.ridge"])
    assert one.name == two.name != more.name
    assert one.name.startswith("nba_props_")


def test_no_module_of_it_asks_for_the_project_by_its_own_name(tmp_path: Path) -> None:
    brought = ship(tmp_path, [SERVED, "nba_props.model.lightgbm"])
    for path in brought.rglob("*.py"):
        assert "import nba_props\n" not in path.read_text()
        assert "from nba_props." not in path.read_text()


def test_it_imports_without_the_project_and_no_heavy_library(tmp_path: Path) -> None:
    brought = ship(tmp_path, [SERVED, "nba_props.model.lightgbm", "nba_props.calibration.isotonic"])
    script = f"""
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "nba_props":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, {str(tmp_path)!r})
import importlib
for module in ("serving.predict", "model.lightgbm", "calibration.isotonic"):
    importlib.import_module({brought.name!r} + "." + module)
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_its_components_are_no_options_of_the_project(tmp_path: Path) -> None:
    """Else a notebook that loads an old model would compose its configurations from that model's classes."""
    brought = ship(tmp_path, [SERVED, "nba_props.model.ridge"])
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from nba_props.model.ridge import Ridge
import importlib
other = importlib.import_module({brought.name!r} + ".model.ridge")
assert other.Ridge is not Ridge
from hydra_plugins.nba_components import ComponentSource
from omegaconf import OmegaConf
node = ComponentSource("test", "components://").load_config("schema/model/ridge").config
print(OmegaConf.get_type(node) is Ridge)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True", done.stderr
