"""The form engine: a service's questions as data; read what was typed, present it, keep it. No web, no database."""

from app.catalogue.engine.applicant import ApplicantFacts, applicant_of
from app.catalogue.engine.compiling import APPLICANT_KINDS, compile_form
from app.catalogue.engine.field_types import FIELD_TYPES, FileFacts, InputView
from app.catalogue.engine.form import APPLICANT_KIND, DOCUMENTS_STEP, Document, Field, Form, Option, Step
from app.catalogue.engine.presenting import (
    AnswerLine,
    FieldView,
    OptionView,
    answer_lines,
    export,
    exported,
    present,
    restore,
    searchable_text,
    show,
)
from app.catalogue.engine.reading import Answer, AnswerState, Reading, Urgency, VisibleStep, read

__all__ = [
    "APPLICANT_KIND",
    "APPLICANT_KINDS",
    "DOCUMENTS_STEP",
    "FIELD_TYPES",
    "Answer",
    "AnswerLine",
    "AnswerState",
    "ApplicantFacts",
    "Document",
    "Field",
    "FieldView",
    "FileFacts",
    "Form",
    "InputView",
    "Option",
    "OptionView",
    "Reading",
    "Step",
    "Urgency",
    "VisibleStep",
    "answer_lines",
    "applicant_of",
    "compile_form",
    "export",
    "exported",
    "present",
    "read",
    "restore",
    "searchable_text",
    "show",
]
