"""Home, the services and the guide page of each."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalogue.engine.compiling import ANYONE, APPLICANT_KINDS
from app.catalogue.models import Department, Service
from app.catalogue.queries import (
    Listed,
    departments,
    listed_service,
    listed_services,
    service_at,
    service_by_code,
    topics,
)
from app.extensions import db
from app.public.blueprint import bp
from app.public.listing import LONGEST_QUERY, Filters, applicant_kinds, by_topic, chosen, often_used
from app.web.complaints import complaint_places
from app.web.headers import public_page
from app.web.locale import current_locale

PETITION = "YAZ-01"
"""The service that takes what no other service takes."""


@bp.get("/")
def home() -> ResponseReturnValue:
    """What this is: a search, the life topics, what most people come for, and the way to an application's state."""
    public_page()
    services = listed_services()
    used = {topic for listed in services for topic in listed.definition["topics"]}
    return render_template(
        "public/home.html", topics=[topic for topic in topics() if topic.id in used], often_used=often_used(services)
    )


@bp.get("/hizmetler")
def services() -> ResponseReturnValue:
    """All services, or those that a search or a filter leaves; the address says which."""
    public_page()
    everything, locale = listed_services(), current_locale()
    all_topics = {topic.id: topic.name for topic in topics()}
    all_departments = _departments_of(everything)
    kinds = applicant_kinds(everything)
    filters = Filters(
        words=" ".join(request.args.get("q", "").split())[:LONGEST_QUERY],
        topic=_known(request.args.get("konu", ""), all_topics),
        department=_known(request.args.get("birim", ""), [department.id for department in all_departments]),
        who=_known(request.args.get("kim", ""), [kind for kind in kinds if kind != ANYONE]),
    )
    found = chosen(everything, filters, locale)
    return render_template(
        "public/services.html",
        filters=filters,
        found=found,
        groups=by_topic(everything, list(all_topics), locale) if filters.is_empty else [],
        total=len(everything),
        topics=all_topics,
        departments=all_departments,
        kinds={kind: APPLICANT_KINDS[kind] for kind in kinds if kind != ANYONE},
        petition=_listed_code(everything, PETITION),
    )


@bp.get("/hizmetler/<slug>")
def guide(slug: str) -> ResponseReturnValue:
    """The guide page of a service. An address it had before leads to the one it has now."""
    listed = listed_service(slug)
    if listed is None:
        return _moved_or_gone(slug)
    public_page()
    definition = listed.definition
    department = db.session.get(Department, definition["department"])
    return render_template(
        "public/guide.html",
        slug=slug,
        definition=definition,
        department=department,
        kinds=[APPLICANT_KINDS[kind] for kind in definition["who"] if kind in APPLICANT_KINDS],
        is_for_anyone=ANYONE in definition["who"],
        priority=definition.get("priority") or {},
        places=complaint_places(definition, department),
    )


def _moved_or_gone(slug: str) -> ResponseReturnValue:
    service = service_at(slug)
    if service is None:
        abort(404)
    if service.slug != slug:
        return redirect(url_for(".guide", slug=service.slug), 301)
    petition = service_by_code(PETITION)
    return render_template("public/retired.html", service=service, petition=_open(petition)), 410


def _open(service: Service | None) -> Service | None:
    return None if service is None or service.is_retired else service


def _departments_of(services: tuple[Listed, ...]) -> list[Department]:
    """The departments that offer something, in their order."""
    offering = {listed.definition["department"] for listed in services}
    return [department for department in departments() if department.id in offering]


def _listed_code(services: tuple[Listed, ...], code: str) -> Listed | None:
    return next((listed for listed in services if listed.code == code), None)


def _known(value: str, values: object) -> str:
    """The value when it is one of the choices; an address someone changed by hand shows everything instead."""
    return value if value in values else ""  # type: ignore[operator]
