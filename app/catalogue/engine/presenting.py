"""What templates need to draw a step and to show answers, in one language."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.catalogue.engine.field_types import FileFacts, InputView, Typed
from app.catalogue.engine.field_types.base import every, first, input_id, label_text
from app.catalogue.engine.form import Field, Form
from app.catalogue.engine.reading import AnswerState, Files, Reading
from app.sentence import Sentence


@dataclass(frozen=True, slots=True)
class OptionView:
    """One thing to choose, as a template draws it."""

    value: str
    label: str
    checked: bool
    id: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as a template draws it, with the typed text untouched."""

    key: str
    id: str
    """The id of its first input: where the error summary leads."""
    widget: str
    label: str
    hint: str
    required: bool
    inputs: tuple[InputView, ...]
    options: tuple[OptionView, ...]
    errors: list[Sentence]
    advice: list[str]
    files: tuple[FileFacts, ...]
    accept: tuple[str, ...]
    max_files: int
    max_mib: int | None
    grouped: bool
    """Whether it needs fieldset and legend."""
    decides: bool
    """Whether other questions hang on its answer."""
    rows: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of check-your-answers: a question and its answer as people read them."""

    key: str
    label: str
    text: str
    is_given: bool


def present(
    form: Form,
    step_key: str,
    reading: Reading,
    typed: Typed,
    files: Files,
    locale: str,
    show_errors: bool | Collection[str] = False,
) -> list[FieldView]:
    """The visible questions of a step. `show_errors`: all, none, or those of the questions named."""
    step = reading.step(step_key)
    if step is None:
        return []
    return [_view(form, one, reading, typed, files, locale, show_errors) for one in step.fields]


def show(field: Field, value: Any, locale: str, mask: bool = False) -> str:
    """An answer as people read it, whether parsed or as it was exported; empty when there is none.

    With `mask`, identity numbers keep three digits and contacts no more than their beginning.
    """
    if value is None:
        return ""
    return field.type.show(field, field.type.restore(value), locale, mask)


def export(field: Field, value: Any) -> Any:
    """An answer as JSON holds it; `show` and `restore` take it back."""
    return None if value is None else field.type.export(value)


def restore(field: Field, stored: Any) -> Any:
    """The parsed value of an exported answer."""
    return None if stored is None else field.type.restore(stored)


def exported(reading: Reading, secret: bool | None = None) -> dict[str, dict[str, Any]]:
    """All answers as `{key: {state, value}}`; only the secret ones, or only the others, when asked."""
    return {
        one.key: {"state": str(answer.state), "value": export(one, answer.value)}
        for one in reading.form.fields
        if (answer := reading.answers.get(one.key)) and (secret is None or one.is_secret is secret)
    }


def answer_lines(reading: Reading, step_key: str, locale: str) -> list[AnswerLine]:
    """The questions of a visible step with their answers, in order."""
    step = reading.step(step_key)
    return [
        AnswerLine(
            key=one.key,
            label=label_text(one.label, locale),
            text=show(one, reading.value(one.key), locale),
            is_given=reading.answers[one.key].state is AnswerState.GIVEN,
        )
        for one in (step.fields if step else ())
    ]


def searchable_text(reading: Reading) -> str:
    """What the full-text index may hold: answers that are neither personal nor sensitive, choices by their names."""
    kinds = ("text", "textarea", "name", "digits", "select", "multiselect", "select_mahalle", "time_slot", "plate_tr")
    words = []
    for one in reading.form.fields:
        value = reading.value(one.key)
        if value is not None and not one.is_secret and one.type.name in kinds:
            words.append(one.type.show(one, value, "tr"))
    return "\n".join(words)


def _view(
    form: Form,
    one: Field,
    reading: Reading,
    typed: Typed,
    files: Files,
    locale: str,
    show_errors: bool | Collection[str],
) -> FieldView:
    inputs = one.type.inputs(one, typed, locale)
    options = _options(one, typed, locale)
    shows = show_errors if isinstance(show_errors, bool) else one.key in show_errors
    is_open_list = one.type.widget == "radios" and bool(inputs)
    return FieldView(
        key=one.key,
        id=inputs[0].id if inputs else options[0].id if options else input_id(one.key),
        widget="select" if is_open_list else one.type.widget,
        label=label_text(one.label, locale),
        hint=label_text(one.hint, locale),
        required=one.key in reading.required,
        inputs=inputs,
        options=options,
        errors=list(reading.errors.get(one.key, ())) if shows else [],
        advice=[label_text(text, locale) for text in reading.advice.get(one.key, ())],
        files=tuple(files.get(one.key) or ()) if one.type.name == "file" else (),
        accept=one.accept,
        max_files=one.max_files,
        max_mib=one.max_mib,
        grouped=one.type.is_grouped and not is_open_list,
        decides=one.key in form.deciding_keys,
        rows=3 if one.max_length and one.max_length <= 500 else 6,
    )


def _options(one: Field, typed: Typed, locale: str) -> tuple[OptionView, ...]:
    if one.type.name == "checkbox":
        ticked = bool(one.type.parse(one, typed))
        return (OptionView("1", label_text(one.label, locale), ticked, input_id(one.key)),)
    if not one.options:
        return ()
    chosen = set(every(typed, one.key)) if one.type.name == "multiselect" else {first(typed, one.key)}
    return tuple(
        OptionView(option.value, label_text(option.label, locale), option.value in chosen, f"{input_id(one.key)}--{n}")
        for n, option in enumerate(one.options)
    )
