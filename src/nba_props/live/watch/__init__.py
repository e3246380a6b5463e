"""The watch: sequential tests of models in production, which keep their error rate however often one looks.

Read it in this order: `evidence` (the tests), `figures` (what a model's nights are judged by), `inputs` (what
went into it), `nights` (where they are read), `watch` (all of it for one model), `shadow` (a challenger).
"""
