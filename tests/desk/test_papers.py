"""What the desk prints: the receipt again, never with the PIN."""

from app.keys import keys


def test_the_receipt_is_printed_again_without_the_pin(as_clerk, as_clerk_elsewhere, make_case, look):
    case_id = make_case(pin=True)
    reply = as_clerk.get(f"/desk/cases/{case_id}/receipt")
    assert reply.status_code == 200
    number = look(case_id).tracking_number
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in reply.text
    assert "<svg" in reply.text
    pin = keys().pin(case_id, 1)
    assert pin not in reply.text.replace(" ", "")
    assert "last four digits of your phone" not in reply.text  # this case opens by its PIN alone
    assert as_clerk_elsewhere.get(f"/desk/cases/{case_id}/receipt").status_code == 404
    assert as_clerk.get("/desk/cases/999999/receipt").status_code == 404


def test_the_receipt_of_a_sensitive_case_tells_the_counter_no_papers(as_desk_clerk, make_case):
    from app.cases.models import Case
    from app.cases.receipt import receipt_facts
    from app.catalogue.queries import listed_services
    from app.extensions import db

    for listed in [one for one in listed_services() if one.definition.get("sensitive")]:
        case_id = make_case(listed.code)
        facts = receipt_facts(db.session.get_one(Case, case_id))
        papers = [*facts.documents_received, *facts.documents_missing, *facts.documents_to_bring]
        db.session.rollback()
        if papers:
            break
    assert papers
    text = as_desk_clerk.get(f"/desk/cases/{case_id}/receipt").text
    assert not [name for name in papers if name["en"] in text]
