"""A fund's year as a folder of plain files (`machitane-case/1`): read, checked, never half taken in.

The layout is described for offices in docs/case-format.md. `read.read_case` is the door.
"""
