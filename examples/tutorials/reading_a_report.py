"""Reading a report: an edge, a poisoned feed, a leak, each planted: 60 seconds of processor time.

python -m examples.tutorials.reading_a_report
"""

from examples.tutorials.pictures import picture
from examples.tutorials.workplace import keep, latest, workplace

sh = workplace(__file__)

# %% [markdown]
# # Reading a report
#
# A good figure has one of three causes: the model knows something, the prices are wrong, or the model has
# seen the future. In real data you cannot know which. In the simulated league you can, because you plant it
# ([what this league is, and is not](../explanations/simulated-league.md)). Here are all three, and what the
# verdict says of each.
#
# ## A real edge
#
# `data.efficiency` says how much the books know. At 1 they know the truth, at 0 they have a noisy view of
# the player's season. At 0.2 a plain model can beat them, and you know that it truly can.

# %%
edge = sh(
    "python train.py debug=quick experiment=phase3/platt_scaling model=ridge market=points \\\n"
    "    'data.markets=[points]' data.efficiency=0.2 seed=1 tracking.artifacts=standard"
)

# %% [markdown]
# *A return above zero is shown. No issue was found.* Look at these lines, in this order:
#
# 1. **Information gain over the price**: how much better the probabilities are *with* the model than the
#    price alone. Its interval lies above zero. This is the first thing that an edge must show.
# 2. **The model's weight beside the price.** The two are mixed, and the mix is learnt from earlier nights. A
#    weight near zero would say: ignore the model.
# 3. **The return**, last. It follows from the first two and is far noisier. A return *without* them is luck,
#    or a price that was not there.

# %% [markdown]
# The one tip, [NBP019](../findings/NBP019.md), does not know what you know. A return like this is rare, so
# it asks you to look at the prices first. In this league they were on offer. Make the books a little better
# (`data.efficiency=0.4`), and the gain is still shown, but 618 bets are too few to prove the return: the
# verdict is *no edge is shown*. That is no contradiction. Not shown is not the same as not there.

# %% hidden
report = latest("outputs/**/report.html")

# %% output
keep(picture(report, "gain"), "The information gain over the season: it rises, and its band leaves zero")
keep(report, "The report of the edge")

# %% [markdown]
# The picture is the first point, night by night. An edge **rises steadily**. A jump on one night is one
# lucky night.

# %% [markdown]
# ## A poisoned feed
#
# Now the books know the truth again. But in the file, one book's lines are wrong: Bravo's are 15 % too high,
# beside prices that belong to the right line. Feeds like that are common. Nobody could have bet at those
# prices.

# %%
poisoned = sh(
    "python train.py debug=quick experiment=phase3/platt_scaling model=ridge market=points \\\n"
    "    'data.markets=[points]' data.biased_book=Bravo data.bias=0.15 seed=1"
)

# %% [markdown]
# Two lines say it. *At quotes that passed hygiene* nothing is earned. *With the suspect quotes* there is a
# splendid return, and all of it is false. [NBP014](../findings/NBP014.md) names the book. Hygiene finds it
# by asking what each price would mean at the other books' line, without looking at any outcome
# ([prices](../explanations/pricing.md)).
#
# ## A leak
#
# The most common leak is an average that was downloaded after the season. It looks like history and holds
# the game that you predict. A block of features reaches the past through `History`, which never shows a row
# its own date. This one goes behind its back:

# %%
from dataclasses import dataclass, replace

import polars as pl

from nba_props import backtest
from nba_props.configuration.compose import load
from nba_props.data.demo import DemoLeague
from nba_props.errors import LeakageError
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.proof import prove


@dataclass
class SeasonAverage(Block):
    """The player's average over the whole season: also over the games that are still to come."""

    def features(self, history: History) -> pl.DataFrame:
        """Return the average of each row's player and season."""
        keys = ["player_id", "season"]
        average = history._played.group_by(keys).agg(pl.col(history.market).mean().alias("season_average"))
        return history.pregame.join(average, on=keys, how="left", maintain_order="left").select(
            "season_average"
        )


league = DemoLeague(seasons=1, markets=["points"]).load(seed=1)
honest = load(["debug=quick", "market=points", "model=ridge", "seed=1"])
leaky = replace(
    honest, features=replace(honest.features, blocks={**honest.features.blocks, "average": SeasonAverage()})
)
for name, experiment in (("honest", honest), ("leaky", leaky)):
    metrics = backtest(league.player_games, league.prop_lines, experiment=experiment).metrics
    print(f"{name:7} MAE {metrics['val_mae']:.3f}  better than naive by {metrics['naive_skill_mae']:.1%}")

# %% [markdown]
# The leaky model is better by a few percent. That is the trouble: **it does not look absurd**. No bound on
# figures can tell such a leak from a good idea. So the features themselves are put to the proof. It changes
# what nobody knew before a date (outcomes, later rows, who played), makes all features again, and compares:

# %%
try:
    prove(league, honest.market, leaky.features.blocks, dates=1)
except LeakageError as error:
    caught = str(error)
    print(caught)

# %% [markdown]
# The block is named, with a value before and after ([how the proof works](../explanations/leakage.md)). On
# your own data `features.prove=true` does this in any run. A grosser leak, such as the minutes of the same
# game, shows in the figures too: then [NBP001](../findings/NBP001.md) says *leakage suspected*.
#
# ## In short
#
# - **A gain over the price above zero, and a return that fits it**: an edge, until later nights say
#   otherwise. Make paper bets, then look at the [watch](../how-to/monitoring.md).
# - **A return without a gain**: luck, or prices that were not on offer. Look at the best ten bets of the
#   report.
# - **More with the suspect quotes than without**: a wrong feed. Leave the book out, ask the vendor.
# - **Everything better by a few percent**: nothing to believe yet. Run with `features.prove=true`.
# - **Far better than the line**: a leak. The proof first, then take features out one by one.

# %% hidden
assert "NBP014" in poisoned
assert "Bravo" in poisoned
assert "average" in caught
assert "information gain over the price +" in edge
assert "A return above zero is shown. No issue was found" in edge
assert "No edge is shown" in poisoned
