"""The demonstration: believable, repeatable, and true to the rules the desk itself works by."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import clock as clock_module
from app.accounts.models import User
from app.cases import clocks, counts, search
from app.cases.lifecycle import ENDED, Outcome, Status, turn_of
from app.cases.looking import case_file
from app.cases.models import Applicant, Case, CaseAnswers, CaseEvent, Handover, Pause
from app.cases.tracking_number import read_number
from app.catalogue.queries import form_of, listed_services
from app.demo.build import fill
from app.extensions import db
from app.survey.counts import verify_counts
from app.survey.models import SurveyResponse

TODAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CASES = 300


@pytest.fixture
def filled_town(app: Flask) -> Flask:
    """A town with 300 demonstration cases."""
    fill(CASES, 7, TODAY)
    db.session.expire_all()
    return app


def test_every_service_channel_status_and_outcome_occurs(filled_town: Flask) -> None:
    def those(column: object) -> set:
        return set(db.session.scalars(select(column).distinct()))  # type: ignore[call-overload]

    assert db.session.scalar(select(func.count()).select_from(Case)) == CASES
    assert those(Case.service_id) == {listed.id for listed in listed_services()}
    assert those(Case.channel) == {"portal", "counter", "phone", "email", "letter", "cimer", "headman"}
    assert those(Case.status) == set(Status)
    assert those(Case.outcome) == {None, *Outcome}
    assert those(Handover.state) == {"offered", "accepted", "bounced"}
    assert those(SurveyResponse.moment) == {"applying", "service", "paper"}
    assert those(Case.is_urgent) == {True, False}
    late = select(func.count()).where(Case.closed_at.is_(None), Case.promise_due_at < TODAY)
    assert db.session.scalar(late)
    forwarded = select(Case).where(Case.status == "forwarded")
    assert any(case.service.code == "FEN-04" for case in db.session.scalars(forwarded))


def test_the_events_of_a_case_end_where_the_case_stands(filled_town: Flask) -> None:
    for case in db.session.scalars(select(Case)):
        events = list(db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)))
        assert [event.seq for event in events] == list(range(1, case.event_count + 1))
        assert case.version == case.event_count
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert events[0].kind == "received"
        assert events[0].at == case.received_at
        assert events[-1].at < TODAY
        last = events[-1]
        assert (last.status, last.owner_department_id, last.owner_clerk_id) == (
            case.status, case.owner_department_id, case.owner_clerk_id,
        )  # fmt: skip
        assert last.turn == turn_of(Status(case.status))
        assert (case.status in ENDED) == (case.closed_at is not None)


def test_a_case_waits_for_its_applicant_exactly_while_a_pause_does(filled_town: Flask) -> None:
    for case in db.session.scalars(select(Case).where(Case.closed_at.is_(None))):
        pauses = db.session.scalars(select(Pause).where(Pause.case_id == case.id))
        assert (case.status == Status.WAITING_APPLICANT) == any(pause.waits_for_applicant for pause in pauses)


def test_both_dates_are_those_the_clocks_compute(filled_town: Flask) -> None:
    for case in db.session.scalars(select(Case)):
        kept = case.promise_due_at, case.law_due_at
        clocks.recompute(case)
        assert (case.promise_due_at, case.law_due_at) == kept


def test_desk_events_happen_in_opening_hours(filled_town: Flask) -> None:
    from app.cases.calendar import working_calendar

    calendar = working_calendar()
    by_night = {
        case.id for case in db.session.scalars(select(Case)) if (case.promise_rule or {}).get("clock") == "clock"
    }
    for event in db.session.scalars(select(CaseEvent).where(CaseEvent.actor == "clerk", CaseEvent.kind != "received")):
        local = event.at.astimezone(clock_module.ISTANBUL)
        is_open = any(start <= local <= end for start, end in calendar.opening(local.date()))
        assert is_open or event.case_id in by_night


def test_kept_counts_are_true(filled_town: Flask) -> None:
    assert counts.differences() == []
    assert verify_counts() == []


def test_every_case_is_found_and_opened(filled_town: Flask) -> None:
    for case in db.session.scalars(select(Case).order_by(Case.id).limit(60)):
        assert read_number(case.tracking_number) == case.tracking_number
        assert search.found(case.tracking_number, None) == [case.id]
        file = case_file(case, with_secrets=True)
        assert file.people[0].role == "applicant"
        assert set(file.answers) == {field.key for field in form_of(case.form_version_id).fields}
        assert len(file.events) == case.event_count
    rows = db.session.scalar(text("SELECT count(*) FROM case_search"))
    assert rows == CASES
    assert db.session.scalar(select(func.count()).select_from(CaseAnswers)) == CASES


def test_what_a_case_names_as_received_lies_in_the_store(filled_town: Flask) -> None:
    from app.files.models import StoredFile
    from app.files.store import file_store

    files = list(db.session.scalars(select(StoredFile)))
    assert files
    for sha256 in {file.sha256 for file in files}:
        with file_store().open(sha256) as content:
            assert len(content.read()) == next(file.size for file in files if file.sha256 == sha256)


def test_the_same_seed_gives_the_same_cases(app: Flask) -> None:
    def told() -> list:
        events = select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at, User.name)
        events = events.outerjoin(User, User.id == CaseEvent.actor_id).order_by(CaseEvent.id)
        cases = select(Case.tracking_number, Case.subject, Case.law_due_at).order_by(Case.id)
        names = select(Applicant.name).order_by(Applicant.id)
        return [tuple(row) for query in (events, cases, names) for row in db.session.execute(query)]

    fill(40, 3, TODAY)
    first = told()
    _forget_all()
    fill(40, 3, TODAY)
    assert told() == first
    _forget_all()
    fill(40, 4, TODAY)
    assert told() != first


def test_the_desk_goes_on_with_a_demonstration_case(filled_town: Flask) -> None:
    from app.cases.actions import note_case, take_case
    from app.cases.actor import Actor

    case = db.session.scalars(select(Case).where(Case.closed_at.is_(None), Case.owner_clerk_id.is_(None))).first()
    assert case is not None
    clerk = db.session.scalars(
        select(CaseEvent.actor_id).where(
            CaseEvent.owner_department_id == case.owner_department_id, CaseEvent.kind == "taken"
        )
    ).first()
    by = Actor("clerk", clerk, case.owner_department_id)
    take_case(case.id, case.version, by, TODAY)
    note_case(case.id, "Arandı.", by, TODAY)
    assert counts.differences() == []


def test_a_database_with_cases_is_refused(app: Flask, open_case: int) -> None:
    reply = app.test_cli_runner().invoke(args=["demo", "--cases", "5"])
    assert reply.exit_code != 0
    assert reply.output.strip() == "Error: this database holds cases already; a demonstration needs an empty one"


def test_the_command_prints_five_sign_ins(app: Flask) -> None:
    from app.accounts.passwords import is_password
    from app.accounts.queries import user_by_email

    reply = app.test_cli_runner().invoke(args=["demo", "--cases", "5", "--seed", "2"])
    assert reply.exit_code == 0, reply.output
    lines = [line.split() for line in reply.output.splitlines()[1:]]
    assert sorted(line[0] for line in lines) == ["admin", "clerk", "clerk", "clerk", "clerk+supervisor"]
    for _roles, _department, email, password in lines:
        user = user_by_email(email)
        assert user is not None
        assert is_password(user.password_hash, password)


def _forget_all() -> None:
    """Empty what the demonstration filled, as no command ever would."""
    from app.accounts.models import AuditEntry
    from app.demo.bulk import TABLES

    db.session.rollback()
    is_postgresql = db.engine.dialect.name == "postgresql"
    for trigger in ("case_event", "audit_entry"):
        for verb in ("update", "delete"):
            on = f" ON {trigger}" if is_postgresql else ""
            name = f"{trigger}_no_{verb}"
            db.session.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
    db.session.execute(text("DELETE FROM case_search"))
    for table in (*reversed(TABLES), AuditEntry.__table__, User.__table__):
        db.session.execute(table.delete())
    db.session.commit()
    db.session.remove()
