"""How good the predictions are: metrics beside their references, segments, the summary and the plots."""
