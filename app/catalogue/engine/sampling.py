"""Filled-in forms for any service, valid by construction: for the demo, and for the test that sends all services."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.catalogue.engine import sample_values as values
from app.catalogue.engine.conditions import fields_of, relative_day
from app.catalogue.engine.field_types import FileFacts
from app.catalogue.engine.field_types.choices import TICKED
from app.catalogue.engine.field_types.numbers import limit
from app.catalogue.engine.field_types.places import DISTRICT
from app.catalogue.engine.form import APPLICANT_KIND, Field, Form
from app.catalogue.engine.reading import Reading, read

Texts = Callable[[str, str], str | None]
"""Gives a believable text for a service and a field; None where it has none."""
FilledForm = tuple[dict[str, list[str]], dict[str, list[FileFacts]]]

_ROUNDS = 400
_LIKELIHOOD = {"telefon": 0.8, "eposta": 0.3, "iletisim_yok": 0.05, "soyad": 0.98, "konum_geo": 0.1, "foto": 0.15}
"""How often people fill in what they need not; the rest `_OFTEN` or, for boxes, `_SELDOM`."""
_OFTEN, _SELDOM = 0.5, 0.2
_FIRST_CHOICE = {"id_type": 0.93, "adres_yer": 0.85, APPLICANT_KIND: 0.7}
"""How often people take the first choice where it is the ordinary one."""


class CannotSample(ValueError):
    """No valid answers were found: the form's rules contradict each other."""


def sample_typed(
    form: Form,
    rng: Random,
    today: date,
    who: str | None = None,
    texts: Texts | None = None,
    is_working: Callable[[date], bool] | None = None,
) -> FilledForm:
    """A valid filled-in form: what the browser would send, and the files that would be there. Raises CannotSample."""
    return _Sampler(form, rng, today, who, texts, is_working).filled()


