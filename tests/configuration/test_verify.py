from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.configuration.options import groups, options
from nba_props.configuration.verify import PRESETS, verify
from nba_props.core.component import registered
from tests.conftest import ROOT
from tests.sizes import in_two_sizes


@in_two_sizes("processes", None, 1)
def test_every_preset_and_option_is_sound(processes: int | None) -> None:
    found = list(verify(processes))
    assert [checked for checked in found if checked.problems] == []
    tried = {checked.what for checked in found}
    conf = ROOT / "conf"
    assert tried == {"train.yaml"} | {f"{group}={o}" for group in groups(conf) for o in options(conf, group)}
    assert set(registered("block")) <= set(options(conf, "block"))
    assert set(registered("model")) <= set(options(conf, "model"))


@pytest.mark.slow
def test_each_broken_file_is_found(conf: Path) -> None:
    presets = (path for group in PRESETS for path in (conf / group).rglob("*.yaml"))
    for preset in (path for path in presets if path.stem != "none"):
        preset.unlink()  # they are sound, as the test above says

    def write(name: str, text: str) -> None:
        (conf / f"{name}.yaml").write_text(text)

    schema = "defaults:\n  - /schema/{0}@_here_\n  - _self_\n"
    write("model/bad", schema.format("model/ridge") + "alpha: -1\n")
    write("block/bad", schema.format("block/lags") + "cuont: 3\n")
    write("market/bad", schema.format("market") + "name: good\nstats: [points]\n")
    write("experiment/bad", "# @package _global_\ndefaults:\n  - override /features: lineup\n")
    found = {v.what: v.problems for v in verify(processes=1) if v.problems}
    assert set(found) == {"model=bad", "block=bad", "market=bad", "experiment=bad"}
    assert "must be" in found["model=bad"][0]
    assert "did you mean count" in found["block=bad"][0]
    assert found["market=bad"] == ["market.name=good: must be the name of its file, bad"]
    assert "availability" in found["experiment=bad"][0]
