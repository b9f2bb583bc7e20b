"""What the backbone sees: one function an indicator, from events and needs, as counts of which none is under ten."""
