"""The pictures of the explanations, drawn while the site is built.

Each module works out the numbers of one picture with the project's own functions, on the simulated league
where a league is needed, and draws them: `catalogue` lists them and keeps what is drawn, `style` is what they
share, `league` the one simulated season that they are of.
"""
