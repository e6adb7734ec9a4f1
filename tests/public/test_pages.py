"""The other public pages: whole, without cookies, and what machines ask for."""

import pytest

from app.catalogue.queries import current_notice

PAGES = ["/", "/hizmetler", "/gizlilik", "/erisilebilirlik"]


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_starts_no_session_and_may_be_kept(client, path):
    reply = client.get(path)
    assert reply.status_code == 200
    assert reply.text.count("<h1") == 1
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_only_reads(client, path):
    assert client.post(path).status_code == 405


def test_the_first_page_leads_to_search_topics_and_tracking(client):
    text = client.get("/").text
    for part in ('name="q"', "/hizmetler?konu=sokagim", 'href="/takip"', "Road or pavement defect"):
        assert part in text


def test_the_privacy_notice_says_its_version_and_every_cookie(client):
    text = client.get("/gizlilik").text
    assert f"Version {current_notice().number}" in text
    for cookie in ("masa", "masa-form", "masa-file", "masa_lang"):
        assert f"<dt>{cookie}</dt>" in text


def test_the_last_page_lets_the_browser_forget(client):
    reply = client.get("/bitti")
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert reply.headers["Cache-Control"] == "no-store"


def test_machines_find_what_they_ask_for(client):
    robots = client.get("/robots.txt").text
    assert "Disallow: /takip" in robots
    assert "Disallow: /hizmetler" not in robots
    sitemap = client.get("/sitemap.xml")
    assert sitemap.mimetype == "application/xml"
    assert sitemap.text.count("<loc>http://localhost/hizmetler/") == 40
    contact = client.get("/.well-known/security.txt").text
    assert "Contact: tel:4445539" in contact
    assert "Expires: " in contact
