"""Checks of the inputs of a run."""

from __future__ import annotations

from nba_props.data.quality import Contradiction, QuoteTimes, Reach, Step
from nba_props.findings.base import Finding, Status

from .cases import judge, quality, rows, sound


def test_lines_that_are_mostly_lost_are_an_issue_that_says_why() -> None:
    lost = [
        Step("prop_lines", "team not known", 9_000, ["Lakers @ Suns"], lost=True),
        Step("prop_lines", "exact duplicate", 5),
    ]
    finding = judge("NBP023", sound(quality=quality(kept={"prop_lines": 995, "reports": 480}, steps=lost)))
    assert finding.status is Status.ISSUE
    assert "90.0 % of 9,995 rows of prop_lines are lost" in finding.reason
    assert "“team not known”, such as Lakers @ Suns" in finding.reason


def test_reports_of_which_none_is_used_are_an_issue() -> None:
    steps = [Step("reports", "known only after tip-off", 500, lost=True)]
    finding = judge("NBP023", sound(quality=quality(kept={"prop_lines": 9_000, "reports": 0}, steps=steps)))
    assert finding.status is Status.ISSUE
    assert "100.0 % of 500 rows of reports" in finding.reason


def test_reports_whose_time_is_assumed_are_a_tip_that_says_how_many() -> None:
    def judged(rows: int) -> Finding:
        steps = [Step("reports", "no time of publication", rows, dropped=False, assumed=True)]
        return judge("NBP029", sound(quality=quality(read={"reports": 1_000}, steps=steps)))

    assert judged(500).status is Status.TIP
    assert "of 1,000 reports, 500 with no time of publication" in judged(500).reason
    assert judged(50).status is Status.PASSED
    assert "50 with no time of publication" in judged(50).reason
    assert judge("NBP029", sound(quality=quality(read={}))).status is Status.NOT_APPLICABLE


def test_reports_that_later_ones_replace_are_not_lost() -> None:
    steps = [Step("reports", "says of a player and game what the report before said", 9_500)]
    read, kept = {"reports": 10_000}, {"reports": 500}
    assert judge("NBP023", sound(quality=quality(read=read, kept=kept, steps=steps))).status is Status.PASSED


def test_lines_of_another_market_are_an_issue_that_names_both() -> None:
    finding = judge("NBP023", sound(market="points"))
    assert finding.status is Status.ISSUE
    assert "no line is of market points; the lines are of pra" in finding.reason


def test_inputs_that_are_used_pass_and_none_at_all_say_nothing() -> None:
    assert judge("NBP023", sound()).status is Status.PASSED
    assert judge("NBP023", sound(quality=quality(read={}))).status is Status.NOT_APPLICABLE


def test_lines_far_from_what_players_score_are_an_issue() -> None:
    finding = judge(
        "NBP024", sound(quality=quality(misfits=["pra lines are 0.3 times what the players average"]))
    )
    assert finding.status is Status.ISSUE
    assert judge("NBP024", sound()).status is Status.PASSED


def test_quotes_mostly_after_tip_off_are_an_issue_that_tells_the_hours() -> None:
    finding = judge("NBP025", sound(quality=quality(quote_times=QuoteTimes(8_000, 7_900, 3.8))))
    assert finding.status is Status.ISSUE
    assert "98.8 % of 8,000 quotes" in finding.reason
    assert "by 4 hours" in finding.reason
    assert judge("NBP025", sound()).status is Status.PASSED


def test_no_leak_is_suspected_on_a_handful_of_player_games() -> None:
    metrics = {"skill_mae": 0.3, "naive_skill_mae": 0.08}
    assert judge("NBP001", sound(metrics=metrics, intervals={}, rows=rows(n=2))).status is Status.PASSED
    assert judge("NBP001", sound(metrics=metrics, intervals={})).status is Status.ISSUE


def test_contradictions_are_an_issue_that_names_the_rules() -> None:
    few = Contradiction("player_games", "more fgm than fga", 2, 10_000)
    many = Contradiction("player_games", "played in the future", 30, 10_000)
    finding = judge("NBP026", sound(quality=quality(contradictions=[few, many])))
    assert finding.status is Status.ISSUE
    assert finding.reason == "played in the future: 30 of 10,000 rows"
    rare = judge("NBP026", sound(quality=quality(contradictions=[few])))
    assert (rare.status, rare.reason) == (Status.PASSED, "more fgm than fga: 2 of 10,000 rows")
    assert judge("NBP026", sound()).status is Status.PASSED


def test_logs_that_end_long_before_the_lines_are_an_issue() -> None:
    finding = judge("NBP027", sound(quality=quality(reach=Reach("2023-04-09", "2024-12-20", 1.0))))
    assert finding.status is Status.ISSUE
    assert "games are logged up to 2023-04-09, lines reach to 2024-12-20" in finding.reason
    assert judge("NBP027", sound(quality=quality(reach=Reach("a", "b", 0.08)))).status is Status.PASSED
    assert judge("NBP027", sound(quality=quality(reach=None))).status is Status.NOT_APPLICABLE
