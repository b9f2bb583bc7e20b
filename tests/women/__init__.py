"""Invented women with truth: pairs of records and rosters in which some women stand twice, for trying the comparison."""
