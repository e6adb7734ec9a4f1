"""Every page in every state that somebody can meet, and how one gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.screen import go_through, press
from tests.browser.town import Town, sample

FEN01 = "/basvuru/yol-kaldirim-bozuklugu-bildirimi"
IMR01 = "/basvuru/imar-durumu-belgesi"
GUIDE = "/hizmetler/imar-durumu-belgesi"
LONG = "Çok uzun bir açıklama; "


@dataclass(frozen=True)
class State:
    """A page in one state. `role`: who has to be signed in; None for citizens."""

    name: str
    reach: Callable[[Page, Town], None]
    role: str | None = None
    is_paper: bool = False


def at(path: str) -> Callable[[Page, Town], None]:
    """A page that is simply visited."""
    return lambda page, _town: void(page.goto(path))


def void(_anything: object) -> None:
    return None


def started(page: Page, _town: Town, path: str = FEN01) -> None:
    page.goto(path)
    press(page, "Start the application")


def refused_step(page: Page, town: Town) -> None:
    started(page, town)
    press(page, "Next")


def dangerous_step(page: Page, town: Town) -> None:
    started(page, town)
    page.locator("[name=tur][value=cukur]").check()
    page.locator("[name=tehlike]").check()
    press(page, "Save")


def place_step(page: Page, town: Town) -> None:
    dangerous_step(page, town)
    press(page, "Next")


def person_step(page: Page, town: Town) -> None:
    started(page, town, IMR01)
    page.locator("[name=basvuran][value=vekil]").check()
    press(page, "Next")
    press(page, "Next")


def left_lying(page: Page, town: Town) -> None:
    started(page, town)
    page.goto(FEN01)


def checking(page: Page, town: Town) -> None:
    started(page, town, IMR01)
    go_through(page, sample(town, "IMR-01", 7, "vekil"))


def checking_too_soon(page: Page, town: Town) -> None:
    started(page, town, IMR01)
    press(page, "Check your answers")


def receipt(page: Page, town: Town) -> None:
    started(page, town)
    go_through(page, sample(town, "FEN-01", 3))
    press(page, "Send")


def roll(page: Page, town: Town) -> None:
    receipt(page, town)
    page.goto(page.url + "?kagit=rulo")


def look_up(page: Page, number: str, fact: str = "") -> None:
    page.goto("/takip")
    page.locator("#number").fill(number)
    page.locator("[name=fact]").fill(fact)
    press(page, "Show")


def followed(page: Page, town: Town) -> None:
    look_up(page, town.open_case()[1])


def followed_to_the_end(page: Page, town: Town) -> None:
    case_id, number, _pin = town.open_case()
    town.close_case(case_id)
    look_up(page, number)


def opened(page: Page, town: Town) -> None:
    _id, number, pin = town.open_case(aciklama=LONG * 12)
    look_up(page, number, pin)


def refused_message(page: Page, town: Town) -> None:
    opened(page, town)
    press(page, "Send the message")


def withdrawing(page: Page, town: Town) -> None:
    opened(page, town)
    page.goto("/takip/dosya/geri-cek")


def mistyped(page: Page, town: Town) -> None:
    number = town.open_case()[1]
    look_up(page, number[:-1] + ("2" if number[-1] != "2" else "3"))


def unknown(page: Page, _town: Town) -> None:
    from app.cases.tracking_number import new_number

    look_up(page, new_number())


def wrong_fact(page: Page, town: Town) -> None:
    look_up(page, town.open_case()[1], "000001")


def asked(page: Page, town: Town) -> None:
    followed_to_the_end(page, town)
    page.goto(page.locator("#survey form").get_attribute("action") or "")


def thanked(page: Page, town: Town) -> None:
    asked(page, town)
    page.locator("[name=overall][value='5']").check()
    press(page, "Send my answer")


def refused_survey(page: Page, town: Town) -> None:
    asked(page, town)
    press(page, "Send my answer")


def wrong_password(page: Page, _town: Town) -> None:
    page.goto("/giris")
    page.locator("[name=email]").fill("nobody@town.example")
    page.locator("[name=password]").fill("yanlış")
    with page.expect_navigation():
        page.locator("main form button").last.click()


def on_the_desk(page: Page, town: Town) -> None:
    page.goto(f"/desk/cases/{town.open_case(aciklama=LONG * 30)[0]}")


def all_unfolded(page: Page, town: Town) -> None:
    on_the_desk(page, town)
    for fold in page.locator("details.act > summary").all():
        fold.click()


def refused_on_the_desk(page: Page, town: Town) -> None:
    on_the_desk(page, town)
    page.locator("details#close > summary").click()
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.locator("form[action$='/close'] button").last.click()
    page.locator(".errors").wait_for()


def too_late_on_the_desk(page: Page, town: Town) -> None:
    on_the_desk(page, town)
    other = page.context.new_page()
    other.goto(page.url)
    with other.expect_response(lambda reply: reply.request.method == "POST"):
        other.locator("form[action$='/take'] button").click()
    other.close()
    page.locator("details#message > summary").click()
    page.locator("form[action$='/message'] textarea").fill("Sözüm kalsın")
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.locator("form[action$='/message'] button").last.click()
    page.locator(".notice.warn").first.wait_for()


def closed_on_the_desk(page: Page, town: Town) -> None:
    case_id = town.open_case()[0]
    town.close_case(case_id)
    page.goto(f"/desk/cases/{case_id}")


def sensitive_on_the_desk(page: Page, town: Town) -> None:
    page.goto(f"/desk/cases/{town.open_case('SOS-01', seed=4)[0]}")


def refused_invitation(page: Page, _town: Town) -> None:
    page.goto("/admin/staff/invite")
    press(page, "Make the link")


def member(page: Page, _town: Town) -> None:
    page.goto("/admin/staff")
    page.locator("main a[href*='/admin/staff/']").filter(has_text="Ayşe").first.click()


CITIZEN = (
    State("home", at("/")),
    State("services", at("/hizmetler")),
    State("services-found", at("/hizmetler?q=cukur")),
    State("services-nothing-found", at("/hizmetler?q=zzzzz")),
    State("services-of-a-topic", at("/hizmetler?konu=evim")),
    State("guide", at(GUIDE)),
    State("guide-danger", at("/hizmetler/yol-kaldirim-bozuklugu-bildirimi")),
    State("start", at(FEN01)),
    State("start-left-lying", left_lying),
    State("step", started),
    State("step-refused", refused_step),
    State("step-danger", dangerous_step),
    State("step-place", place_step),
    State("step-person", person_step),
    State("review", checking),
    State("review-too-soon", checking_too_soon),
    State("receipt", receipt),
    State("receipt-roll", roll),
    State("lookup", at("/takip")),
    State("lookup-mistyped", mistyped),
    State("lookup-unknown", unknown),
    State("lookup-wrong-fact", wrong_fact),
    State("case", followed),
    State("case-closed", followed_to_the_end),
    State("file", opened),
    State("file-refused", refused_message),
    State("withdraw", withdrawing),
    State("survey", asked),
    State("survey-refused", refused_survey),
    State("survey-thanks", thanked),
    State("privacy", at("/gizlilik")),
    State("accessibility", at("/erisilebilirlik")),
    State("finished", at("/bitti")),
    State("not-found", at("/yok")),
    State("sign-in", at("/giris")),
    State("sign-in-refused", wrong_password),
)
STAFF_STATES = (
    State("queue", at("/desk?view=department"), "clerk"),
    State("queue-mine-empty", at("/desk?view=mine"), "second_clerk"),
    State("queue-late", at("/desk?view=late"), "clerk"),
    State("queue-all", at("/desk?view=all"), "desk_clerk"),
    State("queue-nothing-found", at("/desk?q=zzzzz"), "clerk"),
    State("desk-case", on_the_desk, "clerk"),
    State("desk-case-unfolded", all_unfolded, "desk_clerk"),
    State("desk-case-refused", refused_on_the_desk, "clerk"),
    State("desk-case-too-late", too_late_on_the_desk, "clerk"),
    State("desk-case-closed", closed_on_the_desk, "clerk"),
    State("desk-case-sensitive", sensitive_on_the_desk, "desk_clerk"),
    State("desk-survey", at("/desk/survey"), "supervisor"),
    State("desk-survey-paper", at("/desk/survey/paper"), "desk_clerk", is_paper=True),
    State("desk-survey-type", at("/desk/survey/type"), "desk_clerk"),
    State("own-password", at("/desk/password"), "clerk"),
    State("admin", at("/admin"), "admin"),
    State("staff", at("/admin/staff"), "admin"),
    State("staff-member", member, "admin"),
    State("staff-invite", at("/admin/staff/invite"), "admin"),
    State("staff-invite-refused", refused_invitation, "admin"),
    State("audit", at("/admin/audit"), "admin"),
)
STATES = CITIZEN + STAFF_STATES
