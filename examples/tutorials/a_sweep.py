"""A sweep and its confirmation: 50 seconds of processor time.

python -m examples.tutorials.a_sweep
"""

import re

from examples.tutorials.workplace import workplace

sh = workplace(__file__)

# %% [markdown]
# # A sweep and its confirmation
#
# A sweep tries settings and keeps the best. The best of many **looks better than it is**: a part of its lead
# is luck on the nights that it was chosen on. So a sweep has two halves. Search on one stretch of nights;
# then look at the winner on later nights, which no trial has seen.
#
# ## Search
#
# Six trials of a linear model's penalty, judged by the error from mid-February to mid-March.

# %%
swept = sh(
    "python train.py -m search=ridge debug=quick market=points 'data.markets=[points]' \\\n"
    "    validation.first_test=2024-02-15 validation.last_test=2024-03-10 hydra.sweeper.n_trials=6"
)

# %% [markdown]
# `n_trials` is the total. Interrupt the sweep and give the same command: it goes on where it stopped. The
# figures of the trials lie close together. Ask yourself whether differences this small could be chance.

# %% hidden
[study] = re.findall(r"study: +(\S+)", swept)

# %%
status = sh(f"nba-props sweep status {study}")

# %% [markdown]
# ## Confirm
#
# The best point, beside the settings that the sweep started from, on the nights after the last that any
# trial was tested on. `confirm` refuses others.

# %%
confirmed = sh(f"nba-props sweep confirm {study} --top 1")

# %% [markdown]
# ## What to look at
#
# - **The two columns.** *In the sweep* is what the point was chosen by; *confirmed* is what it is worth.
#   Compare points within a column only: the nights differ.
# - **Better than without.** If it is near zero or negative, the sweep has found nothing. This is a result,
#   and it cost you half a minute in place of a season.
# - **Do not sweep on `betting_roi`.** The return of a month is so noisy that the best of six trials is the
#   luckiest. [NBP022](../findings/NBP022.md) says so of each run that was chosen like that.
#
# ## Next
#
# `search=lightgbm` searches trees, `search=features` which past games a model is shown, and
# [Sweeps](../how-to/sweeps.md) has a search on real seasons with what was left of it.

# %% hidden
assert "6/6 done" in swept
assert "without the sweep" in confirmed
assert "confirmed" in confirmed
