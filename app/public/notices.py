"""What the town says about itself: privacy, accessibility, and the page after everything was erased."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_notice, listed_services
from app.public.blueprint import bp
from app.web.headers import public_page

DATA_REQUEST = "YAZ-04"


@bp.get("/gizlilik")
def privacy() -> ResponseReturnValue:
    """The privacy notice in its current version, and every cookie by name."""
    public_page()
    request = next((listed for listed in listed_services() if listed.code == DATA_REQUEST), None)
    return render_template("public/privacy.html", notice=current_notice(), data_request=request)


@bp.get("/erisilebilirlik")
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    public_page()
    return render_template("public/accessibility.html")


@bp.get("/bitti")
def finished() -> Response:
    """Everything of the citizen is gone from this browser."""
    answer = make_response(render_template("public/finished.html"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
