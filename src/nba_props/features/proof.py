"""The leakage proof: what is unknown before tip-off is changed, and no feature may change with it.

For a date *t* everything that nobody knew before the games of *t* is altered (outcomes on *t* and later,
later rows, who else has a row on *t*, the order of rows), the real pipeline is run again, and every feature
of every row dated *t* or earlier must stay what it was. Who is out is worked out anew where it follows from
the data; as a table it is an input and stays fixed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.errors import LeakageError, NBAPropsError
from nba_props.features import perturb
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.later_quotes import QUOTES, changed_quotes, is_changed
from nba_props.features.later_reports import REPORTS, changed_reports, number_of_reports
from nba_props.features.matrix import KEYS, OUTCOMES, Matrix, build_matrix, compute_features
from nba_props.features.perturb import Perturbation
from nba_props.features.prices import NewsSource, Prices, PriceSource
from nba_props.market import Market

RELATIVE, ABSOLUTE = 1e-5, 1e-6
"""Two values are the same up to the rounding of float32 sums taken in another order."""
Absences = pl.DataFrame | Callable[[Dataset], pl.DataFrame | None] | None
"""Who may sit out: a table, or what tells it from a data set (see `nba_props.availability.base`)."""
_SHOWN = 10
_INDEX = "__base"


@dataclass(frozen=True)
class Proof:
    """What was compared: a proof of nothing is not one.

    `compared` counts, by perturbation, the pairs of values of which at least one was known; `unproved` lists
    the features that were unknown in every row compared, about which nothing can be said; `idle` are the
    perturbations that had no row to change.
    """

    features: int
    rows: int
    dates: list[dt.date]
    compared: dict[Perturbation, int]
    unproved: list[str] = field(default_factory=list)
    idle: list[Perturbation] = field(default_factory=list)

    def __str__(self) -> str:
        values = f"{sum(self.compared.values()):,} values compared"
        text = (
            f"{self.features} features of {self.rows:,} player-games did not change under "
            f"{len(self.compared)} perturbations at {', '.join(map(str, self.dates))} ({values})"
        )
        never = f"; never known: {', '.join(self.unproved)}" if self.unproved else ""
        return text + never + (f"; nothing to change: {', '.join(self.idle)}" if self.idle else "")


def prove(
    data: Dataset,
    market: Market,
    blocks: dict[str, Block],
    out: Absences = None,
    prices: PriceSource | None = None,
    *,
    news: NewsSource | None = None,
    dates: int = 3,
    seed: int = 0,
    only: Iterable[Perturbation] = tuple(Perturbation),
) -> Proof:
    """Prove that no column of past play and no feature of the blocks knows what happens from its date on.

    Args:
        data: the canonical tables.
        market: the stat to predict.
        blocks: the feature blocks by name.
        out: who may sit out, as given to `build_matrix`; held fixed unless it is worked out from the data.
        prices: makes what the books say before a bet; later quotes are changed, where there are any blocks
            that read it.
        news: says which reports `out` reads; later ones are changed, and later quotes too.
        dates: how many dates are tried, spread over the data from early to late.
        seed: of the choice of dates and rows and of the invented values.
        only: the perturbations to try; all unless told otherwise.

    Raises:
        LeakageError: names the first ten features that changed, one a line.
        NBAPropsError: there is nothing to compare.
    """
    rng = np.random.default_rng(seed)
    chosen = _choose_dates(data.player_games, dates, rng)
    prover = _Prover(data, market, blocks, out, None if prices is None else prices.before_bets(data))
    of_prices = any(b.needs_lines or b.needs_game_lines for b in blocks.values())
    wanted = set(only) - set(() if prices and (of_prices or news) else QUOTES) - set(() if news else REPORTS)
    for change in perturb.changes(data.player_games, chosen, rng):
        if change.kind in wanted:
            prover.compare(change)
    if prices is not None:
        for kind in (each for each in QUOTES if each in wanted):
            prover.compare_quotes(kind, prices, news=news is not None)
    if news is not None:
        for kind in (each for each in REPORTS if each in wanted):
            prover.compare_reports(kind, news)
    return prover.proof(chosen, wanted)


def _choose_dates(games: pl.DataFrame, count: int, rng: np.random.Generator) -> list[dt.date]:
    """Dates on which two players or more played, one from each of `count` equal stretches of time.

    The first stretch starts after the first date, which has no past, and the last ends before the last date,
    after which there is nothing to delete.
    """
    played = (
        games.filter(pl.col("minutes").is_not_null()).group_by("date").agg(pl.col("player_id").n_unique())
    )
    usable = played.filter(pl.col("player_id") > 1)["date"].sort().to_list()[1:-1]
    if count < 1 or len(usable) < count:
        raise NBAPropsError(f"nothing to prove: {len(usable)} dates with a past and a future, {count} wanted")
    return [usable[int(rng.choice(stretch))] for stretch in _stretches(len(usable), count)]


def _stretches(size: int, count: int) -> Iterator[np.ndarray]:
    """Tenths of the positions for the first and last date, where leaks show best; equal parts in between."""
    tenth = max(1, size // 10)
    positions = np.arange(size)
    if count < 3 or size < 2 * tenth + count - 2:
        yield from np.array_split(positions, count)
        return
    yield positions[:tenth]
    yield from np.array_split(positions[tenth:-tenth], count - 2)
    yield positions[-tenth:]


class _Prover:
    """The undisturbed matrix, and what has been compared with it so far."""

    def __init__(
        self,
        data: Dataset,
        market: Market,
        blocks: dict[str, Block],
        out: Absences,
        prices: Prices | None,
    ) -> None:
        if not blocks:
            raise NBAPropsError("nothing to prove: no feature block is configured")
        self.data, self.market, self.blocks, self.out, self.prices = data, market, blocks, out, prices
        self.base = self._build(data, prices)
        self.values = _values(self.base)
        self.keys = self.base.rows.select(PLAYER_GAME).with_row_index(_INDEX)
        self.compared: dict[Perturbation, int] = {}
        self.known: set[str] = set()
        self.idle: list[Perturbation] = []

    def compare(self, change: perturb.Change) -> None:
        """Build the matrix of the changed player-games and compare all rows up to the change's date."""
        self._check(self._build(perturb.in_order(self.data, change), self.prices), change)

    def compare_quotes(self, kind: Perturbation, prices: PriceSource, *, news: bool) -> None:
        """Build the matrix of changed quotes and compare all rows, unless none that is read changed."""
        data = self.data
        changed = changed_quotes(data, prices.moments(data), prices.game_moments(data), kind)
        if is_changed(data, changed, self.blocks.values(), news=news):
            self._compare_whole(kind, changed, prices.before_bets(changed))
        else:
            self.idle.append(kind)

    def compare_reports(self, kind: Perturbation, news: NewsSource) -> None:
        """Build the matrix of changed reports and compare all rows, unless none changed."""
        changed = changed_reports(self.data, news.until(self.data), kind)
        if number_of_reports(changed) != number_of_reports(self.data):
            self._compare_whole(kind, changed, self.prices)
        else:
            self.idle.append(kind)

    def _compare_whole(self, kind: Perturbation, changed: Dataset, prices: Prices | None) -> None:
        matrix = self._build(changed, prices)
        self._check(matrix, perturb.Change(kind, None, self.data.player_games))

    def _check(self, matrix: Matrix, change: perturb.Change) -> None:
        """Compare a matrix with the undisturbed one on all rows up to the change's date.

        Raises:
            LeakageError: a feature is not what it was.
        """
        index = matrix.rows.select(PLAYER_GAME).join(
            self.keys, on=PLAYER_GAME, how="left", maintain_order="left"
        )[_INDEX]
        same = index.is_not_null()
        if change.date is not None:
            same &= matrix.rows["date"] <= change.date
        after = {name: column.filter(same) for name, column in _values(matrix).items()}
        self._check_columns(after, change)
        index = index.filter(same)
        lines = [line for name in self.values if (line := self._difference(name, after[name], index, change))]
        if lines:
            more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
            raise LeakageError("\n".join(lines[:_SHOWN] + more))

    def proof(self, dates: list[dt.date], wanted: set[Perturbation]) -> Proof:
        """Return what was compared, unless a wanted perturbation compared nothing."""
        for kind in (wanted or set(Perturbation)) - set(self.idle):
            if not self.compared.get(kind):
                raise NBAPropsError(f"nothing to prove: no value could be compared with {kind.value}")
        if not self.compared:
            raise NBAPropsError("nothing to prove: no quote is there to be removed or added to")
        unproved = [_feature(name) for name in self.values if name not in self.known]
        rows = self.base.rows.filter(pl.col("date") <= dates[-1]).height
        return Proof(len(self.values), rows, dates, self.compared, unproved, self.idle)

    def _build(self, data: Dataset, prices: Prices | None) -> Matrix:
        return build_matrix(data, self.market, self.blocks, self._absences(data), prices)

    def _absences(self, data: Dataset) -> pl.DataFrame | None:
        return self.out(data) if callable(self.out) else self.out

    def _check_columns(self, after: dict[str, pl.Series], change: perturb.Change) -> None:
        changed = set(after) ^ set(self.values)
        if changed:
            names = ", ".join(sorted(map(_feature, changed))[:_SHOWN])
            raise LeakageError(f"features: which columns exist changes with {change}: {names}")

    def _difference(
        self, name: str, after: pl.Series, index: pl.Series, change: perturb.Change
    ) -> str | None:
        """Return the line that describes the first difference of a feature, if there is one."""
        old = self.values[name].gather(index).to_numpy()
        new = after.to_numpy()
        known = int(np.count_nonzero(~(np.isnan(old) & np.isnan(new))))
        self.compared[change.kind] = self.compared.get(change.kind, 0) + known
        if known:
            self.known.add(name)
        wrong = _unequal(old, new)
        if wrong.size == 0:
            return None
        row = self.base.rows.row(int(index[int(wrong[-1])]), named=True)
        return (
            f"{self._owner(name)}: {_feature(name)} changes with {change}: {row['player_name']} "
            f"({row['player_id']}) on {row['date']}: {_shown(old[wrong[-1]])} became {_shown(new[wrong[-1]])}"
        )

    def _owner(self, name: str) -> str:
        """Which block makes a feature; worked out on failure only, since it costs a build of each block."""
        if name.startswith(_PAST):
            return "matrix rows"
        if not hasattr(self, "_owners"):
            out = self._absences(self.data)
            history = History.of(self.data.player_games, self.market, self.data.positions, out, self.prices)
            self._owners = {
                column: block_name
                for block_name, block in self.blocks.items()
                for column in compute_features(history, {block_name: block}).columns
            }
        return f"features.blocks.{self._owners[_feature(name)]}"


_PAST, _X = "rows:", "X:"


def _feature(name: str) -> str:
    return name.split(":", 1)[1]


def _values(matrix: Matrix) -> dict[str, pl.Series]:
    """All computed columns of a matrix, null as NaN; the same name may occur in `rows` and in `X`."""
    past = matrix.rows.select(pl.exclude(*KEYS, *OUTCOMES).cast(pl.Float32))
    sides = ((_PAST, past), (_X, matrix.X))
    return {side + s.name: s.fill_null(float("nan")) for side, frame in sides for s in frame}


def _unequal(old: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Return the positions at which two arrays differ; NaN equals NaN and an infinity equals itself."""
    if np.array_equal(old, new, equal_nan=True):
        return np.empty(0, dtype=np.intp)
    with np.errstate(invalid="ignore"):
        close = np.abs(old - new) <= ABSOLUTE + RELATIVE * np.maximum(np.abs(old), np.abs(new))
    finite = np.isfinite(old) & np.isfinite(new)
    same = (finite & close) | (old == new) | (np.isnan(old) & np.isnan(new))
    return np.flatnonzero(~same)


def _shown(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:g}"
