"""Waiting lists: who comes first, seats that are freed and offered, and what each side may know of it."""
