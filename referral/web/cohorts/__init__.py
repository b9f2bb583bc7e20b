"""Cohorts: rosters brought, choices made, results shown, lines changed, sheets and lists printed, many sent at once."""
