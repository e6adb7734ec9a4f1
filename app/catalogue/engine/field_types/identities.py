"""Numbers and addresses by which people, companies, accounts and vehicles are known."""

from typing import TYPE_CHECKING, Any, ClassVar

from app.catalogue import identifiers
from app.catalogue.engine.field_types.base import FieldType
from app.catalogue.engine.field_types.texts import Text

if TYPE_CHECKING:
    from app.catalogue.engine.form import Field

SHOWN_DIGITS = 3
"""How much of an identity number may be shown to those who need not know it."""


class _Identifier(FieldType):
    """A value with a form of its own, checked where all such checks stand."""

    inputmode: ClassVar[str | None] = "numeric"
    shown = SHOWN_DIGITS

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return masked(value, self.shown) if mask else self.pretty(value)

    def pretty(self, value: str) -> str:
        return value


class Tckn(_Identifier):
    """A Turkish identity number."""

    name = "tckn"

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.tckn(text)


class TcknOrYkn(_Identifier):
    """A Turkish identity number or a foreigner's."""

    name = "tckn_or_ykn"

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.tckn_or_ykn(text)


class Vkn(_Identifier):
    """A tax number."""

    name = "vkn"

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.vkn(text)


class Iban(_Identifier):
    """A Turkish bank account."""

    name = "iban_tr"
    inputmode = None
    shown = 4

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.iban(text)

    def pretty(self, value: str) -> str:
        return " ".join(value[i : i + 4] for i in range(0, len(value), 4))


class Plate(_Identifier):
    """A Turkish number plate."""

    name = "plate_tr"
    inputmode = None

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.plate(text)


class Phone(_Identifier):
    """A telephone: mobile, landline, foreign or a short code."""

    name = "phone"
    widget = "phone"
    inputmode = "tel"
    input_type = "tel"
    autocomplete = "tel"

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.phone(text)

    def pretty(self, value: str) -> str:
        return identifiers.show_phone(value)


class PhoneTr(Phone):
    """The catalogue's older name for a telephone."""

    name = "phone_tr"


class Email(Text):
    """An e-mail address."""

    name = "email"
    inputmode = "email"
    input_type = "email"
    autocomplete = "email"
    most = 254

    def parse_text(self, field: "Field", text: str) -> str:
        return identifiers.email(text)

    def show(self, field: "Field", value: Any, locale: str, mask: bool = False) -> str:
        return masked(value, 1) if mask else str(value)


def masked(value: str, shown: int) -> str:
    """The beginning of a value, the rest as stars."""
    return value[:shown] + "*" * (len(value) - shown)
