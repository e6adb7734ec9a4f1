"""The guide page of a service says what the law asks of it, and never leads nowhere."""

from datetime import UTC, datetime

import pytest

from app.catalogue.models import OldSlug
from app.catalogue.queries import forget_versions, listed_services, service_by_code
from app.extensions import db

ROAD = "/hizmetler/yol-kaldirim-bozuklugu-bildirimi"


def test_every_service_has_a_guide_page(client, app):
    for listed in listed_services():
        reply = client.get(f"/hizmetler/{listed.slug}")
        assert reply.status_code == 200, listed.slug
        assert f'href="/basvuru/{listed.slug}"' in reply.text
        assert "Where to complain" in reply.text
        assert "Set-Cookie" not in reply.headers


def test_the_page_says_time_law_fee_and_who(client):
    text = client.get(ROAD).text
    for words in (
        "15 days",
        "30 days",
        "Free of charge",
        "Anyone. You need not say who you are.",
        "If you get no answer",
    ):
        assert words in text, words


def test_an_urgent_service_names_112_and_the_number_by_night(client):
    text = client.get(ROAD).text
    assert 'href="tel:112"' in text
    assert "444 55 39" in text


def test_only_own_documents_are_asked_for(client):
    text = client.get(f"/hizmetler/{service_by_code('IMR-01').slug}").text
    assert "You bring" in text
    assert "The municipality obtains" in text


def test_an_old_address_leads_to_the_new_one_for_ever(client):
    db.session.add(OldSlug(slug="eski-ad", service_id=service_by_code("FEN-01").id))
    db.session.commit()
    reply = client.get("/hizmetler/eski-ad")
    assert (reply.status_code, reply.location) == (301, ROAD)


def test_a_retired_service_says_so_and_names_other_ways(client):
    service_by_code("FEN-01").retired_at = datetime(2026, 1, 1, tzinfo=UTC)
    db.session.commit()
    forget_versions()
    reply = client.get(ROAD)
    assert reply.status_code == 410
    assert "Petition (request" in reply.text
    assert "Road or pavement defect" not in client.get("/hizmetler").text


@pytest.mark.parametrize("slug", ["yok", "a" * 300, "%F0%9F%90%88", "..%2f..%2fetc"])
def test_an_unknown_service_is_not_found(client, slug):
    assert client.get(f"/hizmetler/{slug}").status_code == 404


class TestComplaintPlaces:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"MASA_FIRST_COMPLAINT": "Yazı İşleri; Müdür; Kongre Meydanı 1; 0288 111 22 33; yazi@town.example"}

    def test_the_first_comes_from_the_settings_and_the_second_is_never_missing(self, client):
        text = client.get(ROAD).text
        assert "Kongre Meydanı 1" in text
        assert "The mayor" in text
