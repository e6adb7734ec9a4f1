"""What a page asks by itself: did anything change? Answers are tiny, and say nothing of an application's contents."""


from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.rights import visible_departments
from app.cases.looking import case_by_id, changed_cases
from app.database import LARGEST_ID, read_id
from app.desk import bp
from app.web.guards import clerk_required, visible_or_404

NOTHING = ("", 204)


@bp.get("/changes")
@clerk_required
def queue_changes() -> ResponseReturnValue:
    """Whether others changed cases of this list since the event it was drawn at."""
    n = changed_cases(_since(), visible_departments(current_user), current_user.id)
    return render_template("desk/_queue_changes.html", n=n) if n else NOTHING


@bp.get("/cases/<int:case_id>/changes")
@clerk_required
def case_changes(case_id: int) -> ResponseReturnValue:
    """Whether the case moved on since the version the page shows."""
    case = visible_or_404(case_by_id(case_id), current_user)
    if case.version <= _since():
        return NOTHING
    return render_template("desk/_case_changes.html", case=case)


def _since() -> int:
    """The number the page was drawn at; nonsense counts as now, since a poll must never disturb."""
    since = read_id(request.args.get("since", ""))
    return LARGEST_ID if since is None else since
