"""A partner's services as a sheet to download: to be filled in, and brought again."""

from collections.abc import Iterator

from flask import Blueprint, Response, send_file
from sqlalchemy import select

from catalog.models import Kind, Service
from catalog.tables.reading import kinds_of
from catalog.tables.stored import WITH_PARTS
from catalog.tables.write import as_csv, as_xlsx, rows_of
from referral.i18n.speech import _, language
from referral.moment import today
from referral.states import Role
from referral.web import edge

pages = Blueprint("service_export", __name__)
edge.gate(pages, Role.PROVIDER, Role.ADMIN)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/services/sheet.csv")
def as_table() -> Response:
    """All services of the organisation, one a line, with headers in the reader's language; new lines can be added."""
    answer = Response(as_csv(_rows()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={_name('csv')}"
    return answer


@pages.get("/services/sheet.xlsx")
def as_workbook() -> Response:
    """The same as a workbook."""
    return send_file(as_xlsx(_rows(), _("Services")), XLSX, as_attachment=True, download_name=_name("xlsx"))


def _rows() -> Iterator[list[str]]:
    session, me = edge.session(), edge.me()
    ours = select(Service).where(Service.organization_id == me.organization_id).options(*WITH_PARTS)
    services = session.scalars(ours.order_by(Service.source_id, Service.name_en, Service.id)).all()
    kinds = {kind.code: (kind.name_en, kind.name_bn) for kind in session.scalars(select(Kind))}
    return rows_of(services, language(), kinds, kinds_of(session))


def _name(ending: str) -> str:
    return f"services-{today(edge.session()):%Y-%m-%d}.{ending}"
