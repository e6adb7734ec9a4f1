"""How a migration reaches the database: always through the app, in one transaction."""

from alembic import context
from flask import current_app

from app.database import UTCDateTime

db = current_app.extensions["migrate"].db
options = current_app.extensions["migrate"].configure_args


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types in words that a migration can keep for ever."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """The full-text index and the throttle keep tables of their own, which no model describes."""
    return not (kind == "table" and reflected and name is not None and name.startswith(("case_search", "throttle_")))


def run() -> None:
    """Bring the database to where it was asked to go; foreign keys rest meanwhile, because SQLite rebuilds tables."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_item=render_item,
                include_object=include_object,
                transaction_per_migration=False,
                **options,
            )
            with context.begin_transaction():
                context.run_migrations()
            if connection.in_transaction():
                connection.commit()
        finally:
            if connection.dialect.name == "sqlite":
                connection.rollback()
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise RuntimeError("migrations need the database; --sql is not offered")
run()
