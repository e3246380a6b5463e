"""What the plots of a report show, as frames: worked out here, drawn in `nba_props.report.plots`."""
