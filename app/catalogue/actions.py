"""Taking a checked catalogue into the database, and giving it back out."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.catalogue.engine.compiling import compile_form
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
from app.catalogue.queries import IMPORTED, forget_versions
from app.extensions import db


def content_hash(content: object) -> str:
    """The same content gives the same hash, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def import_catalogue(data: dict, now: datetime) -> dict[str, int]:
    """Bring the database to `data`, already checked; commit. Says how many services were added, changed, retired.

    Importing the same twice changes nothing. A service that is no longer listed is retired, never deleted.
    """
    _put_departments(data["departments"])
    _put_topics(data["topics"])
    _put_neighbourhoods(data["neighbourhoods"])
    _put_default("blocks", data["blocks"])
    _put_default(IMPORTED, {"mark": content_hash(data)})
    db.session.flush()
    blocks = {block["id"]: block for block in data["blocks"]}
    done = {"added": 0, "changed": 0, "retired": 0}
    known = {service.code: service for service in db.session.scalars(select(Service))}
    for position, definition in enumerate(data["services"]):
        service = known.pop(definition["code"], None)
        done["added"] += service is None
        if service is None:
            service = Service(code=definition["code"], slug=definition["slug"], department_id=definition["department"])
            db.session.add(service)
        service.retired_at = None
        service.position = position
        service.department_id = definition["department"]
        _follow_slug(service, definition["slug"])
        db.session.flush()
        is_new = service.current_version_id is None
        changed = _put_version(ServiceVersion, service, definition, now)
        changed = _put_version(FormVersion, service, compile_form(definition, blocks), now) or changed
        done["changed"] += changed and not is_new
    for service in known.values():
        if service.retired_at is None:
            service.retired_at = now
            done["retired"] += 1
    db.session.commit()
    forget_versions()
    return done


def export_catalogue() -> dict:
    """The catalogue as it stands, in the shape that `import_catalogue` takes."""
    services = db.session.execute(
        select(ServiceVersion.definition)
        .join(Service, Service.current_version_id == ServiceVersion.id)
        .where(Service.retired_at.is_(None))
        .order_by(Service.position)
    )
    blocks = db.session.get(CatalogueDefault, "blocks")
    return {
        "schema": "tek-masa/catalogue/1",
        "departments": [d.definition for d in db.session.scalars(select(Department).order_by(Department.position))],
        "topics": [t.definition for t in db.session.scalars(select(Topic).order_by(Topic.position))],
        "neighbourhoods": [
            n.definition for n in db.session.scalars(select(Neighbourhood).order_by(Neighbourhood.position))
        ],
        "blocks": blocks.body if blocks else [],
        "services": [definition for (definition,) in services],
    }


def import_notice(body: dict, now: datetime) -> NoticeVersion:
    """Make `body` the privacy notice shown from now on; the same one again changes nothing. Commits."""
    digest = content_hash(body)
    notice = db.session.scalar(select(NoticeVersion).where(NoticeVersion.content_hash == digest))
    if notice is None:
        number = (db.session.scalar(select(func.max(NoticeVersion.number))) or 0) + 1
        notice = NoticeVersion(number=number, content_hash=digest, body=body, created_at=now)
        db.session.add(notice)
    db.session.commit()
    return notice


def _put_departments(rows: list[dict]) -> None:
    for position, row in enumerate(rows):
        department = db.session.get(Department, row["id"]) or Department(id=row["id"])
        department.name_tr, department.name_en = row["name"]["tr"], row["name"]["en"]
        department.on_call_phone = row.get("on_call_phone")
        department.note = row.get("note")
        department.position = position
        db.session.add(department)


def _put_topics(rows: list[dict]) -> None:
    for position, row in enumerate(rows):
        topic = db.session.get(Topic, row["id"]) or Topic(id=row["id"])
        topic.name, topic.position = row["name"], row.get("position", position)
        db.session.add(topic)


def _put_neighbourhoods(rows: list[dict]) -> None:
    for position, row in enumerate(rows):
        place = db.session.get(Neighbourhood, row["code"]) or Neighbourhood(code=row["code"])
        place.name, place.settlement = row["name"], row.get("settlement", "")
        place.is_verified, place.position = row.get("verified", False), position
        db.session.add(place)


def _put_default(key: str, body: list | dict) -> None:
    row = db.session.get(CatalogueDefault, key)
    if row is None:
        db.session.add(CatalogueDefault(key=key, body=body))
    elif content_hash(row.body) != content_hash(body):
        row.body = body


def _follow_slug(service: Service, slug: str) -> None:
    if service.slug != slug:
        if db.session.get(OldSlug, service.slug) is None:
            db.session.add(OldSlug(slug=service.slug, service_id=service.id))
        service.slug = slug


def _put_version(
    kind: type[ServiceVersion] | type[FormVersion], service: Service, definition: dict, now: datetime
) -> bool:
    """Whether the definition differs from the current one; then a new version is current."""
    column = "current_version_id" if kind is ServiceVersion else "current_form_id"
    digest = content_hash(definition)
    current_id = getattr(service, column)
    current: Any = db.session.get(kind, current_id) if current_id else None
    if current is not None and current.content_hash == digest:
        return False
    version = kind(
        service_id=service.id,
        number=current.number + 1 if current else 1,
        content_hash=digest,
        definition=definition,
        created_at=now,
    )
    db.session.add(version)
    db.session.flush()
    setattr(service, column, version.id)
    return True
