"""A server on this machine that stands in for all live sources, as of a moment that can be moved."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING

from examples.live_demo import answers, odds_answers, report_answers
from examples.live_demo.faults import Answer, Fault
from examples.live_demo.league import League
from examples.live_demo.odds_answers import Refused

if TYPE_CHECKING:
    from pytest_httpserver import HTTPServer
    from werkzeug import Request, Response

KEY = "key-of-the-demo"
"""The key that the odds are given for."""
CREDITS = 20_000
"""Credits at the beginning, as a small plan has them."""
ODDS = re.compile(r"/v4/sports/basketball_nba/(?:events/(?P<event>[0-9a-f]+)/)?(?P<what>events|odds)$")
Query = Mapping[str, str]


@dataclass
class ReplayServer:
    """The league's statistics, schedule and injury reports, and The Odds API, from one simulated league.

    Nothing later than `now` is in any answer. `faults` are by a regular expression that a path is searched
    for; the first that fits spoils the answer. `asked` are the paths that were asked for.
    """

    league: League
    now: dt.datetime
    credits: int = CREDITS
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    used: int = 0
    _server: HTTPServer | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> ReplayServer:
        from pytest_httpserver import HTTPServer

        logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it writes each request, key and all
        self._server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
        self._server.expect_request(re.compile(".*"), method="GET").respond_with_handler(self._respond)
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.stop()

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which the sources find this server, need not spare it, and have its key."""
        if self._server is None:
            raise RuntimeError("the server is not started: use it in a with statement")
        base = self._server.url_for("").rstrip("/")
        return {
            "NBA_PROPS_ODDS_URL": base,
            "NBA_PROPS_STATS_URL": f"{base}/stats",
            "NBA_PROPS_SCHEDULE_URL": f"{base}/static/json/staticData/scheduleLeagueV2.json",
            "NBA_PROPS_REPORTS_URL": f"{base}/referee/injuryreports",
            "NBA_PROPS_ODDS_PAUSE": "0",
            "NBA_PROPS_STATS_PAUSE": "0",
            "ODDS_API_KEY": KEY,
        }

    def answer(self, path: str, query: Query) -> Answer:
        """Return the answer to a request."""
        self.asked.append(path)
        found = self._answer(path, query)
        fault = next((fault for place, fault in self.faults.items() if re.search(place, path)), None)
        return found if fault is None else fault(found)

    def _answer(self, path: str, query: Query) -> Answer:
        odds = ODDS.search(path)
        if odds is not None:
            return self._odds(odds["event"], odds["what"], query)
        if report_answers.PATH.search(path):
            report = report_answers.report(self.league, path, self.now)
            refused = Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
            return refused if report is None else Answer(report, kind="application/pdf")
        found = next((make for name, make in self._statistics.items() if path.lower().endswith(name)), None)
        return Answer(b"not found", 404, "text/plain") if found is None else _json(found(query))

    @property
    def _statistics(self) -> dict[str, Callable[[Query], answers.Json]]:
        """How each path of the league is answered, by its end."""
        league, now = self.league, self.now
        return {
            "/leaguegamelog": lambda query: answers.league_game_log(league, query, now),
            "/commonteamroster": lambda query: answers.team_roster(league, query, now),
            "/scoreboardv3": lambda query: answers.scoreboard(league, query, now),
            "scheduleleaguev2.json": lambda _: answers.schedule(league, now),
        }

    def _odds(self, event: str | None, what: str, query: Query) -> Answer:
        try:
            self._check_key(query)
            content, cost = self._priced(event, what, query)
        except Refused as error:
            body = {"message": error.message, "error_code": error.code}
            return _json(body, error.status, self._credits(0))
        self.used += cost
        return _json(content, headers=self._credits(cost))

    def _priced(self, event: str | None, what: str, query: Query) -> tuple[object, int]:
        """Return what an answer holds and what it costs."""
        if what == "events":
            return odds_answers.events(self.league, self.now), 0
        if self.used >= self.credits:
            raise Refused(401, "OUT_OF_USAGE_CREDITS", "Usage quota has been reached.")
        if event is None:
            return odds_answers.odds(self.league, query, self.now)
        return odds_answers.event_odds(self.league, event, query, self.now)

    def _check_key(self, query: Query) -> None:
        key = query.get("apiKey")
        if not key:
            raise Refused(401, "MISSING_KEY", "API key is missing")
        if key != KEY:
            raise Refused(401, "INVALID_KEY", "API key is not valid")

    def _credits(self, cost: int) -> dict[str, str]:
        return {
            "x-requests-remaining": str(max(self.credits - self.used, 0)),
            "x-requests-used": str(self.used),
            "x-requests-last": str(cost),
        }

    def _respond(self, request: Request) -> Response:
        from werkzeug import Response

        answer = self.answer(request.path, request.args)
        response = Response(answer.content, answer.status, dict(answer.headers), content_type=answer.kind)
        if answer.claimed is not None:
            response.headers["Content-Length"] = str(answer.claimed)
        return response


def _json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(json.dumps(content).encode(), status, headers=headers or {})
