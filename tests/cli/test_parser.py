"""Words that a command does not understand: one line, what was meant, nothing that steers a terminal."""

from __future__ import annotations

from types import ModuleType

import pytest

from nba_props.cli import main, subcommands
from nba_props.cli.commands import config, registry, sweep
from nba_props.cli.commands.completion import whole_parser
from nba_props.cli.parser import Parser


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    told = capsys.readouterr()
    assert (stopped.value.code, told.out) == (2, "")
    (line,) = told.err.splitlines()
    return line


def test_an_option_of_another_name_names_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "picks", "--bankrol", "50")
    near = "did you mean --bankroll"
    assert told.startswith(f"error: --bankrol: no such option; {near}")
    assert told.endswith("(nba-props picks --help)")


def test_the_options_named_are_those_of_the_action(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean --open" in refused(capsys, "bets", "list", "--opn")


def test_options_are_taken_by_their_whole_names_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean --store" in refused(capsys, "doctor", "--stor", "x")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--optoin"], "--optoin: no such option; did you mean --info"),
        (["--multirn"], "--multirn: no such option; did you mean --multirun"),
        (["--experiment", "x"], "--experiment: no such option; settings have no dashes: experiment=..."),
        (["--model=ridge"], "--model=ridge: no such option; settings have no dashes: model=ridge"),
        (["-m", "-c", "job"], "--multirun, --cfg: name one of them"),
        (["--run", "--info"], "--run, --info: name one of them"),
        (["model=ridge", "-m", "seed=1"], "seed=1: stands apart; options such as -m go before all settings"),
        (["--cfg", "foo"], "argument --cfg/-c: invalid choice: 'foo'"),
    ],
)
def test_the_main_jobs_options_are_told_like_all_others(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    line = refused(capsys, "train", *words)
    assert line.startswith(f"error: {told}")
    assert line.endswith("(nba-props train --help)")


def test_a_word_too_many_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "doctor", "now")
    assert told.startswith("error: now: is not understood; nba-props doctor takes no such word")


@pytest.mark.parametrize("words", ["doctor \x1b[2J", "bets \x1b[2J", "picks --odds \x1b]0;\x07"])
def test_what_was_typed_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert refused(capsys, *words.split(" ")).isprintable()


def test_every_command_and_action_has_this_parser() -> None:
    def below(parser: Parser) -> list[Parser]:
        return [parser, *(each for action in parser._actions_by_name().values() for each in below(action))]

    found = below(whole_parser())
    assert len(found) > len(subcommands())
    assert {type(parser) for parser in found} == {Parser}
    assert not any(parser.allow_abbrev for parser in found)


@pytest.mark.parametrize(
    ("action", "line", "told"),
    [
        (config, "diff HEAD --json -- seed=3", {"overrides": ["seed=3"], "json": True}),
        (config, "diff HEAD seed=1 --markdown a=2 b=3", {"overrides": ["seed=1", "a=2", "b=3"]}),
        (config, "diff HEAD --json -- -x", {"overrides": ["-x"]}),
        (sweep, "confirm x --top 2 seed=3", {"name": "x", "extra": ["seed=3"], "top": 2}),
        (sweep, "status --top 2 x --json", {"name": "x", "top": 2}),
        (registry, "compare pra 1 --json 2", {"model": "pra", "versions": ["1", "2"]}),
        (registry, "info pra --json 2", {"model": "pra", "version": "2"}),
    ],
)
def test_words_may_stand_after_options(action: ModuleType, line: str, told: dict[str, object]) -> None:
    found = vars(action._parser().parse_args(line.split()))
    assert {name: found[name] for name in told} == told


@pytest.mark.parametrize(
    ("line", "word"), [("config diff HEAD --json seed=3 --x", "--x"), ("bets --foo list", "--foo")]
)
def test_an_option_that_is_not_there_is_told_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], line: str, word: str
) -> None:
    assert refused(capsys, *line.split()).startswith(f"error: {word}: no such option")
