"""Finding cases by their folded text: FTS5 on SQLite, `simple` text search on PostgreSQL, same hits on both.

Only answers that are neither personal nor sensitive enter. Beside the text each row carries the owning department
as a word, so that a department's search never walks through other departments' hits.
"""

from sqlalchemy import text

from app.cases.models import Case
from app.extensions import db
from app.turkish import fold, query_words, words_of

NEWEST = 50
_ADD_SQLITE = text("INSERT INTO case_search (rowid, folded, scope) VALUES (:id, :folded, :scope)")
_ADD_POSTGRESQL = text(
    "INSERT INTO case_search (case_id, folded, scope, words)"
    " VALUES (:id, :folded, :scope, to_tsvector('simple', :folded || ' ' || :scope))"
)


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _scope(department_id: str) -> str:
    return "dept" + department_id.replace("_", "").replace("-", "")


def add(case: Case, words: str) -> None:
    """Make a new case findable. `words` need not be folded."""
    add_all([entry(case, fold(words))])


def add_all(entries: list[dict[str, object]]) -> None:
    """Make new cases findable by their entries."""
    db.session.connection().execute(_ADD_POSTGRESQL if _is_postgresql() else _ADD_SQLITE, entries)


def entry(case: Case, folded_words: str) -> dict[str, object]:
    """The search row of a case, which `add_all` writes: single words, because PostgreSQL would read `a.b/c` as one."""
    number = fold(f"{case.tracking_number} {case.tracking_number[-4:]}")
    words = " ".join(words_of(f"{number} {folded_words}"))
    return {"id": case.id, "folded": words, "scope": _scope(case.owner_department_id)}


def move(case: Case) -> None:
    """Follow the case to its new department."""
    values = {"id": case.id, "scope": _scope(case.owner_department_id)}
    if _is_postgresql():
        statement = text(
            "UPDATE case_search SET scope = :scope, words = to_tsvector('simple', folded || ' ' || :scope)"
            " WHERE case_id = :id"
        )
    else:
        statement = text("UPDATE case_search SET scope = :scope WHERE rowid = :id")
    db.session.execute(statement, values)


def found(query: str, departments: set[str] | None, before_id: int | None = None) -> list[int]:
    """The newest 50 case ids (below `before_id`) whose text has every word of `query`; None departments means all.

    Each word is looked for by its first five letters; when nothing is found, by its first four.
    """
    for letters in (5, 4):
        words = query_words(query, letters)
        if not words:
            return []
        ids = _ids(words, departments, before_id)
        if ids:
            return ids
    return []


def _ids(words: list[str], departments: set[str] | None, before_id: int | None) -> list[int]:
    scopes = sorted(_scope(d) for d in departments) if departments is not None else []
    limit = {"before": before_id or 2**62, "most": NEWEST}
    if _is_postgresql():
        wanted = " & ".join(f"{_quoted(word)}:*" for word in words)
        if departments is not None:
            wanted += " & (" + (" | ".join(_quoted(s) for s in scopes) or "'nowhere'") + ")"
        statement = text(
            "SELECT case_id FROM case_search WHERE words @@ to_tsquery('simple', :wanted) AND case_id < :before"
            " ORDER BY case_id DESC LIMIT :most"
        )
    else:
        wanted = " AND ".join(f'folded:"{word}"*' for word in words)
        if departments is not None:
            wanted += " AND (" + (" OR ".join(f'scope:"{s}"' for s in scopes) or 'scope:"nowhere"') + ")"
        statement = text(
            "SELECT rowid FROM case_search WHERE case_search MATCH :wanted AND rowid < :before"
            " ORDER BY rowid DESC LIMIT :most"
        )
    return [row[0] for row in db.session.execute(statement, {"wanted": wanted, **limit})]


def _quoted(word: str) -> str:
    # query_words leaves letters and digits only; the quotes keep tsquery from reading operators all the same.
    return "'" + word.replace("'", "") + "'"
