from __future__ import annotations

import os

import pytest

from nba_props.core.parallel import in_order, processors


def its_process(item: int) -> tuple[int, int]:
    return item, os.getpid()


def dies_elsewhere(item: tuple[int, int]) -> int:
    number, home = item
    if number == 4 and os.getpid() != home:
        os._exit(1)
    return number


def refuses(item: int) -> int:
    raise ValueError(f"{item} is refused")


@pytest.mark.parametrize("processes", [1, 2])
def test_results_have_the_order_of_the_items(processes: int) -> None:
    found = list(in_order(its_process, range(9), processes))
    assert [item for item, _ in found] == list(range(9))
    assert (os.getpid() in {process for _, process in found}) == (processes == 1)


def test_a_few_items_start_no_process() -> None:
    assert {process for _, process in in_order(its_process, range(5), 8)} == {os.getpid()}
    assert list(in_order(its_process, [], 8)) == []


def test_what_a_process_that_died_has_left_is_done_here() -> None:
    assert list(in_order(dies_elsewhere, [(number, os.getpid()) for number in range(9)], 2)) == list(range(9))


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="is refused"):
        list(in_order(refuses, range(9), 2))


def test_processors_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1
