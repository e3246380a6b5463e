"""The preset that a run started from, to tell what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nba_props.configuration.build import build
from nba_props.configuration.place import CONFIG_NAME
from nba_props.configuration.session import raw, session
from nba_props.core.component import to_plain


@dataclass(frozen=True)
class Preset:
    """A preset of `conf/experiment/`; without a name the defaults of `conf/train.yaml`."""

    name: str | None = None

    @property
    def title(self) -> str:
        """What a reader knows it by."""
        return f"{CONFIG_NAME}.yaml" if self.name is None else f"experiment={self.name}"

    def settings(self) -> dict[str, Any]:
        """Its values by full key, as `nba_props.core.settings.settings` gives those of a run."""
        from nba_props.core.settings import settings

        with session():
            experiment = build(raw([] if self.name is None else [f"experiment={self.name}"]))
        return settings(to_plain(experiment), experiment.choices)
