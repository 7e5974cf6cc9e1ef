"""Fifteen folders made from the worked example, each with one to five things to mend.

The rows and columns were counted by hand in the example's files.
"""
