"""The matrix: lowerings by obligations, for a terminal, a program, a text page and a browser.

``grid`` maps verdicts to cells; ``terminal``, ``objects``, ``markdown`` and ``page`` each show the same grid.
"""