class _Sampler:
    """Answers what is asked, looks what that brings up, and answers again whatever was refused."""

    def __init__(
        self,
        form: Form,
        rng: Random,
        today: date,
        who: str | None,
        texts: Texts | None,
        is_working: Callable[[date], bool] | None,
    ) -> None:
        self.form, self.rng, self.today, self.who, self.texts, self.is_working = (
            form,
            rng,
            today,
            who,
            texts,
            is_working,
        )
        self.typed: dict[str, list[str]] = {}
        self.files: dict[str, list[FileFacts]] = {}
        self.decided: set[str] = set()
        self.forced: set[str] = set()

    def filled(self) -> FilledForm:
        for _ in range(_ROUNDS):
            reading = read(self.form, self.typed, self.files, self.today, self.is_working)
            shown = [one for step in reading.steps for one in step.fields]
            new = [one for one in shown if one.key not in self.decided]
            if new:
                for one in new:
                    self._decide(one, reading)
            elif reading.errors:
                for key in reading.errors:
                    self._reconsider(key)
            else:
                return self._tidied(shown)
        raise CannotSample(f"{self.form.service}: { ({k: [str(e) for e in v] for k, v in reading.errors.items()}) }")

    def _reconsider(self, key: str) -> None:
        """Answer again a refused field and those that its rules look at; now it gets filled."""
        again = {key}
        for rule in self.form.rules:
            if rule["field"] == key:
                again.update(fields_of(rule["refuse_when"]))
        self.forced.add(key)
        self.decided -= again
        for one in self.form.fields:
            if one.key in again:
                self._forget(one)

    def _forget(self, one: Field) -> None:
        for name in one.type.input_names(one.key):
            self.typed.pop(name, None)
        self.files.pop(one.key, None)

    def _decide(self, one: Field, reading: Reading) -> None:
        self.decided.add(one.key)
        is_box = one.type.name == "checkbox"
        if one.key == "iletisim_yok" and (self.typed.get("telefon") or self.typed.get("eposta")):
            return  # nobody who gave a number says there is none
        if one.key in self.forced or one.key in reading.required:
            is_wanted = True
        else:
            is_wanted = self.rng.random() < _LIKELIHOOD.get(one.key, _SELDOM if is_box else _OFTEN)
        if one.type.name == "file":
            likely = one.document_key is not None and self.rng.random() < 0.85
            if is_wanted or likely:
                self.files[one.key] = [self._file(one)]
        elif is_wanted:
            self.typed.update(self._answer(one))

    def _file(self, one: Field) -> FileFacts:
        kind = "pdf" if "pdf" in one.accept or not one.accept else one.accept[0]
        suffix = {"pdf": "pdf", "image": "jpg"}.get(kind, "docx")
        return FileFacts(f"sample-{self.rng.randrange(10**9)}", f"{one.key}.{suffix}", 40_000, kind)

    def _answer(self, one: Field) -> dict[str, list[str]]:
        kind = one.type.name
        if kind in ("date", "datetime", "month"):
            return self._date(one)
        if kind == "multiselect":
            offered = [option.value for option in one.options]
            most = min(len(offered), int(limit(one.maximum, self.today) or 3))
            return {one.key: self.rng.sample(offered, self.rng.randint(1, most))}
        if kind in ("select", "time_slot", "select_mahalle", "country"):
            return {one.key: [self._choice(one)]}
        if kind in ("integer", "decimal", "money_try"):
            return {one.key: [self._number(one)]}
        if kind in ("text", "textarea", "name", "digits"):
            return {one.key: [self._text(one)]}
        return {one.key: [self._special(one)]}

    def _choice(self, one: Field) -> str:
        if one.key == APPLICANT_KIND and self.who:
            return self.who
        offered = [option.value for option in one.options]
        if self.rng.random() < _FIRST_CHOICE.get(one.key, 0):
            return offered[0]
        return self.rng.choice(offered)

    def _date(self, one: Field) -> dict[str, list[str]]:
        earliest, latest = relative_day(one.not_before, self.today), relative_day(one.not_after, self.today)
        if earliest is None and latest is None:
            latest = self.today
        first = earliest or (latest or self.today) - timedelta(days=20 if one.type.name == "datetime" else 400)
        last = latest or first + timedelta(days=60)
        day = first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))
        parts = {"day": f"{day.day}", "month": f"{day.month:02d}", "year": f"{day.year}"}
        parts["time"] = f"{self.rng.randint(0, 23):02d}:{self.rng.choice((0, 15, 30, 45)):02d}"
        return {name: [parts[name.rpartition("-")[2]]] for name in one.type.input_names(one.key)}

    def _number(self, one: Field) -> str:
        money = one.type.name == "money_try"
        least = limit(one.minimum, self.today) or Decimal(0)
        most = limit(one.maximum, self.today)
        usual = least + (20_000 if money else 200)
        most = usual if most is None else min(most, usual)
        if one.type.name == "integer":
            return str(self.rng.randint(int(least), int(most)))
        # small numbers are commoner than large ones
        number = least + (most - least) * Decimal(str(round(self.rng.random() ** 2, 6)))
        number = max(least, min(most, number.quantize(Decimal("0.01"))))
        return f"{number:f}".replace(".", ",")

    def _text(self, one: Field) -> str:
        written = self.texts(self.form.service, one.key) if self.texts else None
        if written is not None:
            return written
        if one.type.name == "digits":
            length = self.rng.randint(one.min_length or 1, one.max_length or (one.min_length or 4))
            return "".join(self.rng.choice("123456789") for _ in range(length))
        return _plain_text(one, self.rng)

    def _special(self, one: Field) -> str:
        kind, rng = one.type.name, self.rng
        if kind == "tckn_or_ykn":
            return values.ykn(rng) if self.typed.get("id_type") == ["ykn"] else values.tckn(rng)
        if kind == "geo":
            bounds = one.bounds or DISTRICT
            return ", ".join(f"{(side[0] + side[1]) / 2 + rng.uniform(-0.03, 0.03):.5f}" for side in bounds.values())
        if kind == "checkbox":
            return TICKED
        if kind == "share":
            return f"1/{rng.choice((1, 2, 3, 4))}"
        return _MAKERS[kind](rng)

    def _tidied(self, shown: list[Field]) -> FilledForm:
        """Only what belongs to questions that are asked."""
        names = {name for one in shown for name in one.type.input_names(one.key)}
        keys = {one.key for one in shown}
        typed = {name: texts for name, texts in self.typed.items() if name in names}
        return typed, {key: files for key, files in self.files.items() if key in keys}


_MAKERS: Mapping[str, Callable[[Random], str]] = {
    "tckn": values.tckn,
    "vkn": values.vkn,
    "iban_tr": values.iban,
    "plate_tr": values.plate,
    "phone": values.mobile,
    "phone_tr": values.mobile,
    "email": values.email,
}


def _plain_text(one: Field, rng: Random) -> str:
    """A text that fits the field's name and its limits."""
    key = one.key
    if one.type.name == "name":
        text = values.full_name(rng)
        if key == "ad":
            text = rng.choice(values.FIRST_NAMES)
        elif key == "soyad":
            text = rng.choice(values.LAST_NAMES)
    elif "unvan" in key:
        text = rng.choice(values.ORGANISATIONS)
    elif key == "site_adi":
        text = f"{rng.choice(values.LAST_NAMES)} Apartmanı"
    elif "tarif" in key:
        text = rng.choice(values.PLACES)
    elif "kapi" in key or key.endswith("_no") or key == "bagimsiz_bolum":
        text = str(rng.randint(1, 120))
    elif key.endswith("_yol") or "adres" in key:
        text = f"{rng.choice(values.STREETS)} {rng.randint(1, 90)}"
    else:
        text = "Gereğini bilgilerinize sunarım."
    while len(text) < (one.min_length or 1):
        text += " Gereğini bilgilerinize sunarım."
    return text[: one.max_length].strip() if one.max_length else text
