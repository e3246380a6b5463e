"""Findings on the terminal, in files and as tags."""

from __future__ import annotations

import json

from nba_props.findings.base import Status, check_all
from nba_props.findings.render import lines, tags, to_dicts

from .cases import drifts, sound, with_metrics


def test_the_terminal_shows_issues_first_then_tips_and_counts_the_rest() -> None:
    findings = check_all(sound(lineup_label="who played", drift=drifts(1.0), n_trials=None, night=None))
    shown = [line.plain for line in lines(findings)]
    assert [line[:12] for line in shown[:2]] == ["issue NBP002", "tip   NBP015"]
    assert shown[2] == "25 checks passed, 2 do not apply (docs/findings)"


def test_a_player_name_is_no_markup_on_the_terminal() -> None:
    findings = check_all(sound(lineup_label="[bold]who[/bold]"))
    assert "[bold]who[/bold]" in lines(findings)[0].plain


def test_findings_survive_json() -> None:
    findings = check_all(with_metrics(skill_mae=-0.2))
    told = json.loads(json.dumps(to_dicts(findings)))
    assert [each["code"] for each in told] == sorted(each["code"] for each in told)
    (line,) = [each for each in told if each["code"] == "NBP005"]
    assert line["status"] == "issue"
    assert line["docs"] == "docs/findings/NBP005.md"


def test_every_finding_is_a_tag() -> None:
    found = tags(check_all(sound(n_trials=None, night=None)))
    assert found["finding/NBP017"] == Status.NOT_APPLICABLE.value
    assert len(found) == 29
