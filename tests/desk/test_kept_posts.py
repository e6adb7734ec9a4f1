"""What a clerk typed while the session fell idle stands in its form again after signing in."""

from datetime import timedelta

import pytest

from app.clock import set_clock
from tests.conftest import HTMX, PASSWORD


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_message_sent_too_late_is_back_in_its_form(as_clerk, clerk, open_case, do, send, look, now, headers):
    seen = str(look(open_case).version)
    from app.accounts.models import User
    from app.accounts.passwords import hash_password
    from app.extensions import db

    db.session.get_one(User, clerk).password_hash = hash_password(PASSWORD)
    db.session.commit()
    set_clock(lambda: now + timedelta(hours=2))
    late = send(as_clerk, f"/desk/cases/{open_case}/message", headers, text="Uzun bir mesaj", version=seen)
    assert late.status_code == (401 if headers else 303)
    back = send(as_clerk, "/giris", email="clerk@town.example", password=PASSWORD)
    assert back.location.startswith(f"/desk/cases/{open_case}?kept=")
    page = as_clerk.get(back.location).text
    assert "Uzun bir mesaj</textarea>" in page
    assert '<details id="message" class="act" open>' in page
    assert do(as_clerk, open_case, "message", text="Uzun bir mesaj").status_code == 303
