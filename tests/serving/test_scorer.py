"""What a packaged model answers, before MLflow has anything to do with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nba_props.calibration.apply import calibrated, calibrated_at_lines
from nba_props.errors import DataError
from nba_props.serving.predict import predict
from nba_props.serving.scorer import OUTPUT, QUANTILES, score
from tests.serving.cases import DAYS, KINDS, bundle, rows

every = pytest.mark.parametrize(("model", "distribution"), KINDS)


def test_it_says_what_its_pieces_say() -> None:
    served, asked = bundle(), rows()
    found = score(served, asked)
    X = asked.select(served.features).to_numpy().astype(np.float32)
    prediction = served.model.predict(X)
    read = asked.select(served.context).with_columns(prediction=pl.Series(prediction))
    assert served.whole is not None
    assert served.lines is not None
    dist = calibrated(served.whole, served.distribution.predict(read))
    line = asked["line"].fill_null(float("nan")).to_numpy()
    over, under = calibrated_at_lines(served.lines.maps[-1], dist.p_over(line), dist.p_push(line))
    expected = {
        "prediction": prediction, "median": dist.median(), "q05": dist.quantile(0.05),
        "q95": dist.quantile(0.95), "p_over": over, "p_push": dist.p_push(line), "p_under": under,
    }  # fmt: skip
    for name, values in expected.items():
        assert found[name].to_numpy() == pytest.approx(values, abs=1e-12, nan_ok=True), name
    assert found["mean"].to_numpy() == pytest.approx(dist.mean(), abs=0.05)


@every
def test_over_push_and_under_sum_to_one_and_quantiles_rise(model: str, distribution: str) -> None:
    found = score(bundle(model, distribution), rows())
    assert found.columns == list(OUTPUT)
    lined = found.filter(rows()["line"].is_not_null())
    assert lined.select(pl.sum_horizontal("p_over", "p_push", "p_under")).to_numpy() == pytest.approx(1)
    quantiles = found.select(*QUANTILES).to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (found["median"] >= found["q25"]).all()
    assert np.isfinite(found.select("prediction", "mean", "median", *QUANTILES).to_numpy()).all()


@pytest.mark.slow
@every
def test_a_player_game_has_the_same_answer_alone_and_among_others(model: str, distribution: str) -> None:
    served, asked = bundle(model, distribution), rows()
    together = score(served, asked).to_numpy()
    alone = np.concatenate([score(served, asked[i : i + 1]).to_numpy() for i in range(asked.height)])
    assert alone == pytest.approx(together, abs=1e-9, nan_ok=True)


def test_without_a_line_there_are_no_probabilities_and_the_rest_is_the_same() -> None:
    without = score(bundle(), rows().drop("line"))
    for name in ("p_over", "p_push", "p_under"):
        assert np.isnan(without[name].to_numpy()).all()
    assert without.drop("p_over", "p_push", "p_under").equals(
        score(bundle(), rows()).drop("p_over", "p_push", "p_under")
    )
    unasked = score(bundle(), rows()).filter(rows()["line"].is_null())
    assert unasked.height > 5
    assert np.isnan(unasked["p_over"].to_numpy()).all()


def test_a_date_has_the_calibration_that_was_known_on_it() -> None:
    def p_over(day: dt.date | None) -> np.ndarray:
        return score(bundle(), rows().with_columns(date=pl.lit(day, pl.Date)))["p_over"].to_numpy()

    def same(one: np.ndarray, two: np.ndarray) -> bool:
        return np.array_equal(one, two, equal_nan=True)

    first, second, unknown = p_over(DAYS[0]), p_over(DAYS[1]), p_over(None)
    assert not same(first, second)
    assert same(p_over(DAYS[0] + dt.timedelta(days=1)), first)
    assert same(p_over(DAYS[0] - dt.timedelta(days=9)), first)
    assert same(p_over(DAYS[1] + dt.timedelta(days=99)), second)
    assert same(unknown, second)
    assert same(unknown, score(bundle(), rows())["p_over"].to_numpy())


def test_columns_are_found_by_name_and_others_are_passed_over() -> None:
    mixed = rows().select(rows().columns[::-1]).with_columns(player=pl.lit("Nikola Jokić"))
    assert score(bundle(), mixed).equals(score(bundle(), rows()))


def test_no_rows_have_no_answers() -> None:
    assert score(bundle(), rows().head(0)).shape == (0, len(OUTPUT))


def test_a_missing_column_is_named_with_what_it_may_be_called() -> None:
    with pytest.raises(DataError, match=r"^missing: past_std \(did you mean past_sdt\?\)$"):
        score(bundle(), rows().rename({"past_std": "past_sdt"}))
    with pytest.raises(DataError, match=r"^missing: f0, f1, f2, f3, f4 and 6 more$"):
        score(bundle(), pl.DataFrame({"zz": [1.0]}))


@pytest.mark.parametrize("column", ["f1", "past_std", "line"])
def test_a_column_of_text_is_named_with_a_value(column: str) -> None:
    with pytest.raises(DataError, match=rf"^must be numbers: {column} \('twelve'\)$"):
        score(bundle(), rows().with_columns(pl.lit("twelve").alias(column)))


def test_a_date_that_is_none_is_named() -> None:
    with pytest.raises(DataError, match="date must be dates"):
        score(bundle(), rows().with_columns(date=pl.lit("tonight")))
    with pytest.raises(DataError, match="date must be dates"):
        predict(bundle(), rows().to_pandas().assign(date="tonight"))


# As pandas has it


def test_a_pandas_frame_has_the_same_answers_and_keeps_its_index() -> None:
    frame = rows().to_pandas().set_index(pd.Index([f"row{i}" for i in range(rows().height)]))
    found = predict(bundle(), frame)
    assert list(found.index) == list(frame.index)
    assert pl.from_pandas(found).equals(score(bundle(), rows()), null_equal=True) or np.array_equal(
        found.to_numpy(), score(bundle(), rows()).to_numpy(), equal_nan=True
    )


def test_numbers_in_any_guise_are_numbers() -> None:
    whole = rows().with_columns(line=pl.lit(25.0), f6=pl.lit(None, pl.Float64)).to_pandas()
    expected = predict(bundle(), whole)
    guises: list[Any] = [
        pd.Series([25] * len(whole)),
        pd.Series([25] * len(whole), dtype="Int64"),
        pd.Series([25] * len(whole), dtype="float32"),
        pd.Series([25, None, *[25] * (len(whole) - 2)], dtype="object"),
    ]
    for line in guises:
        found = predict(bundle(), whole.assign(line=line, f6=None))
        known = found["p_over"].notna()
        assert known.sum() >= len(whole) - 1
        assert found[known].equals(expected[known])


def test_pandas_columns_of_text_are_named_with_a_value() -> None:
    with pytest.raises(DataError, match=r"^must be numbers: line \('over'\)$"):
        predict(bundle(), rows().to_pandas().assign(line="over"))
    with pytest.raises(DataError, match=r"did you mean past_sdt"):
        predict(bundle(), rows().to_pandas().rename(columns={"past_std": "past_sdt"}))
