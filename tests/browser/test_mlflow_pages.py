from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Site

PHASES = ("Phase1_Foundation", "Phase2_Advanced", "Phase3_Calibration", "Phase4_Production")


def test_the_four_experiments_are_there(page: Any) -> None:
    page.goto("/#/experiments")
    for name in PHASES:
        _shows(page, name)


def test_a_run_shows_its_metrics(page: Any, site: Site) -> None:
    page.goto(_run(site))
    for name in ("val_mae", "val_rmse", "naive_mae", "betting_roi", "calibration_error"):
        page.get_by_placeholder("Search metrics").fill(name)
        _shows(page, name)


def test_a_run_shows_its_parameters(page: Any, site: Site) -> None:
    page.goto(_run(site))
    for name in ("max_depth", "model", "validation.first_test"):
        page.get_by_placeholder("Search parameters").fill(name)
        page.get_by_text(name, exact=True).last.wait_for()


def test_a_run_shows_its_report(page: Any, site: Site) -> None:
    page.goto(_run(site, "artifacts"))
    page.get_by_text("report.html").first.click()
    inside = page.frame_locator("iframe").first
    inside.get_by_text("Predictions").first.wait_for()
    assert "NBP" in inside.locator("body").inner_text()


def test_a_run_shows_its_plots(page: Any, site: Site) -> None:
    page.goto(_run(site, "artifacts"))
    page.get_by_text("plots", exact=True).first.click()
    page.get_by_text("feature_importance.png").first.click()
    picture = page.locator("img[src*='feature_importance'], img[src^='blob:']").first
    picture.wait_for()
    page.wait_for_function("image => image.naturalWidth > 100", arg=picture.element_handle())


@pytest.mark.parametrize(
    ("words", "phase", "found"),
    [
        ('metrics.val_mae < 7 and params.model = "lightgbm"', "Phase2_Advanced", True),
        ('metrics.val_mae < 7 and params.model = "lightgbm"', "Phase1_Foundation", False),
        ('params.max_depth = "6"', "Phase2_Advanced", True),
        ('params.max_depth = "6"', "Phase1_Foundation", True),
        ('params.max_depth = "7"', "Phase1_Foundation", False),
        ('tags.model_type = "xgboost"', "Phase1_Foundation", True),
        ('tags.model_type = "xgboost"', "Phase2_Advanced", False),
    ],
)
def test_a_filter_that_is_typed_in_finds_the_run(
    page: Any, site: Site, words: str, phase: str, found: bool
) -> None:
    page.goto(f"/#/experiments/{site.experiments[phase]}/runs")
    _shows(page, "1 matching run")
    if found:  # so that the run that is seen in the end is not one from before
        _type(page, 'params.model = "none"')
        _shows(page, "0 matching runs")
    _type(page, words)
    _shows(page, "1 matching run" if found else "0 matching runs")


def test_the_registered_model_shows_its_aliases(page: Any) -> None:
    page.goto("/#/models/nba_props_pra")
    for version, alias in (("Version 1", "@ production"), ("Version 2", "@ staging")):
        page.get_by_role("row").filter(has_text=version).get_by_text(alias).wait_for()


def _run(site: Site, tab: str = "") -> str:
    return f"/#/experiments/{site.experiments['Phase2_Advanced']}/runs/{site.lightgbm}/{tab}".rstrip("/")


def _type(page: Any, words: str) -> None:
    """Type a filter over the list of runs."""
    box = page.get_by_placeholder('metrics.rmse < 1 and params.model = "tree"')
    box.fill(words)
    box.press("Enter")


def _shows(page: Any, text: str) -> None:
    """Wait until a text is to be seen."""
    page.get_by_text(text).first.wait_for(state="visible")
