"""Bets that had ended by the rule of another house, told from those whose box score was corrected."""

from __future__ import annotations

import polars as pl

from nba_props.live.bets.settlement import ABSENT, UNDER_A_MINUTE, SettlementRule, results_of


def by_other_rules(
    ended: pl.DataFrame,
    bets: pl.DataFrame,
    player_games: pl.DataFrame,
    rule: SettlementRule,
    schedule: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return those that had ended as another house's rule makes of the same box scores: none was corrected.

    A void says why it is one: whose box score had him not play at all had ended by no rule on minutes.

    Args:
        ended: how bets end by `rule`, with `result_before`, `outcome_before` and `reason_before`.
        bets: as for `results_of`.
        player_games: as for `results_of`.
        rule: the rule by which they end now.
        schedule: as for `results_of`.
    """
    asked = bets.join(ended, on="bet_id", how="semi", maintain_order="left")
    if asked.is_empty():
        return ended
    found = pl.concat(results_of(asked, player_games, other, schedule).results for other in rule.others)
    was: list[str | pl.Expr] = ["bet_id", "result_before", "outcome_before", _of_player("reason_before")]
    told: list[str | pl.Expr] = ["bet_id", "result", "outcome", _of_player("reason")]
    return ended.join(found, left_on=was, right_on=told, how="semi", nulls_equal=True, maintain_order="left")


def _of_player(reason: str) -> pl.Expr:
    """Return a void's reason as far as it is the player's; others tell a day or none."""
    return pl.when(pl.col(reason).is_in([ABSENT, UNDER_A_MINUTE])).then(reason)
