"""What the catalog's tests share: a session with the agenda in it, and a partner with an agreement."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from catalog.models import Organization

TODAY = date(2026, 11, 24)
SHEET = (Path(__file__).parent / "services.csv").read_bytes()
BROKEN = (Path(__file__).parent / "broken.csv").read_bytes()


@pytest.fixture
def catalog(session: Session) -> Session:
    """A session on a database that knows kinds, needs, outcomes and places, as every test database does."""
    return session


@pytest.fixture
def partner(catalog: Session) -> Organization:
    """An organisation with an agreement in force."""
    organization = Organization(name_en="Doyel (sample)", name_bn="দোয়েল (নমুনা)", agreement_from=date(2026, 1, 1))
    catalog.add(organization)
    catalog.flush()
    return organization
