"""The first tables, the search index, and the triggers that keep history as it was written."""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None



# History is written once: nobody edits or removes what happened, nor what a version said.
APPEND_ONLY = ("case_event", "audit_entry")
IMMUTABLE = ("service_version", "form_version", "notice_version", "questionnaire_version", "text_version")


def _lay_triggers():
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"
        )
    for table, verbs in [(name, ("UPDATE", "DELETE")) for name in APPEND_ONLY] + [
        (name, ("UPDATE",)) for name in IMMUTABLE
    ]:
        for verb in verbs:
            name = f"{table}_no_{verb.lower()}"
            if postgresql:
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
                )
            else:
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
                )


def _make_search():
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE case_search (case_id integer PRIMARY KEY REFERENCES cases (id),"
            " folded text NOT NULL, scope text NOT NULL, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_case_search_words ON case_search USING gin (words)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE case_search USING fts5"
            " (folded, scope, tokenize = 'unicode61 remove_diacritics 0', prefix = '4 5')"
        )


def upgrade() -> None:
    op.create_table('calendar_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_version'))
    )
    op.create_table('catalogue_default',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_catalogue_default'))
    )
    op.create_table('department',
    sa.Column('id', sa.String(length=30), nullable=False),
    sa.Column('name_tr', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('on_call_phone', sa.String(length=30), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('note', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department'))
    )
    op.create_table('neighbourhood',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('settlement', sa.String(length=80), nullable=False),
    sa.Column('is_verified', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_neighbourhood'))
    )
    op.create_table('notice_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_version')),
    sa.UniqueConstraint('content_hash', name=op.f('uq_notice_version_content_hash')),
    sa.UniqueConstraint('number', name=op.f('uq_notice_version_number'))
    )
    op.create_table('questionnaire_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_version')),
    sa.UniqueConstraint('content_hash', name=op.f('uq_questionnaire_version_content_hash')),
    sa.UniqueConstraint('number', name=op.f('uq_questionnaire_version_number'))
    )
    op.create_table('text_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_version')),
    sa.UniqueConstraint('kind', 'channel', 'locale', 'number', name=op.f('uq_text_version_kind_channel_locale_number'))
    )
    op.create_table('topic',
    sa.Column('id', sa.String(length=30), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic'))
    )
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('full','half','working')", name=op.f('ck_calendar_day_kind_known')),
    sa.ForeignKeyConstraint(['version_id'], ['calendar_version.id'], name=op.f('fk_calendar_day_version_id_calendar_version')),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('case_count',
    sa.Column('department_id', sa.String(length=30), nullable=False),
    sa.Column('clerk_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_case_count_department_id_department')),
    sa.PrimaryKeyConstraint('department_id', 'clerk_id', 'status', name=op.f('pk_case_count'))
    )
    op.create_table('service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('department_id', sa.String(length=30), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('current_version_id', sa.Integer(), nullable=True),
    sa.Column('current_form_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_service_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('code', name=op.f('uq_service_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_service_slug'))
    )
    op.create_table('staff_user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_fold', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('department_id', sa.String(length=30), nullable=False),
    sa.Column('roles', sa.JSON(), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deactivated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('version >= 1', name=op.f('ck_staff_user_staff_user_version_counts')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_staff_user_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_user')),
    sa.UniqueConstraint('email_fold', name=op.f('uq_staff_user_email_fold'))
    )
    with op.batch_alter_table('staff_user', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_user_department_id'), ['department_id'], unique=False)

    op.create_table('wave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('questionnaire_version_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['questionnaire_version_id'], ['questionnaire_version.id'], name=op.f('fk_wave_questionnaire_version_id_questionnaire_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wave')),
    sa.UniqueConstraint('key', name=op.f('uq_wave_key'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_kind', sa.String(length=10), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject_type', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.String(length=60), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.CheckConstraint("actor_kind IN ('clerk', 'system', 'citizen')", name=op.f('ck_audit_entry_audit_entry_actor_kind_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['staff_user.id'], name=op.f('fk_audit_entry_actor_id_staff_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_audit_entry_action', ['action', 'id'], unique=False)
        batch_op.create_index('ix_audit_entry_actor', ['actor_id', 'id'], unique=False)
        batch_op.create_index('ix_audit_entry_subject', ['subject_type', 'subject_id', 'id'], unique=False)

    op.create_table('form_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_form_version_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_version')),
    sa.UniqueConstraint('service_id', 'number', name=op.f('uq_form_version_service_id_number'))
    )
    op.create_table('kept_post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('page', sa.String(length=500), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['staff_user.id'], name=op.f('fk_kept_post_user_id_staff_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_post'))
    )
    with op.batch_alter_table('kept_post', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_post_user_id'), ['user_id'], unique=False)

    op.create_table('old_slug',
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_old_slug_service_id_service')),
    sa.PrimaryKeyConstraint('slug', name=op.f('pk_old_slug'))
    )
    op.create_table('one_time_link',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('spent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('setup', 'invite', 'reset')", name=op.f('ck_one_time_link_one_time_link_purpose_known')),
    sa.ForeignKeyConstraint(['created_by'], ['staff_user.id'], name=op.f('fk_one_time_link_created_by_staff_user')),
    sa.ForeignKeyConstraint(['user_id'], ['staff_user.id'], name=op.f('fk_one_time_link_user_id_staff_user')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_one_time_link'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_link_user_id'), ['user_id'], unique=False)

    op.create_table('service_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_version_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_version')),
    sa.UniqueConstraint('service_id', 'number', name=op.f('uq_service_version_service_id_number'))
    )
    op.create_table('staff_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['staff_user.id'], name=op.f('fk_staff_session_user_id_staff_user')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_session'))
    )
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_session_user_id'), ['user_id'], unique=False)

    op.create_table('survey_count',
    sa.Column('service_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('moment', sa.String(length=10), nullable=False),
    sa.Column('item', sa.String(length=20), nullable=False),
    sa.Column('score', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_survey_count_wave_id_wave')),
    sa.PrimaryKeyConstraint('service_id', 'wave_id', 'moment', 'item', 'score', name=op.f('pk_survey_count'))
    )
    op.create_table('told_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('department_id', sa.String(length=30), nullable=False),
    sa.Column('clerk_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('topic', sa.String(length=30), nullable=False),
    sa.ForeignKeyConstraint(['clerk_id'], ['staff_user.id'], name=op.f('fk_told_answer_clerk_id_staff_user')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_told_answer_department_id_department')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_told_answer_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told_answer'))
    )
    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tracking_number', sa.String(length=12), nullable=False),
    sa.Column('submission_token', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('event_count', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('service_version_id', sa.Integer(), nullable=False),
    sa.Column('form_version_id', sa.Integer(), nullable=False),
    sa.Column('notice_version_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('status_before_waiting', sa.String(length=20), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_urgent', sa.Boolean(), nullable=False),
    sa.Column('is_sensitive', sa.Boolean(), nullable=False),
    sa.Column('confidential_until', sa.Date(), nullable=True),
    sa.Column('owner_department_id', sa.String(length=30), nullable=False),
    sa.Column('owner_clerk_id', sa.Integer(), nullable=True),
    sa.Column('sent_by_department_id', sa.String(length=30), nullable=True),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('identity_level', sa.String(length=10), nullable=False),
    sa.Column('needs_identity', sa.Boolean(), nullable=False),
    sa.Column('identity_how', sa.String(length=20), nullable=True),
    sa.Column('identity_by_id', sa.Integer(), nullable=True),
    sa.Column('identity_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signature_method', sa.String(length=20), nullable=True),
    sa.Column('outside_numbers', sa.JSON(), nullable=False),
    sa.Column('pin_generation', sa.Integer(), nullable=False),
    sa.Column('uses_pin_only', sa.Boolean(), nullable=False),
    sa.Column('promise_rule', sa.JSON(), nullable=True),
    sa.Column('law_rule', sa.JSON(), nullable=False),
    sa.Column('promise_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('law_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('law_satisfied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar_version_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(length=40), nullable=True),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name=op.f('ck_cases_closed_has_outcome')),
    sa.CheckConstraint("(status IN ('closed','forwarded','withdrawn')) = (closed_at IS NOT NULL)", name=op.f('ck_cases_ended_has_date')),
    sa.CheckConstraint("status IN ('received','in_review','in_progress','waiting_applicant','forwarded','withdrawn','closed')", name=op.f('ck_cases_status_known')),
    sa.ForeignKeyConstraint(['calendar_version_id'], ['calendar_version.id'], name=op.f('fk_cases_calendar_version_id_calendar_version')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['staff_user.id'], name=op.f('fk_cases_entered_by_id_staff_user')),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_version.id'], name=op.f('fk_cases_form_version_id_form_version')),
    sa.ForeignKeyConstraint(['identity_by_id'], ['staff_user.id'], name=op.f('fk_cases_identity_by_id_staff_user')),
    sa.ForeignKeyConstraint(['notice_version_id'], ['notice_version.id'], name=op.f('fk_cases_notice_version_id_notice_version')),
    sa.ForeignKeyConstraint(['owner_clerk_id'], ['staff_user.id'], name=op.f('fk_cases_owner_clerk_id_staff_user')),
    sa.ForeignKeyConstraint(['owner_department_id'], ['department.id'], name=op.f('fk_cases_owner_department_id_department')),
    sa.ForeignKeyConstraint(['sent_by_department_id'], ['department.id'], name=op.f('fk_cases_sent_by_department_id_department')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_cases_service_id_service')),
    sa.ForeignKeyConstraint(['service_version_id'], ['service_version.id'], name=op.f('fk_cases_service_version_id_service_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('submission_token', name=op.f('uq_cases_submission_token')),
    sa.UniqueConstraint('tracking_number', name=op.f('uq_cases_tracking_number'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('ix_cases_department', ['owner_department_id', 'id'], unique=False)
        batch_op.create_index('ix_cases_open', ['is_urgent', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_cases_open_clerk', ['owner_clerk_id', 'is_urgent', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_cases_open_department', ['owner_department_id', 'is_urgent', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_cases_open_promise', ['promise_due_at', 'id'], unique=False, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.create_index('ix_cases_service', ['service_id', 'id'], unique=False)

    op.create_table('form_step_count',
    sa.Column('form_version_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reached', sa.Integer(), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_version.id'], name=op.f('fk_form_step_count_form_version_id_form_version')),
    sa.PrimaryKeyConstraint('form_version_id', 'step', 'day', name=op.f('pk_form_step_count'))
    )
    with op.batch_alter_table('form_step_count', schema=None) as batch_op:
        batch_op.create_index('ix_form_step_count_day', ['day'], unique=False)

    op.create_table('applicant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('acts_as', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=250), nullable=False),
    sa.Column('name_fold', sa.String(length=250).with_variant(sa.String(250, 'C'), 'postgresql'), nullable=False),
    sa.Column('id_type', sa.String(length=12), nullable=True),
    sa.Column('sealed_id_no', sa.LargeBinary(), nullable=True),
    sa.Column('id_no_fingerprint', sa.String(length=64), nullable=True),
    sa.Column('sealed_phone', sa.LargeBinary(), nullable=True),
    sa.Column('phone_fingerprint', sa.String(length=64), nullable=True),
    sa.Column('sealed_email', sa.LargeBinary(), nullable=True),
    sa.Column('email_fingerprint', sa.String(length=64), nullable=True),
    sa.Column('news_channel', sa.String(length=10), nullable=False),
    sa.CheckConstraint("role IN ('applicant','contact','represented')", name=op.f('ck_applicant_role_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_applicant_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applicant'))
    )
    with op.batch_alter_table('applicant', schema=None) as batch_op:
        batch_op.create_index('ix_applicant_case', ['case_id'], unique=False)
        batch_op.create_index('ix_applicant_email', ['email_fingerprint'], unique=False)
        batch_op.create_index('ix_applicant_id_no', ['id_no_fingerprint'], unique=False)
        batch_op.create_index('ix_applicant_name', ['name_fold'], unique=False)
        batch_op.create_index('ix_applicant_phone', ['phone_fingerprint'], unique=False)

    op.create_table('case_answers',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('open_answers', sa.JSON(), nullable=False),
    sa.Column('sealed_answers', sa.LargeBinary(), nullable=True),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_answers_case_id_cases')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_answers'))
    )
    op.create_table('case_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=10), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('on_behalf_of', sa.String(length=20), nullable=True),
    sa.Column('department_from', sa.String(length=30), nullable=True),
    sa.Column('department_to', sa.String(length=30), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('owner_department_id', sa.String(length=30), nullable=False),
    sa.Column('owner_clerk_id', sa.Integer(), nullable=True),
    sa.Column('turn', sa.String(length=10), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('payload_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("actor IN ('citizen','clerk','system')", name=op.f('ck_case_event_actor_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['staff_user.id'], name=op.f('fk_case_event_actor_id_staff_user')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_event_case_id_cases')),
    sa.ForeignKeyConstraint(['department_from'], ['department.id'], name=op.f('fk_case_event_department_from_department')),
    sa.ForeignKeyConstraint(['department_to'], ['department.id'], name=op.f('fk_case_event_department_to_department')),
    sa.ForeignKeyConstraint(['owner_clerk_id'], ['staff_user.id'], name=op.f('fk_case_event_owner_clerk_id_staff_user')),
    sa.ForeignKeyConstraint(['owner_department_id'], ['department.id'], name=op.f('fk_case_event_owner_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event')),
    sa.UniqueConstraint('case_id', 'seq', name=op.f('uq_case_event_case_id_seq'))
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index('ix_case_event_at', ['at'], unique=False)

    op.create_table('case_opening',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saw_answers', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_opening_case_id_cases')),
    sa.ForeignKeyConstraint(['user_id'], ['staff_user.id'], name=op.f('fk_case_opening_user_id_staff_user')),
    sa.PrimaryKeyConstraint('user_id', 'case_id', 'hour', name=op.f('pk_case_opening'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('service_version_id', sa.Integer(), nullable=False),
    sa.Column('form_version_id', sa.Integer(), nullable=False),
    sa.Column('notice_version_id', sa.Integer(), nullable=True),
    sa.Column('sealed_typed', sa.LargeBinary(), nullable=True),
    sa.Column('submission_token', sa.String(length=64), nullable=False),
    sa.Column('is_own_device', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('steps_reached', sa.String(length=500), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_draft_case_id_cases')),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_version.id'], name=op.f('fk_draft_form_version_id_form_version')),
    sa.ForeignKeyConstraint(['notice_version_id'], ['notice_version.id'], name=op.f('fk_draft_notice_version_id_notice_version')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_draft_service_id_service')),
    sa.ForeignKeyConstraint(['service_version_id'], ['service_version.id'], name=op.f('fk_draft_service_version_id_service_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('browser_hash', 'service_id', name=op.f('uq_draft_browser_hash_service_id')),
    sa.UniqueConstraint('submission_token', name=op.f('uq_draft_submission_token'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index('ix_draft_touched', ['touched_at'], unique=False)

    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('from_department_id', sa.String(length=30), nullable=False),
    sa.Column('to_department_id', sa.String(length=30), nullable=False),
    sa.Column('to_clerk_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('offered','accepted','bounced')", name=op.f('ck_handover_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_handover_case_id_cases')),
    sa.ForeignKeyConstraint(['from_department_id'], ['department.id'], name=op.f('fk_handover_from_department_id_department')),
    sa.ForeignKeyConstraint(['to_clerk_id'], ['staff_user.id'], name=op.f('fk_handover_to_clerk_id_staff_user')),
    sa.ForeignKeyConstraint(['to_department_id'], ['department.id'], name=op.f('fk_handover_to_department_id_department')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover'))
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index('ix_handover_case', ['case_id'], unique=False)
        batch_op.create_index('ix_handover_to', ['to_department_id', 'state'], unique=False)

    op.create_table('open_file',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_open_file_case_id_cases')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_open_file'))
    )
    with op.batch_alter_table('open_file', schema=None) as batch_op:
        batch_op.create_index('ix_open_file_case', ['case_id'], unique=False)

    op.create_table('pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stops_promise', sa.Boolean(), nullable=False),
    sa.Column('stops_law', sa.Boolean(), nullable=False),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= started_at', name=op.f('ck_pause_ends_after_start')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_pause_case_id_cases')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pause'))
    )
    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.create_index('ix_pause_case', ['case_id'], unique=False)

    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('field_key', sa.String(length=80), nullable=True),
    sa.Column('scan_state', sa.String(length=12), nullable=False),
    sa.Column('uploaded_by', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('removed_at IS NOT NULL OR ((case_id IS NULL) <> (draft_id IS NULL))', name=op.f('ck_stored_file_has_one_owner')),
    sa.CheckConstraint("purpose IN ('answer', 'document', 'reply', 'clerk')", name=op.f('ck_stored_file_purpose_is_known')),
    sa.CheckConstraint("scan_state IN ('not_scanned', 'clean', 'refused')", name=op.f('ck_stored_file_scan_state_is_known')),
    sa.CheckConstraint('size > 0', name=op.f('ck_stored_file_is_not_empty')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_stored_file_case_id_cases')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_stored_file_draft_id_draft')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_draft_id'), ['draft_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_sha256'), ['sha256'], unique=False)

    op.create_table('survey_response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('moment', sa.String(length=10), nullable=False),
    sa.Column('questionnaire_version_id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=True),
    sa.Column('department_id', sa.String(length=30), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('strengths', sa.JSON(), nullable=False),
    sa.Column('weaknesses', sa.JSON(), nullable=False),
    sa.Column('free_text', sa.String(length=1200), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('typed_by_id', sa.Integer(), nullable=True),
    sa.Column('batch', sa.String(length=40), nullable=True),
    sa.Column('sheet', sa.Integer(), nullable=True),
    sa.CheckConstraint("moment IN ('applying','service','paper')", name=op.f('ck_survey_response_moment_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_survey_response_case_id_cases')),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_survey_response_department_id_department')),
    sa.ForeignKeyConstraint(['questionnaire_version_id'], ['questionnaire_version.id'], name=op.f('fk_survey_response_questionnaire_version_id_questionnaire_version')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_survey_response_service_id_service')),
    sa.ForeignKeyConstraint(['typed_by_id'], ['staff_user.id'], name=op.f('fk_survey_response_typed_by_id_staff_user')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_survey_response_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_response')),
    sa.UniqueConstraint('case_id', 'moment', name=op.f('uq_survey_response_case_id_moment')),
    sa.UniqueConstraint('typed_by_id', 'batch', 'sheet', name=op.f('uq_survey_response_typed_by_id_batch_sheet'))
    )
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.create_index('ix_survey_response_service', ['service_id', 'moment'], unique=False)

    op.create_table('event_text',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['case_event.id'], name=op.f('fk_event_text_event_id_case_event')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_event_text'))
    )
    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('locale', sa.String(length=5), nullable=False),
    sa.Column('text_version_id', sa.Integer(), nullable=True),
    sa.Column('sealed_recipient', sa.LargeBinary(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('idempotency_key', sa.String(length=80), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('not_sent','waiting','sending','sent','failed','uncertain','dropped')", name=op.f('ck_message_state_known')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_message_case_id_cases')),
    sa.ForeignKeyConstraint(['event_id'], ['case_event.id'], name=op.f('fk_message_event_id_case_event')),
    sa.ForeignKeyConstraint(['text_version_id'], ['text_version.id'], name=op.f('fk_message_text_version_id_text_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_message_idempotency_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_case', ['case_id'], unique=False)
        batch_op.create_index('ix_message_state_not_before', ['state', 'not_before'], unique=False)
    _lay_triggers()
    _make_search()


def downgrade() -> None:
    op.execute("DROP TABLE case_search")
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_state_not_before')
        batch_op.drop_index('ix_message_case')

    op.drop_table('message')
    op.drop_table('event_text')
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.drop_index('ix_survey_response_service')

    op.drop_table('survey_response')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_sha256'))
        batch_op.drop_index(batch_op.f('ix_stored_file_draft_id'))
        batch_op.drop_index(batch_op.f('ix_stored_file_case_id'))

    op.drop_table('stored_file')
    with op.batch_alter_table('pause', schema=None) as batch_op:
        batch_op.drop_index('ix_pause_case')

    op.drop_table('pause')
    with op.batch_alter_table('open_file', schema=None) as batch_op:
        batch_op.drop_index('ix_open_file_case')

    op.drop_table('open_file')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_index('ix_handover_to')
        batch_op.drop_index('ix_handover_case')

    op.drop_table('handover')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index('ix_draft_touched')

    op.drop_table('draft')
    op.drop_table('case_opening')
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index('ix_case_event_at')

    op.drop_table('case_event')
    op.drop_table('case_answers')
    with op.batch_alter_table('applicant', schema=None) as batch_op:
        batch_op.drop_index('ix_applicant_phone')
        batch_op.drop_index('ix_applicant_name')
        batch_op.drop_index('ix_applicant_id_no')
        batch_op.drop_index('ix_applicant_email')
        batch_op.drop_index('ix_applicant_case')

    op.drop_table('applicant')
    with op.batch_alter_table('form_step_count', schema=None) as batch_op:
        batch_op.drop_index('ix_form_step_count_day')

    op.drop_table('form_step_count')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_service')
        batch_op.drop_index('ix_cases_open_promise', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_cases_open_department', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_cases_open_clerk', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_cases_open', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
        batch_op.drop_index('ix_cases_department')

    op.drop_table('cases')
    op.drop_table('told_answer')
    op.drop_table('survey_count')
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_session_user_id'))

    op.drop_table('staff_session')
    op.drop_table('service_version')
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_link_user_id'))

    op.drop_table('one_time_link')
    op.drop_table('old_slug')
    with op.batch_alter_table('kept_post', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_post_user_id'))

    op.drop_table('kept_post')
    op.drop_table('form_version')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_subject')
        batch_op.drop_index('ix_audit_entry_actor')
        batch_op.drop_index('ix_audit_entry_action')

    op.drop_table('audit_entry')
    op.drop_table('wave')
    with op.batch_alter_table('staff_user', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_user_department_id'))

    op.drop_table('staff_user')
    op.drop_table('service')
    op.drop_table('case_count')
    op.drop_table('calendar_day')
    op.drop_table('topic')
    op.drop_table('text_version')
    op.drop_table('questionnaire_version')
    op.drop_table('notice_version')
    op.drop_table('neighbourhood')
    op.drop_table('department')
    op.drop_table('catalogue_default')
    op.drop_table('calendar_version')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change() CASCADE")
