"""From sources to a data set: games, lines and reports are matched, checked and put together."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from nba_props.data.contradictions import without_contradictions
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import eastern_today
from nba_props.data.feeds import check_feeds
from nba_props.data.matching.credible import credible
from nba_props.data.matching.events import with_tip_offs
from nba_props.data.matching.game_lines import link_game_lines
from nba_props.data.matching.known_ids import link_known, link_known_games
from nba_props.data.matching.link import Linked, link, with_silent_markets
from nba_props.data.matching.markets import SILENT, misfits, named, silent_markets
from nba_props.data.matching.quotes import price_shares, quote_times, usable_quotes
from nba_props.data.matching.reports import link_reports, link_submissions
from nba_props.data.matching.tonight import roster_rows
from nba_props.data.played import last_played
from nba_props.data.quality import QualityReport, Reach
from nba_props.data.schemas import (
    AVAILABILITY,
    FETCHED_QUOTES,
    GAME_LINES,
    GAME_QUOTES,
    INJURY_REPORTS,
    PLAYER_GAMES,
    POSITIONS,
    PROP_LINES,
    SUBMISSIONS,
    TEAM_REPORTS,
    UNMATCHED,
    WITHDRAWN,
)
from nba_props.data.seasons import LONGEST_BREAK
from nba_props.data.sources import (
    GameLinesSource,
    GameQuotes,
    Games,
    InjuryReports,
    LinesSource,
    Quotes,
    ReportsSource,
    Sources,
)


def assemble(sources: Sources, seed: int) -> Dataset:
    """Load the sources and match what they say.

    Raises:
        DataError: an input cannot be used.
    """
    quality = QualityReport()
    games = sources.games.load(seed, quality)
    canonical = PLAYER_GAMES.conform(games.player_games)
    today = None if games.truth is not None else eastern_today()
    games = replace(games, player_games=without_contradictions(canonical, today, games.place, quality))
    told = _early_reports(sources.reports, games, seed, quality)
    if told is not None:
        games = replace(games, reported=told.table)
    player_games, linked = _with_lines(sources.lines, games, seed, quality)
    lines = with_tip_offs(linked.prop_lines, games.schedule)
    if games.whole_rosters:
        player_games = pl.concat([player_games, roster_rows(games, player_games, quality)])
    every = replace(games, player_games=player_games)
    reports = _loaded_reports(sources.reports, told, every, seed, quality)
    data = Dataset(
        player_games=player_games,
        prop_lines=PROP_LINES.conform(lines),
        game_lines=_game_lines(sources.game_lines, every, seed, quality),
        reports=_reports(reports, every, lines, quality),
        team_reports=_team_reports(reports, every, lines),
        positions=POSITIONS.conform(games.positions),
        unmatched=UNMATCHED.conform(linked.unmatched),
        withdrawn=WITHDRAWN.conform(linked.withdrawn),
        quality=quality,
        truth=games.truth,
    )
    quality.kept |= {"player_games": data.player_games.height, "prop_lines": data.prop_lines.height}
    quality.feeds = check_feeds(data.prop_lines)
    quality.figures |= price_shares(data.prop_lines)
    quality.quote_times = quote_times(data.prop_lines)
    quality.reach = _reach(data)
    quality.misfits = misfits(data.prop_lines, data.player_games)
    return data


def _with_lines(
    source: LinesSource | None, games: Games, seed: int, quality: QualityReport
) -> tuple[pl.DataFrame, Linked]:
    """Return the player-games with those that only the lines know of, and the lines."""
    if source is None:
        return games.player_games, Linked(PROP_LINES.empty(), PLAYER_GAMES.empty(), UNMATCHED.empty())
    found = source.load(games, seed, quality)
    if isinstance(found, Quotes):
        linked = _matched(found, games, quality)
    else:
        linked = link_known(PROP_LINES.conform(found), games, quality)
    return pl.concat([games.player_games, PLAYER_GAMES.conform(linked.new_player_games)]), linked


def _matched(found: Quotes, games: Games, quality: QualityReport) -> Linked:
    """Return the credible lines of quotes, in the market that they name or fit."""
    quotes = FETCHED_QUOTES.conform(found.table)
    if SILENT in found.table.columns:
        quotes = quotes.with_columns(found.table[SILENT])
    linked = link(usable_quotes(quotes, games.team_codes, quality), games, found.upcoming, quality)
    markets = silent_markets(linked.prop_lines, games.player_games, quality)
    lines = with_silent_markets(linked.prop_lines, markets, quality)
    unmatched, withdrawn = (
        named(table, markets).drop_nulls() for table in (linked.unmatched, linked.withdrawn)
    )
    kept = credible(lines, games.player_games, quality)
    return Linked(kept, linked.new_player_games, unmatched, withdrawn)


def _early_reports(
    source: ReportsSource | None, games: Games, seed: int, quality: QualityReport
) -> InjuryReports | None:
    """Return what reports say, where that can be known before the lines: it tells who is on which team."""
    if source is None or source.reads_games:
        return None
    found = source.load(games, seed, quality)
    return _conformed(found) if isinstance(found, InjuryReports) else None


def _loaded_reports(
    source: ReportsSource | None,
    told: InjuryReports | None,
    games: Games,
    seed: int,
    quality: QualityReport,
) -> InjuryReports | pl.DataFrame | None:
    """Return what reports say, as it was `told` early or is loaded."""
    if source is None or told is not None:
        return told
    found = source.load(games, seed, quality)
    return _conformed(found) if isinstance(found, InjuryReports) else found


def _conformed(reports: InjuryReports) -> InjuryReports:
    return InjuryReports(INJURY_REPORTS.conform(reports.table), SUBMISSIONS.conform(reports.submissions))


def _reports(
    reports: InjuryReports | pl.DataFrame | None, games: Games, lines: pl.DataFrame, quality: QualityReport
) -> pl.DataFrame | None:
    """Return who was said to be out of the games; the lines tell tip-offs."""
    if reports is None:
        return None
    if isinstance(reports, InjuryReports):
        return link_reports(reports, games, lines, quality)
    quality.read[AVAILABILITY.name] = quality.kept[AVAILABILITY.name] = reports.height
    return AVAILABILITY.conform(reports)


def _team_reports(
    reports: InjuryReports | pl.DataFrame | None, games: Games, lines: pl.DataFrame
) -> pl.DataFrame:
    """Return which teams had submitted their report; empty where nothing tells."""
    if not isinstance(reports, InjuryReports):
        return TEAM_REPORTS.empty()
    return link_submissions(reports, games, lines)


def _game_lines(
    source: GameLinesSource | None, games: Games, seed: int, quality: QualityReport
) -> pl.DataFrame:
    """Return what the books said of the games."""
    if source is None:
        return GAME_LINES.empty()
    found = source.load(games, seed, quality)
    if isinstance(found, GameQuotes):
        return link_game_lines(GAME_QUOTES.conform(found.table), games, quality)
    return link_known_games(GAME_LINES.conform(found), games, quality)


def _reach(data: Dataset) -> Reach | None:
    """Return up to when games and lines reach; None without either."""
    last, day = last_played(data.player_games), data.prop_lines["date"]
    if last is None or day.is_empty():
        return None
    stale = int((day > last + LONGEST_BREAK).sum()) / day.len()
    return Reach(str(last), str(day.max()), stale)
