"""An import while the town is served: every worker process answers from the new catalogue, without a restart."""

import copy
from collections.abc import Callable

import pytest
from flask import Flask

from app.catalogue import queries
from app.catalogue.actions import export_catalogue, import_catalogue
from app.clock import utc_now
from app.extensions import db


@pytest.fixture
def import_elsewhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict], None]:
    """Import as another process does: nothing tells this one."""

    def import_(data: dict) -> None:
        with monkeypatch.context() as quiet:
            quiet.setattr("app.catalogue.actions.forget_versions", lambda: None)
            import_catalogue(data, utc_now())
        db.session.rollback()

    queries.listed_services()
    return import_


def test_a_change_of_a_block_alone_reaches_new_drafts(import_elsewhere: Callable[[dict], None]) -> None:
    before = queries.listed_service("imar-durumu-belgesi")
    data = copy.deepcopy(export_catalogue())
    block = next(block for block in data["blocks"] if block["id"] == "iletisim")
    block["fields"][0]["label"] = {"tr": "Size nasıl ulaşalım", "en": "How do we reach you"}
    import_elsewhere(data)
    after = queries.listed_service("imar-durumu-belgesi")
    assert before is not None
    assert after is not None
    assert after.form_id != before.form_id


def test_a_new_neighbourhood_can_be_chosen(import_elsewhere: Callable[[dict], None], client) -> None:
    slug = "yol-kaldirim-bozuklugu-bildirimi"
    data = copy.deepcopy(export_catalogue())
    data["neighbourhoods"].append(
        {"code": "yeni-gun", "name": {"tr": "Yeni Gün", "en": "Yeni Gün"}, "settlement": "", "verified": False}
    )
    listed = queries.listed_service(slug)
    assert listed is not None
    queries.form_of(listed.form_id)
    import_elsewhere(data)
    assert client.get(f"/basvuru/{slug}").status_code == 200
    options = queries.form_of(listed.form_id).fields_by_key["konum_mahalle"].options
    assert "yeni-gun" in {option.value for option in options}


def test_another_order_reaches_the_list(import_elsewhere: Callable[[dict], None]) -> None:
    data = copy.deepcopy(export_catalogue())
    data["services"].reverse()
    import_elsewhere(data)
    assert [one.code for one in queries.listed_services()] == [one["code"] for one in data["services"]]
