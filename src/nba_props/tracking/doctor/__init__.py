"""Is the store sound? All that a run needs is written into a scratch experiment, read and taken away."""

from __future__ import annotations

from nba_props.tracking.doctor.diagnosis import Check, Diagnosis, doctor

__all__ = ["Check", "Diagnosis", "doctor"]
