"""One honest comparison of two ideas: 35 seconds of processor time.

python -m examples.tutorials.two_ideas
"""

from pathlib import Path

from examples.tutorials.workplace import workplace

sh = workplace(__file__)
JOB = "python train.py debug=quick market=points model=ridge"


def run_of(said: str) -> str:
    """Return the beginning of the id of the run that a command told of."""
    [line] = [line for line in said.splitlines() if line.startswith("run:")]
    return line.split()[1][:8]


# %% [markdown]
# # One honest comparison of two ideas
#
# Idea A: the last games of a player, in a linear model. Idea B: the same model also sees trends and form
# (`features=temporal`). Is B better?
#
# Two figures that differ say little. Both models were tested on the same nights, and a night with odd games
# is odd for both. So the errors are compared **on the same player-games, pair by pair**, and the interval
# comes from drawing whole nights again and again ([why nights](../explanations/bootstrap.md)).
#
# ## Two runs
#
# One word differs; `run_name` makes the runs easy to find.

# %%
first = sh(f"{JOB} run_name=last_games | tail -4")
second = sh(f"{JOB} run_name=with_trends features=temporal | tail -4")

# %% [markdown]
# ## Compare them
#
# The first run named is what the other is held against. The beginning of a run's id is enough.

# %%
compared = sh(f"nba-props experiments compare {run_of(first)} {run_of(second)}")

# %% [markdown]
# ## What to look at
#
# - **The verdict**, under the runs, and what it rests on: **the interval of the difference** in the table
#   against A. If it holds zero, the two were *not told apart*. That does not mean that they are equal. It
#   means that these nights cannot say which is better.
# - **What differs**: here the blocks that B has and A has not. If more differs than you meant to change, the
#   comparison answers another question.
# - **Log loss, not only MAE.** You bet on probabilities. A model can be nearer to the outcome and still be
#   no better at the line.
# - **How often you looked.** Compare twenty ideas with one, and one of them will be better by luck. Decide
#   on the question first; confirm a winner on nights that it was not chosen on ([a sweep and its
#   confirmation](a_sweep.md)).
#
# The store remembers all runs:

# %%
best = sh("nba-props experiments best foundation --metric val_mae")

# %% [markdown]
# ## Next
#
# `--require-better` makes the exit code 1 unless all are better than the first, so that a script can ask.
# [Comparing](../how-to/comparing.md) has the details, [from prediction to bets](to_bets.md) goes on with
# what a prediction is worth in money.

# %% hidden
assert compared.index("B against A: ") < compared.index("95 % interval") < compared.index("setting")
assert "features" in compared
assert "with_trends" in best
assert Path("outputs/mlflow.db").is_file()
