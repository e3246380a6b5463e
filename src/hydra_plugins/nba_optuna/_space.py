"""From command-line words to an Optuna search space: the grammar of Hydra's own sweeps.

`a,b` and `choice(a,b)` are categorical, `range(1,10)` and `range(0,1,step=0.1)` discrete, `interval(0,1)`
continuous, `int(interval(1,9))` whole, `tag(log,interval(1e-4,1))` on a log scale. `glob(*)` is refused: what
it stands for depends on which files exist, so a study could not be gone on with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    Glob,
    IntervalSweep,
    Override,
    RangeSweep,
    Transformer,
)
from optuna.distributions import (
    BaseDistribution,
    CategoricalChoiceType,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
    distribution_to_json,
)

from nba_props.core.rules import Rule, breaches
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError, did_you_mean
from nba_props.sweep.studies import point_overrides

LOG = "log"
"""The tag of a log scale, the only one that means something."""

TAG = re.compile(r"""^(?:[^'"]|'[^']*'|"[^"]*")*?\btag\s*\(""")
"""A tag in a word, outside of quotes; Hydra's casts of ranges and choices drop those within."""

START = "hydra.sweeper.sampler.x0"

MAX_GRID_VALUES = 100_000
"""The most values of a parameter that a grid may have."""


@dataclass(frozen=True)
class Space:
    """Optuna distributions of what a sweep varies, by key, and the overrides that all its jobs share."""

    distributions: dict[str, BaseDistribution] = field(default_factory=dict)
    fixed: list[str] = field(default_factory=list)
    expressions: dict[str, str] = field(default_factory=dict)
    """The sweeps as they were written, by key."""

    def describe(self) -> dict[str, str]:
        """Return distributions as text by key, in a form that does not change between versions of Optuna."""
        return {key: distribution_to_json(one) for key, one in sorted(self.distributions.items())}

    def grid(self) -> dict[str, list[CategoricalChoiceType]]:
        """All values of each parameter.

        Raises:
            ConfigError: a parameter is continuous.
        """
        return {key: grid_values(key, one) for key, one in self.distributions.items()}

    def overrides(self, params: Mapping[str, Any]) -> list[str]:
        """Return the overrides of the job at a point."""
        return [*self.fixed, *point_overrides(params)]


def read(params: Mapping[str, Any] | None, arguments: Sequence[str]) -> Space:
    """Return the search space of option `params` and command-line words; the last one on a key counts.

    Raises:
        ConfigError: lists every word that a sweep cannot be made from.
    """
    texts = [*(f"{key}={_as_text(value)}" for key, value in flatten(params or {}).items()), *arguments]
    chosen = {
        override.get_key_element(): override for override in OverridesParser.create().parse_overrides(texts)
    }
    distributions, problems = {}, []
    for key, override in chosen.items():
        if override.is_sweep_override():
            try:
                distributions[key] = distribution(override)
            except (ConfigError, ValueError) as error:
                problems.append(f"{override.input_line}: {error}")
    if problems:
        raise ConfigError(problems)
    written = {key: str(chosen[key].input_line).partition("=")[2] for key in distributions}
    fixed = [str(override.input_line) for override in chosen.values() if not override.is_sweep_override()]
    return Space(distributions, fixed, written)


def keys_of(words: Sequence[str]) -> list[str]:
    """Return the place in the configuration that each word sets: of `block@a.b=c` it is `a.b`."""
    overrides = OverridesParser.create().parse_overrides(list(words))
    return [each.package or each.key_or_group.replace("/", ".") for each in overrides]


def distribution(override: Override) -> BaseDistribution:
    """Return the Optuna distribution of one sweep word.

    Raises:
        ConfigError: no distribution stands for it.
        ValueError: Optuna refuses its bounds.
    """
    value = override.value()
    if _is_tag_lost(str(override.input_line), value):
        raise ConfigError("a tag has no effect here; let it stand before all else: tag(log,int(range(1,10)))")
    unknown = sorted(set(getattr(value, "tags", ())) - {LOG})
    if unknown:
        raise ConfigError(f"tag {', '.join(unknown)}: unknown; {did_you_mean(unknown[0], [LOG], every=True)}")
    if isinstance(value, Glob):
        raise ConfigError("glob is not supported in an Optuna sweep; name the options: choice(a,b)")
    if isinstance(value, IntervalSweep):
        return _interval(value)
    if isinstance(value, RangeSweep):
        return _range(value)
    if _is_log(value):
        raise ConfigError("a choice has no log scale; leave the tag out")
    return CategoricalDistribution(_choices(override))


def _choices(override: Override) -> list[CategoricalChoiceType]:
    """Return the values of a choice in the order written; a shuffled one would be another space each time."""
    values = getattr(override.value(), "list", [])
    found: list[CategoricalChoiceType] = [
        value if isinstance(value, bool | int | float) else Transformer.str(value) for value in values
    ]
    if len(set(map(repr, found))) < len(found):
        raise ConfigError("a value is written twice")
    return found


def _interval(value: IntervalSweep) -> BaseDistribution:
    low, high, log = value.start, value.end, _is_log(value)
    if low is None or high is None:
        raise ConfigError("an interval needs two ends")
    if isinstance(low, int) and isinstance(high, int):
        return IntDistribution(low, high, log=log)
    return FloatDistribution(float(low), float(high), log=log)


def _range(value: RangeSweep) -> BaseDistribution:
    numbers = _range_numbers(value)
    low, high = sorted((numbers[0], numbers[-1]))
    step, log = abs(Decimal(str(value.step))), _is_log(value)
    cast, whole = _cast_values(value), _is_whole(value)
    if log and (cast or not whole or step != 1):
        raise ConfigError("only a range of whole numbers with step 1 has a log scale; write interval(...)")
    if cast:
        return CategoricalDistribution(cast)
    if whole:
        return IntDistribution(int(low), int(high), step=int(step), log=log)
    return FloatDistribution(float(low), float(high), step=float(step))


def _is_whole(value: RangeSweep) -> bool:
    return all(isinstance(number, int) for number in (value.start, value.stop, value.step))


def _cast_values(value: RangeSweep) -> list[CategoricalChoiceType]:
    """Return the values of a range that Hydra 1.4 casts one by one; none where they are as they were."""
    if not getattr(value, "transformers", ()):
        return []
    values: list[CategoricalChoiceType] = list(value)  # type: ignore[call-overload]
    return [] if _is_whole(value) and all(type(each) is int for each in values) else values


def _is_tag_lost(word: str, value: object) -> bool:
    """Whether a tag stands within a cast of numbers one by one, which Hydra 1.3 leaves without it."""
    if not TAG.search(word):
        return False
    cast = not isinstance(value, IntervalSweep) and not word.partition("=")[2].lstrip().startswith("tag")
    return cast or not getattr(value, "tags", ())


def _is_log(value: object) -> bool:
    """Whether a sweep is tagged to be searched on a log scale."""
    return LOG in getattr(value, "tags", ())


def _range_numbers(value: RangeSweep) -> list[Decimal]:
    """Return the first and the last number of a range, whose end is excluded.

    The second one between if there is.
    """
    start, stop, step = (Decimal(str(number)) for number in (value.start, value.stop, value.step))
    if step == 0:
        raise ConfigError("the step of a range must not be 0")
    count = ceil((Fraction(stop) - Fraction(start)) / Fraction(step))
    if count < 1:
        raise ConfigError("the range is empty")
    return [start, *([start + step] if count > 1 else []), start + (count - 1) * step]


def check_start(start: object, space: Mapping[str, BaseDistribution], *, open_ended: bool = False) -> None:
    """See whether a search can begin at a point, which has a value of every number that is searched.

    Args:
        start: a value by key.
        space: the distributions by key.
        open_ended: a function may suggest more keys.

    Raises:
        ConfigError: lists what is wrong with it.
    """
    if not isinstance(start, Mapping):
        raise ConfigError(f"{START}={start}: must hold a value by key, such as {{model.alpha: 10}}")
    numbers = {key: one for key, one in space.items() if isinstance(one, FloatDistribution | IntDistribution)}
    rules = {key: _within(numbers[key]) for key in numbers if key in start}
    problems = [f"{START}: {line}" for line in breaches(start, rules)]
    missing = [key for key, one in numbers.items() if key not in start and not one.single()]
    problems += [f"{START}: {key} is missing, which is searched, too" for key in missing]
    if not open_ended:
        unknown = [key for key in start if key not in numbers]
        problems += [
            f"{START}: {key} is no number that is searched; {did_you_mean(str(key), numbers, every=True)}"
            for key in unknown
        ]
    if problems:
        raise ConfigError(problems)


def _within(one: FloatDistribution | IntDistribution) -> Rule:
    """Require a number within the ends of a distribution."""
    allowed = f"a number between {one.low} and {one.high}"
    return lambda value: None if isinstance(value, int | float) and one.low <= value <= one.high else allowed


def grid_values(key: str, values: BaseDistribution) -> list[CategoricalChoiceType]:
    """All values of a discrete distribution.

    Raises:
        ConfigError: it is continuous, or has far too many.
    """
    if isinstance(values, CategoricalDistribution):
        return list(values.choices)
    if isinstance(values, IntDistribution) and (values.high - values.low) // values.step < MAX_GRID_VALUES:
        return list(range(values.low, values.high + 1, values.step))
    if isinstance(values, FloatDistribution) and values.step is not None:
        low, step = Decimal(str(values.low)), Decimal(str(values.step))
        count = int((Decimal(str(values.high)) - low) / step) + 1
        if count <= MAX_GRID_VALUES:
            return [float(low + k * step) for k in range(count)]
    raise ConfigError(f"{key}: the grid sampler takes discrete values only; write choice(...) or range(...)")


def _as_text(value: object) -> str:
    """Return the value of the option `params`.

    Text is grammar already, anything else becomes an element of it.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(_as_text, value)) + "]"
    return str(value)
