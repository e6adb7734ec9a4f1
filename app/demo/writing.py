"""From a form and a plot to a case's rows."""

from datetime import datetime

from app.cases import search
from app.cases.actor import CITIZEN, Actor
from app.cases.models import Applicant, Case, CaseAnswers, CaseEvent, EventText, Handover, Pause
from app.cases.news import facts_of, is_news
from app.cases.texts import sealed_text
from app.cases.tracking_number import new_number
from app.catalogue.queries import listed_services
from app.demo.bulk import Bulk
from app.demo.files import SampleFiles
from app.demo.forms import Filled, answers_with_files
from app.demo.opinions import Opinions
from app.demo.plots import Plot, tell
from app.demo.staff import MASA
from app.demo.story import Story, World, begin
from app.files.models import Purpose, StoredFile
from app.messages.models import Message
from app.messages.notify import message_values
from app.survey.models import SurveyResponse


class Writer:
    """Tells one case after another and keeps their rows for the next write."""

    def __init__(self, world: World, files: SampleFiles, views: Opinions) -> None:
        self.bulk = Bulk()
        self._world, self._files, self._views = world, files, views
        self._sealed: dict[str, bytes] = {}
        self._latest: dict[int, int] = {}  # service → its newest case, which a duplicate repeats

    def write(self, form: Filled, plot: Plot, at: datetime, channel: str) -> None:
        """One case from its receipt to today."""
        rng = self._world.rng
        story = begin(self._world, form, self.bulk.next_id(Case), at)
        case, by = story.case, self._received_by(channel)
        case.tracking_number = new_number(rng.choice)
        case.submission_token = f"{rng.getrandbits(256):064x}"
        case.channel, case.entered_by_id = channel, by.id
        case.locale = "en" if channel == "portal" and rng.random() < 0.03 else "tr"
        story.receive(by)
        tell(story, plot, self._latest.get(case.service_id), self._added_file)
        self._latest[case.service_id] = case.id
        self._keep(story)

    def write_sheets(self, n: int) -> None:
        """Paper questionnaires of the wave before, typed in at the desk."""
        typist = self._world.staff.clerks[MASA][0].id or 0
        for row in self._views.sheets(n, typist, [listed.id for listed in listed_services()]):
            self.bulk.add(SurveyResponse, row)

    def _received_by(self, channel: str) -> Actor:
        return CITIZEN if channel == "portal" else self._world.staff.anyone(MASA, self._world.rng)

    def _keep(self, story: Story) -> None:
        case, form = story.case, story.form
        self.bulk.add(Case, vars(case))
        for person in form.people:
            self.bulk.add(Applicant, person | {"case_id": case.id})
        self.bulk.add(CaseAnswers, answers_with_files(form, case.id, self._keep_files(story)))
        self._keep_events(story)
        for pause in story.pauses:
            self.bulk.add(Pause, dict(vars(pause)))
        for offer in story.handovers:
            self.bulk.add(Handover, offer)
        self.bulk.add_found(search.entry(case, form.folded_words))
        for row in self._views.of(story):
            self.bulk.add(SurveyResponse, row)

    def _keep_events(self, story: Story) -> None:
        case, recipient = story.case, story.form.recipient
        for event in story.events:
            event_id = self.bulk.add(CaseEvent, event)
            words = story.words.get(event["seq"])
            if words:
                self.bulk.add(EventText, {"event_id": event_id, "sealed": self._seal(words)})
            if recipient is not None and event["public"] and is_news(event["kind"], event["actor"]):
                facts = facts_of(case, event["kind"]) | {"status": event["status"]}
                row = message_values(case.id, event_id, event["kind"], recipient, facts, event["at"])
                self.bulk.add(Message, row | {"locale": case.locale, "text_version_id": None, "attempts": 0})

    def _keep_files(self, story: Story) -> dict[str, list[int]]:
        """The records of what was sent with the form, by field."""
        form, case = story.form, story.case
        kept: dict[str, list[int]] = {}
        for key, files in form.files.items():
            purpose = Purpose.DOCUMENT if key in form.document_fields else Purpose.ANSWER
            for facts in files:
                row = self._files.values(case.id, facts.name, facts.kind, purpose, key, case.received_at)
                kept.setdefault(key, []).append(self.bulk.add(StoredFile, row))
        return kept

    def _added_file(self, story: Story) -> int:
        """The record of a document that the applicant adds now."""
        row = self._files.values(story.case.id, "belge.pdf", "pdf", Purpose.REPLY, None, story.now)
        return self.bulk.add(StoredFile, row)

    def _seal(self, words: str) -> bytes:
        """Sealed once: the same few texts come again and again."""
        if words not in self._sealed:
            self._sealed[words] = sealed_text(words)
        return self._sealed[words]
