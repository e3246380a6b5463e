from __future__ import annotations

import warnings

from nba_props.tracking import mlflow_client


def test_importing_mlflow_beside_other_work_is_quiet_whatever_the_other_work_does_to_warnings() -> None:
    mlflow_client.preload().join()
    with warnings.catch_warnings(record=True) as told:
        warnings.warn("SOCKS support in urllib3 requires the installation of …", stacklevel=1)
        warnings.warn("anything else", stacklevel=1)
    assert [str(each.message) for each in told] == ["anything else"]
