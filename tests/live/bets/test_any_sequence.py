"""Whatever is done to a ledger in whatever order, it adds up."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nba_props.data.schemas import PROP_LINES
from nba_props.errors import DataError
from nba_props.live.bets.exchange import export, take_over
from nba_props.live.bets.ledger import BetLedger
from nba_props.live.bets.report import report_of
from tests.live.bets.cases import EVENING, MORNING, NIGHT, boxes, pick, picks
from tests.sizes import in_two_sizes

PRICES = st.floats(1.01, 20, allow_nan=False)
STAKES = st.floats(0.01, 5000, allow_nan=False)
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=6)
IDS = st.sampled_from([f"b{number}" for number in range(5)])
BOX = st.fixed_dictionaries({"points": st.integers(18, 22), "minutes": st.sampled_from([0.0, 0.5, 30.0])})


class AnySequence(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = BetLedger.open(Path(self.folder.name) / "bets.sqlite")
        self.now = MORNING
        self.changes = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    def _tick(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=7)
        return self.now

    @rule(bet=IDS, price=PRICES, stake=STAKES, line=st.sampled_from([19.5, 20.0]), name=TEXTS)
    def record(self, bet: str, price: float, stake: float, line: float, name: str) -> None:
        row = {"pick_id": bet, "price": price, "stake": stake, "line": line, "player_name": name}
        there = set(self.ledger.bets()["bet_id"])
        assert self.ledger.record(picks(row), self._tick()) == (bet not in there)

    @rule(price=PRICES, stake=STAKES, book=TEXTS)
    def add(self, price: float, stake: float, book: str) -> None:
        names = ("night", "game_id", "player_id", "player_name", "team", "market", "side", "line")
        terms = {name: pick()[name] for name in names} | {"price": price, "stake": stake, "book": book}
        self.ledger.add(terms, self._tick(), again=True)

    @precondition(lambda self: self.ledger.bets().height > 0)
    @rule(data=st.data(), price=PRICES, stake=STAKES, book=TEXTS)
    def place(self, data: st.DataObject, price: float, stake: float, book: str) -> None:
        bet = data.draw(st.sampled_from(sorted(self.ledger.bets()["bet_id"])))
        if self.ledger.find(bet)["result"] != "pending":
            with pytest.raises(DataError, match="has ended"):
                self.ledger.place(bet, self._tick(), price=price, book=book, stake=stake)
            return
        self.ledger.place(bet, self._tick(), price=price, book=book, stake=stake)
        found = self.ledger.find(bet)
        assert (found["price"], found["stake"], found["book"], found["paper"]) == (price, stake, book, False)

    @precondition(lambda self: self.ledger.bets().height > 0)
    @rule(data=st.data(), reason=TEXTS)
    def void(self, data: st.DataObject, reason: str) -> None:
        bet = data.draw(st.sampled_from(sorted(self.ledger.bets()["bet_id"])))
        self.ledger.void(bet, self._tick(), reason)
        assert self.ledger.find(bet)["profit"] == 0.0

    @rule(game=BOX)
    def settle(self, game: dict[str, float]) -> None:
        rows = boxes(game, {"player_id": 2})
        self.ledger.settle(rows, self._tick())
        height = self.ledger.history().height
        again = self.ledger.settle(rows, self._tick())
        assert (again.settled.height, again.corrected.height) == (0, 0)
        assert self.ledger.history().height == height, "settled twice"

    @invariant()
    def nothing_is_ever_taken_away(self) -> None:
        height = self.ledger.history().height
        assert height >= self.changes
        self.changes = height

    @invariant()
    def the_bankroll_is_the_sum_of_the_results(self) -> None:
        bets = self.ledger.bets()
        money = 1000.0
        for row in bets.iter_rows(named=True):
            won = {"win": row["price"] - 1, "loss": -1.0}.get(row["result"], 0.0)
            money += won * row["stake"]
        nights = report_of(bets, PROP_LINES.empty(), bankroll=1000.0).nights
        assert money == pytest.approx(nights["bankroll"][-1] if nights.height else 1000.0)

    @invariant()
    def what_is_exported_is_imported_as_it_was(self) -> None:
        folder = Path(self.folder.name)
        other = BetLedger.open(folder / f"copy{self.changes}-{self.now:%d%H%M%S}.sqlite")
        export(self.ledger, folder / "bets.csv")
        take_over(other, folder / "bets.csv")
        assert other.history().equals(self.ledger.history())
        assert other.bets().equals(self.ledger.bets())
        other.path.unlink()

    @invariant()
    def the_past_stays_as_it_was(self) -> None:
        assert self.ledger.bets(as_of=EVENING).is_empty()
        assert self.ledger.bets(as_of=self.now).equals(self.ledger.bets())
        assert set(self.ledger.bets()["night"]) <= {NIGHT}


@in_two_sizes("examples", 3, 30)
def test_any_sequence_adds_up(examples: int) -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
