"""Your first experiment: half a minute of processor time.

python -m examples.tutorials.first_experiment
"""

from examples.tutorials.pictures import picture
from examples.tutorials.workplace import keep, latest, workplace

sh = workplace(__file__)

# %% [markdown]
# # Your first experiment in ten minutes
#
# You need the project (`make install`) and its environment (`source .venv/bin/activate`). You need no data:
# the league of this tutorial is simulated. It has 30 teams, fictional players and six bookmakers. Everything
# below was run when this page was built.
#
# The question of this first experiment: **can the last games of a player say more about his points than the
# books' line does?**
#
# ## Run it
#
# Each word chooses something. `market=points` is what is bet on, `model=ridge` is a linear model,
# `debug=quick` takes one season and tests its last two months, and would keep no more than figures and
# predictions; with `tracking.artifacts=standard` the run keeps its report, too.

# %%
said = sh("python train.py debug=quick market=points model=ridge tracking.artifacts=standard")

# %% [markdown]
# ## Read it from the top
#
# **The table.** MAE is how far a prediction is off, in points, on average. There are two blocks, and they
# are not the same players. On *all* player-games the model is compared with the naive mean of the player's
# past. On those *with a line*, the better known players, it is compared with the line, too. The interval
# beside each figure says how far chance alone could move it.
#
# **Better than naive, worse than the line.** This is the usual result. A line knows who is injured tonight
# and who will start; the last games of a player do not.
#
# **The bets.** The model bets where it thinks that a price is too high. The return is negative, and its
# whole interval may be. That is about the bookmakers' margin: a model without knowledge of its own pays it.
#
# **The verdict.** *No edge is shown.* Below it stand the findings, one code each, with what to do. An
# *issue* means: do not act on these figures before this is settled. [All of them are
# explained](../findings/README.md).
#
# The verdict is right, and here you can know that it is: the simulated books know the true probabilities, so
# nobody can beat them. [Reading a report](reading_a_report.md) shows what an edge looks like, and what only
# looks like one.
#
# ## Look at the report
#
# The run has left a page with all of it, `report.html`, in the folder that the line `files:` names. Two of
# its pictures are worth a look in each run.

# %% hidden
report = latest("outputs/**/report.html")

# %% output
keep(picture(report, "fan"), "What was predicted against what happened")

# %% [markdown]
# **Predictions.** The line through the levels should lie on the diagonal. The bands around it are wide: one
# game of one player is mostly chance, and no model will change that.

# %% output
keep(picture(report, "reliability"), "How often a claimed probability came true")

# %% [markdown]
# **Probabilities.** Of all that was given 55 %, about 55 % should come true. Nearly everything lies near 50
# %, because a line is set where both sides are about as likely.

# %% output
keep(report, "The whole report of this run")

# %% [markdown]
# ## Ask again, and change one word
#
# The same command does not run again. The same configuration, data and code have the same answer, so you are
# shown that answer, and where it is:

# %%
again = sh("python train.py debug=quick market=points model=ridge tracking.artifacts=standard")

# %% [markdown]
# A word that does not exist is refused before any data are read:

# %%
refused = sh("python train.py debug=quick market=points model=rigde", code=2)

# %% [markdown]
# Another word is another experiment. Try one of these:
#
# ```bash
# python train.py debug=quick market=points model=lightgbm
# python train.py debug=quick market=rebounds model=ridge
# python train.py debug=quick market=points model=ridge features=temporal
# python train.py --help
# ```
#
# Which of two is better, and is that more than chance? That is [the next tutorial](two_ideas.md).

# %% hidden
assert "No edge is shown" in said
assert "better than naive" in said
assert "worse than line" in said
assert "ridge" in refused
assert "fold" not in again
