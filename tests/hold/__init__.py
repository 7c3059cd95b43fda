"""What is promised for the worst hour, measured: `make hold` prints a table, `make soak` runs for hours.

Of the fifteen tests of the house these are the timed and the long ones; `places.py` says where each of the others is.
"""
