"""Two clerks on one case: the slower one is told who did what, and keeps every word."""

import pytest

from tests.conftest import HTMX, make_staff, signed_in


@pytest.fixture
def as_colleague(app):
    return signed_in(app, make_staff(app, "second@town.example", "Hüseyin Çalışkan", "fen", ["clerk"]))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_second_is_told_what_changed_and_can_send_again(
    as_clerk, as_colleague, open_case, do, send, look, kinds, headers
):
    seen = str(look(open_case).version)
    assert do(as_colleague, open_case, "message", text="Ekip yolda.").status_code == 303
    url = f"/desk/cases/{open_case}/message"
    late = send(as_clerk, url, headers, text="Ekip <b>yarın</b> gelir.", version=seen)
    assert late.status_code == 409
    assert ("<main" in late.text) is (headers == {})
    assert "This application was changed while you were working on it" in late.text
    assert "Hüseyin Çalışkan" in late.text
    assert "Message to the applicant" in late.text
    assert "Ekip &lt;b&gt;yarın&lt;/b&gt; gelir.</textarea>" in late.text
    assert kinds(open_case).count("messaged") == 1
    fresh = str(look(open_case).version)
    assert f'id="message-version" name="version" type="hidden" value="{fresh}"' in late.text
    assert send(as_clerk, url, headers, text="Ekip yarın gelir.", version=fresh).status_code == 303
    assert kinds(open_case).count("messaged") == 2


def test_when_it_was_handed_on_meanwhile_the_words_are_given_back_to_copy(
    as_clerk, as_colleague, open_case, do, send, look
):
    seen = str(look(open_case).version)
    do(as_colleague, open_case, "hand-over", department_id="park", reason="Ağaç")
    late = send(as_clerk, f"/desk/cases/{open_case}/message", text="Ekip yarın gelir.", version=seen)
    assert late.status_code == 409
    assert "You can no longer do this here" in late.text
    assert "Ekip yarın gelir.</textarea>" in late.text
    assert "Handed over to" in late.text


def test_when_it_was_closed_meanwhile_the_words_are_given_back_too(as_clerk, as_colleague, open_case, do, send, look):
    seen = str(look(open_case).version)
    do(as_colleague, open_case, "close", outcome="done", answer="Bitti")
    late = send(as_clerk, f"/desk/cases/{open_case}/ask", kind="question", text="Hangi kapı?", version=seen)
    assert late.status_code == 409
    assert "Closed: Done" in late.text
    assert "Hangi kapı?</textarea>" in late.text


def test_a_note_depends_on_nobody(as_clerk, as_colleague, open_case, do, send, look):
    seen = str(look(open_case).version)
    do(as_colleague, open_case, "take")
    assert send(as_clerk, f"/desk/cases/{open_case}/note", text="Not", version=seen).status_code == 303


@pytest.mark.parametrize("version", ["", "yok", "-1", "0", "9" * 30, "١"])
def test_a_form_that_saw_no_version_overwrites_nothing(as_clerk, open_case, send, look, version):
    before = look(open_case).version
    reply = send(as_clerk, f"/desk/cases/{open_case}/take", version=version)
    assert reply.status_code == 409
    assert look(open_case).version == before


def test_six_at_once_and_one_wins(app, open_case, look, kinds):
    import base64
    import secrets
    from threading import Barrier, Thread

    from app.extensions import db
    from app.web.csrf import _xor

    people = [signed_in(app, make_staff(app, f"p{n}@town.example", f"P {n}", "fen", ["clerk"])) for n in range(6)]
    version, start, answers = str(look(open_case).version), Barrier(6), []
    db.session.rollback()
    tokens = []
    for person in people:
        with person.session_transaction() as session:
            held = session.setdefault("csrf_token", base64.b64encode(secrets.token_bytes(24)).decode())
        mask = secrets.token_bytes(24)
        tokens.append(base64.urlsafe_b64encode(mask + _xor(mask, base64.b64decode(held))).decode())

    def take(person, token):
        start.wait()
        url = f"/desk/cases/{open_case}/take"
        answers.append(person.post(url, data={"version": version}, headers={"X-CSRFToken": token}).status_code)

    threads = [Thread(target=take, args=pair) for pair in zip(people, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409, 409, 409, 409, 409]
    assert kinds(open_case).count("taken") == 1
