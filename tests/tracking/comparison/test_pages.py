"""Comparison and progress as pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.cli.pages import checked, write
from nba_props.errors import ConfigError
from nba_props.tracking.comparison import compare, phases, setup
from nba_props.tracking.comparison.pages import compared, progress
from nba_props.tracking.comparison.pages.parting import parting
from nba_props.tracking.store import DUPLICATE_OF
from tests.harness.entry import call
from tests.report.test_render import Page
from tests.tracking.comparison.made import Shelf, predictions

HOSTILE = "<script>alert('no')</script>"


def seasons(seed: int, n: int = 400) -> pl.DataFrame:
    """Predictions with lines, probabilities and names; one name is a script."""
    random = np.random.default_rng(seed)
    rows = predictions(random.normal(0, 3, n).tolist(), lines=True)
    over = np.random.default_rng(0).random(n) < 0.5
    return rows.with_columns(
        y=pl.Series(np.where(over, 24.0, 15.0)),
        p_over=pl.Series(np.clip(0.5 + 0.2 * (over - 0.5) + random.normal(0, 0.1, n), 0.05, 0.95)),
        p_push=pl.lit(0.0),
        player_name=pl.when(pl.col("player_id") == 7).then(pl.lit(HOSTILE)).otherwise(pl.lit("A Player")),
        team=pl.lit("DEN"),
        opponent=pl.lit("LAL"),
    )


def two(shelf: Shelf) -> list[str]:
    first = shelf.add("foundation", {"val_mae": 5.9}, {"model.depth": 4}, rows=seasons(1))
    apart = pl.when(pl.col("player_id") == 7).then(90.0).otherwise("prediction")
    second = shelf.add(
        "advanced", {"val_mae": 5.6}, {"model.depth": 6}, rows=seasons(2).with_columns(prediction=apart)
    )
    return [first, second]


def test_runs_are_beside_each_other_on_one_page_that_asks_for_nothing(shelf: Shelf) -> None:
    found = compare(shelf.store, two(shelf), resamples=200)
    html = compared.render(shelf.store, found)
    page = Page(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert all(each.startswith("#") for each in page.loads)
    assert "script" not in page.tags
    for name in ("reliability-A", "reliability-B", "gain-B"):
        assert f'id="plot-{name}"' in html
    for pair in found.paired:
        assert f"{-pair.difference:+.{4 if pair.figure == 'log loss' else 3}f}" in page.text
    assert "model.depth" in page.text
    assert HOSTILE in page.text  # escaped in the page
    assert page.text.index(HOSTILE) < page.text.index("A Player")


def test_runs_without_predictions_still_have_a_page(shelf: Shelf) -> None:
    runs = [shelf.add(metrics={"val_mae": value}) for value in (5.0, 6.0)]
    page = Page(compared.render(shelf.store, compare(shelf.store, runs)))
    assert "kept no predictions" in page.text
    assert "svg" not in page.tags


def test_a_run_that_stands_for_another_names_it(shelf: Shelf) -> None:
    first, second = two(shelf)
    again = shelf.add("advanced", {"val_mae": 5.6})
    shelf.store.client.set_tag(again, DUPLICATE_OF, second)
    unpaired = compare(shelf.store, [first, again], resamples=200).unpaired
    assert unpaired == {"B": f"run {again[:8]} stands for run {second[:8]}; name that one"}


def test_the_predictions_that_part_most_come_first_with_who_was_nearer() -> None:
    first, second = predictions([0.0, 5.0, -1.0]), predictions([4.0, -2.0, 1.0])
    judged = [rows.with_columns(judged=pl.col("prediction")) for rows in (first, second)]
    found = parting(judged[0], judged[1], shown=3)
    assert found.select("player", "first", "second", "nearer").rows() == [
        ("1", 25.0, 18.0, "second"),
        ("0", 20.0, 24.0, "first"),
        ("2", 19.0, 21.0, None),
    ]


def test_all_phases_are_on_one_page_from_the_first_run_on(shelf: Shelf) -> None:
    setup(shelf.store)
    runs = {
        phase: shelf.add(
            phase, {"val_mae": value, "log_loss": 0.69 + value / 1000}, name=f"{phase} {HOSTILE}"
        )
        for phase, value in (("foundation", 6.0), ("advanced", 5.0), ("calibration", 5.5))
    }
    found = phases(shelf.store, ["val_mae", "log_loss"])
    html = progress.render(shelf.store, found)
    page = Page(html)
    assert page.open == []
    assert "script" not in page.tags
    assert html.count("<svg") == 2
    assert "from 6.000 in foundation" in page.text
    assert "No version is in production or staging yet." in page.text
    history = page.text[page.text.index("History") :]
    assert [history.index(run[:8]) for run in runs.values()] == sorted(
        history.index(run[:8]) for run in runs.values()
    )


def test_the_page_of_phases_has_every_metric_that_can_be_ranked(shelf: Shelf) -> None:
    logged = {"holdout_mae": 5.1234, "segment/tier/stars/val_mae": 7.0, "betting_roi_low": 0.012}
    for phase in ("foundation", "advanced"):
        shelf.add(phase, logged)
    page = Page(progress.render(shelf.store, phases(shelf.store, list(logged))))
    for name, figure in zip(logged, ("5.1234", "7.000", "+1.2 %"), strict=True):
        assert f"{name} {figure}" in " ".join(page.text.split())
    assert {f"plot-{name}-0" for name in ("holdout-mae", "segment-tier-stars-val-mae")} <= set(page.ids)


def test_the_best_so_far_stays_where_a_phase_is_worse(shelf: Shelf) -> None:
    for phase, value in (("foundation", 6.0), ("advanced", 5.0), ("calibration", 5.5)):
        shelf.add(phase, {"val_mae": value})
    table = progress.progress(phases(shelf.store, ["val_mae"]).bests)
    assert table["value"].to_list() == [6.0, 5.0, 5.5]
    assert table["best"].to_list() == [6.0, 5.0, 5.0]


def test_a_store_without_runs_has_a_page_that_says_so(shelf: Shelf) -> None:
    page = Page(progress.render(shelf.store, phases(shelf.store)))
    assert "No phase has a finished run yet." in page.text
    assert "Nothing has been finished yet." in page.text


def test_what_serves_now_has_the_figures_of_its_run(shelf: Shelf) -> None:
    run = shelf.add("production", {"val_mae": 4.5})
    client = shelf.store.client
    client.create_registered_model("nba_props_pra")
    client.create_model_version("nba_props_pra", f"runs:/{run}/model", run)
    client.set_registered_model_alias("nba_props_pra", "production", "1")
    text = Page(progress.render(shelf.store, phases(shelf.store, ["val_mae"]))).text
    serving = text[text.index("Serving now") : text.index("History")]
    assert run[:8] in serving
    assert "4.500" in serving
    assert "nba_props_pra version 1" in text[text.index("History") :]
    assert dt.datetime.now(dt.UTC).strftime("%Y") in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("page.txt", "must end in .html"),
        ("missing/page.html", "there is no folder"),
        ("folder.html", "is a folder"),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_before_anything_is_read(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ConfigError, match=said):
        checked(tmp_path / name, ".html")
    store = f"sqlite:///{tmp_path / 'none.db'}"
    for words in (["compare", "abcd", "ef01"], ["phases"]):
        done = call(["experiments", *words, "--store", store, "--html", str(tmp_path / name)])
        assert done.code == 2
        assert done.err.startswith(f"error: {tmp_path / name}: {said}")
        assert len(done.err.splitlines()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["folder.html"]


def test_commands_write_the_page_beside_what_they_print(shelf: Shelf, tmp_path: Path) -> None:
    runs = two(shelf)
    path = tmp_path / "page.html"
    for words in (["compare", *runs, "--resamples", "200"], ["phases", "--metrics", "val_mae"]):
        done = call(["experiments", *words, "--store", shelf.store.uri, "--html", str(path)])
        assert (done.code, done.err) == (0, f"wrote {path}\n")
        assert path.read_text().rstrip().endswith("</html>")
        path.unlink()


def test_a_full_disk_leaves_the_earlier_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.html"
    path.write_text("earlier")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nba_props.core.atomic.os.fsync", full)
    with pytest.raises(ConfigError, match=r"page.html: cannot be written: No space left"):
        write(path, "<html></html>")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("page.html", "earlier")]
