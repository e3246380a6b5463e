"""The report as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest

from nba_props.findings.base import Status
from nba_props.report.render import render_report

from .cases import HOSTILE, bare, bets, changed, sample, season

VOID_TAGS = {"meta", "br", "hr", "img", "link", "input", "path", "use", "image", "circle", "rect"}


class Page(HTMLParser):
    """The tags that a page holds, its text, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open += [] if tag in VOID_TAGS else [tag]
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.loads += [v or "" for k, v in attrs if k in ("src", "href", "xlink:href", "srcset", "action")]
        self.loads += re.findall(r"url\(([^)]*)\)", " ".join(v or "" for _, v in attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag and tag not in VOID_TAGS:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID_TAGS:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def html() -> str:
    return render_report(sample())


@pytest.fixture(scope="module")
def plain() -> str:
    return render_report(bare())


def test_the_page_is_well_formed_and_no_two_elements_share_an_id(html: str) -> None:
    page = Page(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids)) > 50


def test_the_page_asks_for_nothing_from_outside(html: str) -> None:
    page = Page(html)
    assert page.loads
    assert all(each.startswith(("#", "data:")) for each in page.loads)
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_is_small(html: str) -> None:
    assert len(html.encode()) < 1_500_000


@pytest.mark.slow
def test_a_player_named_like_a_script_stays_text() -> None:
    first = bets().sort("profit", descending=True).head(1)
    rows = season().with_columns(
        player_name=pl.when(pl.col("player_id") == first["player_id"][0])
        .then(pl.lit(HOSTILE))
        .otherwise("player_name")
    )
    hostile = render_report(changed(rows=rows))
    assert "<script" not in hostile
    assert "&lt;script&gt;alert(" in hostile


def page_of_nothing(**changes: Any) -> str:
    """The page of a run in which no row was scored, so that nothing is drawn, with other changes."""
    nothing: dict[str, Any] = {
        "rows": season().head(0),
        "ledger": bets().head(0),
        "segments": None,
        "betting_segments": None,
        "pool_weights": None,
    }
    return render_report(changed(**{**nothing, **changes}))


def test_text_from_outside_is_escaped_everywhere() -> None:
    page = page_of_nothing(title=HOSTILE, stat=f"of {HOSTILE}", labels=[HOSTILE], preset_name=HOSTILE)
    assert "<script" not in page
    assert page.count("&lt;script") == 5  # the title twice


def test_configuration_facts_features_and_books_are_escaped() -> None:
    ledger = bets().with_columns(book=pl.lit(HOSTILE))
    told = {HOSTILE: HOSTILE}
    page = page_of_nothing(ledger=ledger, config=told, facts=told, importance={HOSTILE: 1.0})
    assert "<script" not in page
    assert "&lt;script" in page


def test_the_verdict_comes_first_and_every_triggered_finding_is_there(html: str) -> None:
    text = Page(html).text
    assert "These figures are not to be acted on." in text
    assert text.index("not to be acted on") < text.index("Findings") < text.index("Predictions")
    for finding in sample().findings:
        if finding.status is not Status.NOT_APPLICABLE:
            assert finding.code in text
            assert finding.reason[1:] in text


def test_figures_stand_beside_the_books_and_the_naive_ones_with_intervals(html: str) -> None:
    text, metrics, ends = Page(html).text, sample().metrics, sample().intervals
    for name in ("val_mae", "naive_mae", "line_mae", "priced_mae"):
        assert f"{metrics[name]:.3f}" in text
        assert "{:.2f} to {:.2f}".format(*ends[name]) in text
    assert f"{metrics['novig_log_loss']:.4f}" in text
    assert "+13.1 %" in text  # the return with suspect quotes


def test_the_market_is_named_once_and_what_may_be_below_zero_has_a_sign(html: str) -> None:
    assert 'class="kicker"' not in page_of_nothing(title="ridge · own · pra", stat="pra")
    assert 'class="kicker">pra<' in page_of_nothing(title="deeper trees", stat="pra")
    text, metrics = Page(html).text, sample().metrics
    assert f"{metrics['information_gain']:+.2f}" in text
    assert f"{metrics['betting_sharpe_ratio']:+.2f}" in text


@pytest.mark.slow
def test_the_plot_of_tiers_says_what_it_leaves_out(html: str) -> None:
    assert "Left out" not in html
    rows = season().with_columns(past_minutes=pl.when(pl.int_range(pl.len()) > 0).then("past_minutes"))
    assert "Left out: 1 player-game of players without a past game." in render_report(changed(rows=rows))


def test_every_plot_is_there_as_svg_in_the_colours_of_the_page(html: str) -> None:
    assert html.count("<svg") == 10
    for name in (
        "gain",
        "weight",
        "tier",
        "absence",
        "returns",
        "reliability",
        "confusion",
        "fan",
        "residuals",
        "equity",
    ):
        assert f'id="plot-{name}"' in html
    assert "var(--model)" in html[html.index("</style>") :]
    drawn = "".join(re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL))
    assert re.findall(r"#[0-9a-fA-F]{6}\b", drawn) == []


@pytest.mark.slow
def test_the_page_is_the_same_every_time(html: str) -> None:
    assert render_report(sample()) == html


def test_what_differs_from_the_preset_is_shown_with_both_values(html: str) -> None:
    table = html[html.index("What differs from") : html.index("All 6 keys")]
    for key in ("model.max_depth", "validation.embargo", "validation.refit_days"):
        assert key in table
    assert 'model.max_depth</code></td><td class="soft"><code>6</code></td><td><code>7</code>' in table
    assert "seed" not in table


def test_a_run_just_as_its_preset_says_so() -> None:
    assert "Just as" in page_of_nothing(preset=sample().config)


def test_missing_inputs_leave_a_sentence_and_no_empty_plot(plain: str) -> None:
    text = Page(plain).text
    assert plain.count("<svg") == 3  # predicted against actual, residuals, tiers
    for sentence in (
        "There are no probabilities at the lines, so there is no reliability diagram.",
        "There are no probabilities beside a price, so nothing is gained on it.",
        "Who was missing before is not known, so errors are not shown by it.",
        "There are no lines, so nothing was called over or under.",
        "No bet was settled, so there is nothing to say of returns.",
        "Predictions were not cut into segments.",
        "There are no bets to cut into segments.",
        "There is no data-quality report.",
        "The configuration was not given.",
    ):
        assert sentence in text
    for word in ("nan", "None", "inf"):
        assert not re.search(rf"\b{word}\b", text), word


@pytest.mark.slow
def test_nan_and_missing_metrics_are_never_shown() -> None:
    metrics = {name: float("nan") for name in sample().metrics}
    text = Page(render_report(changed(metrics=metrics, intervals={}, findings=[]))).text
    assert not re.search(r"\bnan\b", text)


def test_a_run_without_any_row_still_has_a_report() -> None:
    page = page_of_nothing(metrics={}, intervals={})
    assert "<svg" not in page
    assert "No player-game was scored." in page
