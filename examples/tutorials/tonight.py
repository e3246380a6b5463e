"""Tonight: two nights at work, through a local server: 40 seconds of processor time.

python -m examples.tutorials.tonight
"""

import datetime as dt
import re
from pathlib import Path

from examples.live_demo import demo
from examples.live_demo.desk import Desk
from examples.live_demo.league import League, at
from examples.live_demo.server import ReplayServer
from examples.tutorials.workplace import keep, workplace

from nba_props.core.variables import variables

workplace(__file__)
desk = Desk(Path("desk"))
desk.folder.mkdir()
desk.log.touch()
told: list[str] = []


def tell() -> None:
    """Print the commands since the last call as a person types them, with what they said."""
    text = desk.log.read_text(encoding="utf-8")
    new = text[len("".join(told)) :]
    told.append(new)
    typed = new.replace(f" --store {desk.store}", "").replace(desk.tracking, "sqlite:///desk/mlflow.db")
    typed = re.sub(r"--override ([^-\n]*[^-\s])", r"--override '\1'", typed)
    print(re.sub(r"^\[\d\]\n", "", typed, flags=re.MULTILINE))


league = League.simulate(demo.SEED, demo.BOOKS)
server = ReplayServer(league, at(demo.FIRST, demo.MORNING))
server.__enter__()
environment = variables(server.environment)
environment.__enter__()

# %% [markdown]
# # Tonight
#
# Two nights at work, as you would work: fetch the odds and the injury report, ask for picks, settle the next
# morning. A server on this machine stands in for the league's statistics and for The Odds API. It answers as
# of a moment that the tutorial moves, and never tells anything later. So `--now` stands in the commands; you
# leave it out.
#
# ## The store
#
# It is the morning of the first of March. `data update` fills a folder with box scores, schedule and
# rosters; earlier prices come from a file. `NBA_PROPS_STORE` names the folder, so the commands need not.

# %% output
demo.fill(desk, server)
tell()

# %% [markdown]
# ## A model in production
#
# It is trained on what is known this morning.

# %% output
demo.train(desk)
tell()

# %% [markdown]
# Look at the gate: what 35 bets came to is above its bounds, but it asks for 500, for few may be luck, and
# the verdict above says *no edge is shown*. So it is overruled, with a reason that stays on record
# ([promote, serve, roll back](promote.md)). For paper bets it will do.

# %% [markdown]
# ## The first night
#
# At 18:00: odds, the report, picks. `--record` keeps them as paper bets.

# %% output
night = demo.FIRST
demo.odds(desk, server, at(night, demo.NOON))
quotes, picks, staked = demo.decide(desk, server, night, demo.BANKROLL)
demo.odds(desk, server, at(night, demo.CLOSE))
tell()

# %% [markdown]
# Read a pick from left to right: the offer, what it is worth if the model is right, the stake; then the
# model's view and the price's, side by side, and how old the quote is. The last lines say why there is no
# bet at the other quotes, and how old everything is that the picks are built on. If something is too old or
# missing, a guard holds the bets back.

# %% hidden
keep_page = desk.folder / "picks.html"

# %% output
keep(keep_page, "The picks as a page for a phone")

# %% [markdown]
# ## The next morning
#
# Box scores, settlement, and the watch over the model: are its errors, its calibration and its claims what
# they were in its run?

# %% output
demo.next_morning(desk, server, night, last=False)
tell()

# %% [markdown]
# ## The second night, and the sum
#
# The same again. Then what has become of all bets:

# %% hidden
second = night + dt.timedelta(days=1)
demo.decide(desk, server, second, demo.BANKROLL + demo.profit(desk))
demo.odds(desk, server, at(second, demo.CLOSE))
demo.next_morning(desk, server, second, last=False)
tell()

# %% output
desk.run("bets", "report", now=server.now)
tell()

# %% [markdown]
# Two nights say nothing about the return. What can be looked at early is the **closing line value**: whether
# the prices that you took were better than the last ones. It needs far fewer bets than the return does. Here
# it is zero: none of these prices moved between 18:00 and the close.
#
# ## Next
#
# `make live-demo` replays ten nights. [Tonight](../how-to/tonight.md) explains the guards,
# [sources](../how-to/sources.md) the real APIs and what they cost, [the watch](../how-to/monitoring.md) its
# alarms.

# %% hidden
bets = desk.ledger.bets()
environment.__exit__(None, None, None)
server.__exit__(None, None, None)
assert picks > 0
assert bets.height >= picks
assert bets["profit"].null_count() == 0
