"""Reading the catalogue. Versions are immutable, so what is read of them is kept in memory."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from sqlalchemy import func, select

from app.catalogue.engine.form import Form
from app.catalogue.models import (
    CatalogueDefault,
    Department,
    FormVersion,
    Neighbourhood,
    NoticeVersion,
    OldSlug,
    Service,
    ServiceVersion,
    Topic,
)
from app.extensions import db

Label = dict[str, str]

IMPORTED = "imported"
"""The key of the row that changes with every import that changes anything."""
# As of which import this process has read; empty before the first look.
_read_at: dict[str, tuple] = {}


@lru_cache(maxsize=512)
def service_definition(service_version_id: int) -> dict:
    """What the town said about a service in that version. Do not change it: it is shared."""
    definition = db.session.scalar(select(ServiceVersion.definition).where(ServiceVersion.id == service_version_id))
    if definition is None:
        raise LookupError(f"no service version {service_version_id}")
    return definition


@lru_cache(maxsize=512)
def form_of(form_version_id: int) -> Form:
    """The form of that version, ready to read and to show."""
    definition = db.session.scalar(select(FormVersion.definition).where(FormVersion.id == form_version_id))
    if definition is None:
        raise LookupError(f"no form version {form_version_id}")
    # no channel sends news yet, so a form offers a call or nothing
    return Form.from_definition(definition, neighbourhoods(), channels=())


@lru_cache(maxsize=1)
def neighbourhoods() -> tuple[dict, ...]:
    """The town's neighbourhoods in the order of the list, as `Form.from_definition` takes them."""
    rows = db.session.scalars(select(Neighbourhood).order_by(Neighbourhood.position))
    return tuple({"code": row.code, "name": row.name, "settlement": row.settlement} for row in rows)


@lru_cache(maxsize=1)
def on_call_phones() -> dict[str, str | None]:
    """By department, the number at which somebody answers day and night."""
    rows = db.session.execute(select(Department.id, Department.on_call_phone))
    return {row.id: row.on_call_phone for row in rows}


# Built once: it is asked with nearly every page.
_IMPORTED_STATE = select(
    select(func.max(ServiceVersion.id)).scalar_subquery(),
    select(func.max(FormVersion.id)).scalar_subquery(),
    select(func.count(Service.retired_at)).scalar_subquery(),
    select(CatalogueDefault.body["mark"].as_string()).where(CatalogueDefault.key == IMPORTED).scalar_subquery(),
)


def notice_import() -> None:
    """Read anew what an import in any process may have changed. One small query, for whoever begins to read."""
    state = tuple(db.session.connection().execute(_IMPORTED_STATE).one())
    if _read_at.get("state") != state:
        forget_versions()
        _read_at["state"] = state


def forget_versions() -> None:
    """After an import: read again what may have changed (neighbourhoods and lists; versions never do)."""
    form_of.cache_clear()
    service_definition.cache_clear()
    neighbourhoods.cache_clear()
    on_call_phones.cache_clear()
    _listing.cache_clear()


@dataclass(frozen=True)
class Listed:
    """One service as lists show it."""

    id: int
    code: str
    slug: str
    department_id: str
    version_id: int
    form_id: int
    definition: dict
    is_retired: ClassVar[bool] = False


def listed_services() -> tuple[Listed, ...]:
    """The services that can be applied for, in the catalogue's order."""
    notice_import()
    return _listing()


@lru_cache(maxsize=1)
def _listing() -> tuple[Listed, ...]:
    query = (
        select(Service, ServiceVersion.definition)
        .join(ServiceVersion, ServiceVersion.id == Service.current_version_id)
        .where(Service.retired_at.is_(None))
        .order_by(Service.position)
    )
    return tuple(
        Listed(s.id, s.code, s.slug, s.department_id, s.current_version_id or 0, s.current_form_id or 0, definition)
        for s, definition in db.session.execute(query)
    )


def listed_service(slug: str) -> Listed | None:
    """The open service at this address."""
    return next((listed for listed in listed_services() if listed.slug == slug), None)


def service_at(slug: str) -> Service | None:
    """The service at this address, retired or not; old addresses lead to it too."""
    service = db.session.scalar(select(Service).where(Service.slug == slug))
    if service is None:
        old = db.session.get(OldSlug, slug)
        service = db.session.get(Service, old.service_id) if old else None
    return service


def service_by_code(code: str) -> Service | None:
    return db.session.scalar(select(Service).where(Service.code == code))


def departments() -> list[Department]:
    """All departments, in their order."""
    return list(db.session.scalars(select(Department).order_by(Department.position)))


def topics() -> list[Topic]:
    """All life topics, in their order."""
    return list(db.session.scalars(select(Topic).order_by(Topic.position)))


def current_notice() -> NoticeVersion | None:
    """The privacy notice to show now."""
    return db.session.scalars(select(NoticeVersion).order_by(NoticeVersion.number.desc())).first()
