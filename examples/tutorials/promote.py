"""Promote, serve, roll back: 45 seconds of processor time.

python -m examples.tutorials.promote
"""

import re
import shutil

from examples.tutorials.workplace import latest, workplace

sh = workplace(__file__)

# %% [markdown]
# # Promote, serve, roll back
#
# A model is in production if an alias says so: nothing is copied, and going back is one command. Between a
# run and production stands a gate that reads the run's own figures.
#
# ## Two runs
#
# A linear model and a fading average, in one command. `tracking.artifacts=standard` keeps the model itself.

# %%
trained = sh(
    "python train.py -m model=ridge,ewma debug=quick market=points 'data.markets=[points]' \\\n"
    "    tracking.artifacts=standard | grep ^run:"
)

# %% hidden
first, second = re.findall(r"\b[0-9a-f]{32}\b", trained)[:2]

# %% [markdown]
# ## Register
#
# Each gets a version of the market's model.

# %%
sh(f"nba-props registry register {first[:8]}")
sh(f"nba-props registry register {second[:8]} --description 'a fading average'")

# %% [markdown]
# ## The gate
#
# Would version 1 pass? The exit code is 1 if not, so a script can ask, too.

# %%
gate = sh("nba-props registry evaluate points 1", code=1)

# %% [markdown]
# It would not, and rightly: the books of this league cannot be beaten. Look at the column *is*. Each figure
# was read from the run; none can be handed in.
#
# A gate can be overruled, with a reason that stays on record. Here nothing is at stake:

# %%
sh("nba-props registry promote points 1 --override 'a tutorial: no money is on it'")
sh("nba-props registry promote points 2 --override 'a tutorial: to have something to go back from'")

# %% hidden
shutil.copy(latest("outputs/mlartifacts/**/serving_input_example.json"), "row.json")

# %% [markdown]
# ## Serve
#
# `points@production` is whatever the alias names. The server answers strict JSON on this machine. `row.json`
# is the example that the run keeps with its model; each row holds the features of a player-game, and perhaps
# a line.

# %%
served = sh(
    "nba-props serve points@production --port 0 > address.txt &\n"
    "until grep -q http address.txt; do sleep 0.5; done\n"
    "curl --silent -H 'Content-Type: application/json' -d @row.json \\\n"
    "    $(cat address.txt)/invocations | head -c 400; echo\n"
    "kill $!"
)

# %% [markdown]
# ## Roll back
#
# Version 2 has disappointed. Back to what was live before:

# %%
sh("nba-props registry rollback points --reason 'worse than it was in its run'")
history = sh("nba-props registry history points")

# %% [markdown]
# The history is kept in the store: who, what, when, why. A version that was rolled back does not go live
# again by itself: a nightly job would need `--override`.
#
# ## Next
#
# [The registry](../how-to/registry.md) has the criteria and how to write your own,
# [serving](../how-to/serving.md) the format of questions and answers. [Tonight](tonight.md) puts a model in
# production to work.

# %% hidden
assert "does not pass" in gate
assert "OVERRIDE" in history
assert "rollback" in history or "roll back" in history
assert "p_over" in served
