"""Learning the chance of completing: what ended, what was known when it was sent, a model, and whether it may be used.

Loaded by `setu learn` alone: scikit-learn has no place in a process that answers pages.
"""
