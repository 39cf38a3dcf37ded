"""A simulated authority that speaks the national interface, with records, rules and pages of its own.

Its data are invented, and its numbers of the year 2099 are nobody's: it stands in for the real authority on a
developer's machine and in tests, and is no server for the open network.
"""
