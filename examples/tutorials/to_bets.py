"""From a prediction to bets: 10 seconds of processor time.

python -m examples.tutorials.to_bets
"""

from pathlib import Path

import polars as pl
from examples.tutorials.pictures import picture
from examples.tutorials.workplace import keep, workplace

workplace(__file__)
pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, tbl_formatting="ASCII_MARKDOWN")
pl.Config.set_tbl_cols(20)

# %% [markdown]
# # From prediction to bets
#
# A model says 28, the book says 24.5 at 1.86. Is that a bet? This page takes one player on one night through
# every step, in a notebook's way: `backtest` is the same path as `python train.py` and writes nothing.
#
# The books of this league know only part of what can be known (`efficiency=0.3`), so there is something to
# bet on.

# %%
from nba_props import backtest
from nba_props.data.demo import DemoLeague

league = DemoLeague(seasons=1, efficiency=0.3, markets=["points"]).load(seed=1)
outcome = backtest(
    league.player_games,
    league.prop_lines,
    experiment="phase3/betting_optimization",
    overrides=["bets.tuned_share=0"],
    debug="quick",
    market="points",
    model="ridge",
)
bets = outcome.ledger
print(f"{bets.height} bets, return {outcome.metrics['betting_roi']:+.1%}")

# %% [markdown]
# ## One bet, step by step
#
# Take the first bet on a player whose line is at least 20 points.

# %%
bet = bets.filter(pl.col("line") > 20).row(0, named=True)
keys = {name: bet[name] for name in ("game_id", "player_id")}
row = outcome.predictions.filter(**keys).row(0, named=True)
print(f"{row['player_name']}, {row['team']} against {row['opponent']}, {row['date']}")
print(
    f"prediction   mean {row['prediction']:.1f}, median {row['median']:.0f}, "
    f"80 % between {row['q10']:.0f} and {row['q90']:.0f}"
)

# %% [markdown]
# **1. A distribution, not a number.** The interval is wide. Nobody can say 28 and be right; what can be
# right is how often a player like this ends above the line. The spread is learnt from the errors of earlier
# nights.

# %%
print(f"offer        {bet['side']} {bet['line']} at {bet['price']} of {bet['book']}")
print(f"the price    no-vig probability {bet['novig']:.1%}")
print(f"the pool     {bet['p_win']:.1%}")

# %% [markdown]
# **2. The price is an opinion, too**, and usually the better one. The two prices of a line add up to more
# than 100 %; the no-vig probability is what is left when the margin is taken out.
#
# **3. The pool.** The model's probability and the price's are mixed on the log-odds scale, with weights that
# are learnt on earlier nights only (Benter 1994, [pooling](../explanations/pooling.md)). Your model alone
# claims more. Do not believe it: of two opinions, the one that differs from the market most is the one that
# is most often wrong.

# %%
value = bet["p_win"] * bet["price"] + bet["p_push"] - 1
print(f"value        {bet['p_win']:.3f} x {bet['price']} - 1 = {value:+.1%}")
print(f"Kelly        {value:.4f} / {bet['price'] - 1:.2f} = {bet['kelly']:.2%} of the bankroll")
print(f"stake        {bet['stake']:.2f} of {bet['bankroll']:.2f}")

# %% [markdown]
# **4. The value** is what one unit returns on average, if the probability is right. Below the threshold
# (`bets.min_value`) there is no bet.
#
# **5. The stake.** Kelly's share is value over odds. The plan stakes a fraction of it, with caps per bet,
# game and day, because the probability is an estimate ([bets](../explanations/bets.md)).

# %%
print(f"the game     {bet['outcome']:.0f} points: {bet['result']}, {bet['profit']:+.2f}")

# %% [markdown]
# ## One bet says nothing
#
# Whether it won tells you nothing of whether it was good. All of them together say something:

# %%
claimed = (bets["value"] * bets["stake"]).sum() / bets["stake"].sum()
low, high = outcome.intervals["betting_roi"]
print(f"claimed {claimed:+.1%}, realised {outcome.metrics['betting_roi']:+.1%} ({low:+.1%} to {high:+.1%})")
print(bets.group_by("side").agg(pl.len().alias("bets"), pl.col("unit_profit").mean().round(3)).sort("side"))

# %% hidden
report = outcome.report(Path("report.html"))

# %% output
keep(picture(report, "equity"), "The bankroll over the nights, and what the same nights could have come to")

# %% [markdown]
# Compare *claimed* with *realised*. If the claim lies above the whole interval, the probabilities are too
# bold, and [NBP020](../findings/NBP020.md) says so. If there are few bets, the interval is wide, and no
# return means much.
#
# ## Next
#
# Set `DemoLeague(efficiency=1)` and run the same again: almost no bets are left, because the pool learns
# that the price is right. That is the best thing that a framework can do for you. Then [read a
# report](reading_a_report.md).

# %% hidden
assert abs(value - bet["value"]) < 1e-9
assert bets.height > 50
assert low > 0
