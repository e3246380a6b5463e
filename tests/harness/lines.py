"""Generated command lines: real keys with absurd values, keys that do not exist, broken grammar."""

from __future__ import annotations

import random

KEYS = (
    "seed",
    "threads",
    "force",
    "objective",
    "run_name",
    "paths.outputs",
    "paths.cache",
    "model",
    "features",
    "market",
    "phase",
    "data",
    "validation",
    "distribution",
    "calibration",
    "staking",
    "devig",
    "criteria",
    "tracking",
    "tracking.uri",
    "tracking.artifacts",
    "validation.first_test",
    "validation.refit_days",
    "validation.warmup",
    "bets.max_price",
    "bets.wait",
    "bets.books",
    "features.blocks.rolling.windows",
    "features.blocks.lags",
    "features.selection.keep",
    "hygiene.dispersion",
    "model.num_leaves",
    "model.learning_rate",
    "model.extra",
    "hydra.run.dir",
    "hydra.job.name",
    "data.seasons",
    "search",
)
VALUES = (
    "null",
    "",
    "''",
    "-1",
    "0",
    "1e308",
    "inf",
    "-inf",
    "nan",
    "99999999999999999999",
    "true",
    "abc",
    "[]",
    "[1,",
    "{a:1}",
    "{",
    "[null]",
    "[[1]]",
    "${nope}",
    "${oc.env:NOPE}",
    "${seed}",
    "???",
    "9999-12-31",
    "0000-00-00",
    "\x1b[31m",
    "Bet[/Rivers]",
    "ünïcödé",
    "x" * 3_000,
    "../../..",
    "/",
    "a,b",
    "choice(1,2)",
    "a=b",
    "\\",
    '"',
)
FORMS = (
    "{key}={value}",
    "+{key}={value}",
    "++{key}={value}",
    "~{key}",
    "{key}.nope={value}",
    "{key}",
    "={value}",
)
COMMANDS = (
    "config",
    "experiments",
    "registry",
    "sweep",
    "tracking",
    "doctor",
    "completion",
    "serve",
    "nope",
    "--nope",
)
NONSENSE = (
    "show",
    "best",
    "compare",
    "promote",
    "register",
    "--json",
    "--store",
    "-x",
    "--metric",
    "no such",
    "status",
)


def words(seed: int) -> list[str]:
    """The words of one command line, the same for each seed."""
    rng = random.Random(seed)
    if rng.random() < 0.25:
        return [rng.choice(COMMANDS), *rng.choices((*NONSENSE, *VALUES), k=rng.randint(0, 3))]
    given = [
        rng.choice(FORMS).format(key=rng.choice(KEYS), value=rng.choice(VALUES))
        for _ in range(rng.randint(1, 3))
    ]
    if rng.random() < 0.5:
        return ["config", "show", "--", *given]
    return ["train", "debug=quick", *given, "no.such.key=1"]  # checked in full, and never run
