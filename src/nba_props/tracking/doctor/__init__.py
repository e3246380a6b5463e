"""Is the store sound? All that a run needs is written into a scratch experiment, read and taken away."""

from __future__ import annotations

from nba_props.tracking.doctor.diagnosis import Diagnosis, StoreCheck, doctor

__all__ = ["Diagnosis", "StoreCheck", "doctor"]
