"""Bets of a night: each market's own rules, one exposure a player, all caps, and a reason for the rest."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.schemas import UNMATCHED as UNMATCHED_QUOTES
from nba_props.data.schemas import WITHDRAWN as WITHDRAWN_QUOTES
from nba_props.live.picks.as_of import as_of
from nba_props.live.picks.choose import (
    EARLIER_DAY,
    IN_PLAY,
    LOW_VALUE,
    NO_TIP_OFF,
    ROOKIE,
    STALE,
    SUSPECT,
    UNMATCHED,
    WITHDRAWN,
    NightRules,
    choose,
    left_out,
)
from nba_props.live.picks.evening import Evening, evening
from nba_props.live.picks.frame import PRICED, games_behind
from nba_props.live.picks.night import MarketNight, market_night
from nba_props.live.picks.view import (
    Odds,
    age,
    headline,
    inputs,
    local,
    pick_lines,
    pick_table,
    price,
    summary,
)

from .nights import NIGHT, before_tip_off, model, tables

LENIENT = NightRules(1000.0, min_value=-0.03)


@cache
def now() -> dt.datetime:
    return before_tip_off()


@cache
def night() -> MarketNight:
    return market_night(model(("pooling=logit",)), as_of(tables(), now()), now())


def in_other_market(of: MarketNight) -> MarketNight:
    """The same night as if it were of another market, each bet worth a little more there."""
    other = replace(of.model.experiment.market, name="points")
    renamed = pl.lit("points").alias("market")
    return replace(
        of,
        model=replace(of.model, experiment=replace(of.model.experiment, market=other)),
        predictions=of.predictions.with_columns(renamed),
        quotes=of.quotes.with_columns(renamed),
        candidates=of.candidates.with_columns(renamed, value=pl.col("value") + 0.001),
    )


def chosen(*nights: MarketNight, rules: NightRules = LENIENT) -> pl.DataFrame:
    return choose(nights, rules, games_behind(as_of(tables(), now())), now())


def test_the_bets_of_one_market_are_those_of_its_own_rules() -> None:
    own = replace(night().model.experiment.bets, min_value=-0.03)
    quote = [*PLAYER_GAME, "book", "line", "quoted_at"]
    offered = night().candidates.join(night().quotes.filter("offered").select(quote), on=quote, how="semi")
    patient = replace(LENIENT, quote_age=600, least_games=0)
    taken = chosen(night(), rules=patient).filter("taken")
    assert taken.height > 3
    key = [*PLAYER_GAME, "book", "side", "line"]
    assert sorted(taken.select(key).rows()) == sorted(own.choose(offered).select(key).rows())


def test_several_markets_of_one_player_are_one_exposure() -> None:
    both = chosen(night(), in_other_market(night())).filter("taken")
    assert both["market"].unique().to_list() == ["points"]
    assert not both.select(PLAYER_GAME).is_duplicated().any()


def test_bets_on_a_player_in_two_markets_share_the_cap_of_one_bet() -> None:
    def generous(of: MarketNight) -> MarketNight:
        experiment = of.model.experiment
        bets = replace(experiment.bets, per_player_game=2)
        staking = replace(experiment.staking, bet_cap=0.0012, game_cap=1.0, day_cap=1.0)
        return replace(
            of, model=replace(of.model, experiment=replace(experiment, bets=bets, staking=staking))
        )

    taken = chosen(generous(night()), generous(in_other_market(night()))).filter("taken")
    by_player = taken.group_by(PLAYER_GAME).agg(pl.col("stake").sum(), pl.col("market").n_unique())
    assert by_player["market"].max() == 2
    assert by_player["stake"].max() == pytest.approx(1.2)


def test_the_strictest_cap_of_a_day_holds_over_all_markets() -> None:
    tight = replace(night().model.experiment.staking, day_cap=0.002)
    strict = replace(
        night(), model=replace(night().model, experiment=replace(night().model.experiment, staking=tight))
    )
    taken = chosen(strict, in_other_market(night())).filter("taken")
    assert taken["stake"].sum() == pytest.approx(2.0)


def test_every_quote_is_counted_once() -> None:
    found = chosen(night())
    counts = left_out([night()], found)
    assert sum(counts.values()) + found.filter("taken").height == night().quotes.height
    assert counts[LOW_VALUE] > counts.get(IN_PLAY, 0)


def test_old_quotes_and_rookies_are_left_out_unless_forced() -> None:
    strict = NightRules(1000.0, min_value=-0.03, quote_age=1, least_games=10_000)
    assert chosen(night(), rules=strict).filter("taken").is_empty()
    assert STALE in left_out([night()], chosen(night(), rules=strict))
    assert ROOKIE in left_out([night()], chosen(night(), rules=replace(strict, quote_age=600)))
    assert chosen(night(), rules=replace(strict, forced=True)).filter("taken").height > 3


def test_no_bet_is_made_at_a_quote_of_the_evening_before() -> None:
    """One that is not old by the rules either, and on offer for all that is known of the book."""
    early = pl.col("quoted_at") - pl.duration(days=1)
    data = as_of(tables(), now())
    tonight = pl.col("date") == NIGHT
    moved = data.prop_lines.with_columns(quoted_at=pl.when(tonight).then(early).otherwise("quoted_at"))
    found = market_night(model(("pooling=logit",)), replace(data, prop_lines=moved), now())
    assert not found.quotes["offered"].any()
    patient = replace(LENIENT, forced=True)
    assert chosen(found, rules=patient).filter("taken").is_empty()
    assert set(left_out([found], chosen(found, rules=patient))) <= {EARLIER_DAY, SUSPECT}


def test_no_bet_is_made_late_on_a_game_whose_tip_off_nothing_tells() -> None:
    data = as_of(tables(), now())
    game = chosen(night()).filter("taken")["game_id"][0]
    told = pl.when(pl.col("game_id") != game).then("tip_off")
    found = market_night(
        model(("pooling=logit",)),
        replace(data, prop_lines=data.prop_lines.with_columns(tip_off=told)),
        now(),
    )
    held = chosen(found)
    assert game not in held.filter("taken")["game_id"]
    assert left_out([found], held)[NO_TIP_OFF] == found.quotes.filter(game_id=game).height


def test_no_bet_is_made_at_a_quote_that_a_later_snapshot_is_without() -> None:
    data = as_of(tables(), now())
    first = chosen(night()).filter("taken").head(1)
    gone = first.select(WITHDRAWN_QUOTES.key).with_columns(withdrawn_at=pl.lit(now()))
    early = replace(data, withdrawn=WITHDRAWN_QUOTES.conform(gone))
    found = market_night(model(("pooling=logit",)), early, now())
    held = chosen(found)
    assert held.filter("taken").join(gone, on=WITHDRAWN_QUOTES.key, how="semi").is_empty()
    assert left_out([found], held)[WITHDRAWN] == 1
    assert as_of(early, now() - dt.timedelta(minutes=1)).withdrawn.is_empty()


def whole(rules: NightRules = LENIENT, realised: float = 0.05) -> Evening:
    of_run = replace(model(("pooling=logit",)), metrics={"betting_roi_high": realised})
    return evening([of_run], tables(), rules, now())


def test_a_pick_has_everything_that_a_ledger_needs() -> None:
    picks = whole().picks
    assert tuple(picks.columns) == PRICED
    needed = [name for name in PRICED if name not in ("reason", "tip_off", "novig")]
    assert picks.select(pl.col(needed).null_count().sum()).row(0) == (0,) * len(needed)
    assert picks["pick_id"].is_unique().all()
    assert picks["value"].is_sorted(descending=True)
    assert whole().picks.equals(picks)


def test_a_guard_holds_the_bets_back_and_force_shows_them_under_it() -> None:
    held = whole(realised=-0.5)
    assert [finding.code for finding in held.issues] == ["NBP035"]
    assert held.picks.is_empty()
    assert "NBP035" in headline(held)
    assert "held back by NBP035" in summary(held)
    forced = whole(replace(LENIENT, forced=True), realised=-0.5)
    assert forced.picks.height > 3
    assert forced.issues


def test_a_night_without_games_says_so() -> None:
    later = before_tip_off().replace(month=8)
    found = evening([model(("pooling=logit",))], tables(), LENIENT, later)
    assert headline(found) == "No bet tonight: no quoted player has a game that has surely not begun"
    assert pick_table(found).is_empty()
    assert inputs(found)["night"] == "2024-08-15"
    assert [finding.code for finding in found.issues] == ["NBP030", "NBP033"]


@pytest.mark.parametrize("told", [False, True])
def test_a_night_whose_games_may_all_have_begun_says_of_how_many_quotes_and_why(told: bool) -> None:
    """Past 18:00 US/Eastern those without a tip-off, in the last minutes of the day those with one."""
    data, late = tables(), now() + dt.timedelta(hours=5 if told else 0)
    tip_off = pl.when(told).then("tip_off").alias("tip_off")
    found = evening(
        [model(("pooling=logit",))],
        replace(data, prop_lines=data.prop_lines.with_columns(tip_off)),
        LENIENT,
        late,
    )
    assert found.reasons == {IN_PLAY if told else NO_TIP_OFF: found.quotes}
    assert found.quotes > 100
    assert ("a column tip_off of the lines, or the store's schedule" in headline(found)) is not told


def test_a_pick_is_told_in_words() -> None:
    found = whole()
    line = pick_lines(found, Odds.american)[0]
    assert line.bet.startswith("pra ")
    assert line.price[0] in "+-"
    assert line.age.endswith(" min")
    assert headline(found).endswith("of 1000.00 at stake")
    assert summary(found).endswith(" taken")
    assert inputs(found)["logs up to"] == str(NIGHT.replace(day=14))


@pytest.mark.parametrize(("decimal", "told"), [(2.5, "+150"), (1.5, "-200")])
def test_prices_are_written_as_they_came_in(decimal: float, told: str) -> None:
    assert price(decimal, Odds.american) == told
    assert price(decimal, Odds.decimal) == f"{decimal:.3f}"


def test_a_tip_off_is_told_with_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2024, 1, 2, 0, 30, tzinfo=dt.UTC)
    with monkeypatch.context() as patched:
        for zone, told in (("UTC0", "00:30 UTC"), ("EST5EDT", "19:30 EST"), ("CET-1CEST", "01:30 CET")):
            patched.setenv("TZ", zone)
            time.tzset()
            assert local(moment) == told
    time.tzset()
    assert local(None) == "\N{EN DASH}"


def test_ages_are_told_in_minutes_then_hours() -> None:
    assert [age(dt.timedelta(minutes=minutes)) for minutes in (5, 119, 180)] == ["5 min", "119 min", "3 h"]


def test_guards_are_named_as_the_reason_only_where_they_held_a_bet_back() -> None:
    nothing = whole(replace(LENIENT, min_value=0.9), realised=-0.5)
    assert nothing.picks.is_empty()
    assert "none is good enough" in headline(nothing)


def quotes_of_nobody(*rows: tuple[str, str, float, int]) -> pl.DataFrame:
    """Quotes on players whom nobody was found for: player, market, line, minutes before now."""
    told = [
        {
            "game_id": "g", "date": NIGHT, "player": player, "market": market, "book": "a", "line": line,
            "quoted_at": now() - dt.timedelta(minutes=minutes),
        }
        for player, market, line, minutes in rows
    ]  # fmt: skip
    return UNMATCHED_QUOTES.conform(pl.DataFrame(told))


def test_quotes_of_players_whom_nobody_was_found_for_are_counted_in_the_sum() -> None:
    """Of two that a book gave the later one counts; of another market, or of later than now, none does."""
    lost = quotes_of_nobody(
        ("A. Nobody", "pra", 20.5, 30), ("A. Nobody", "pra", 21.5, 9), ("B. Nobody", "pra", 8.5, 5),
        ("B. Nobody", "points", 8.5, 5), ("C. Nobody", "pra", 8.5, -5),
    )  # fmt: skip
    own = model(("pooling=logit",))
    with_lost = evening([own], replace(tables(), unmatched=lost), LENIENT, now())
    without = evening([own], tables(), LENIENT, now())
    assert with_lost.reasons[UNMATCHED] == 2
    assert with_lost.quotes == without.quotes + 2
    for found in (with_lost, with_lost.held_back(), without):
        assert sum(found.reasons.values()) + found.picks.height == found.quotes
    assert f"2 {UNMATCHED}" in summary(with_lost)
    assert UNMATCHED not in without.reasons


def test_a_night_of_which_nobody_was_found_says_so() -> None:
    nobody = replace(tables(), prop_lines=tables().prop_lines.filter(pl.col("date") < NIGHT))
    found = evening(
        [model(("pooling=logit",))],
        replace(nobody, unmatched=quotes_of_nobody(("A. Nobody", "pra", 20.5, 30))),
        LENIENT,
        now(),
    )
    assert summary(found) == f"1 quote: 1 {UNMATCHED}"
