"""The kinds of fields, by the name the catalogue gives them."""

from app.catalogue.engine.field_types.attachments import File
from app.catalogue.engine.field_types.base import Calendar, FieldType, FileFacts, InputView, Typed
from app.catalogue.engine.field_types.choices import Checkbox, Country, MultiSelect, Select, SelectMahalle
from app.catalogue.engine.field_types.dates import Date, DateTime, Month, TimeSlot
from app.catalogue.engine.field_types.identities import Email, Iban, Phone, PhoneTr, Plate, Tckn, TcknOrYkn, Vkn
from app.catalogue.engine.field_types.numbers import DecimalNumber, Integer, Money
from app.catalogue.engine.field_types.places import Geo, Share
from app.catalogue.engine.field_types.texts import Digits, Name, Text, TextArea

__all__ = ["FIELD_TYPES", "Calendar", "FieldType", "FileFacts", "InputView", "Typed"]

_KINDS: tuple[FieldType, ...] = (
    Text(), TextArea(), Name(), Digits(), Integer(), DecimalNumber(), Money(), Date(), DateTime(), Month(), TimeSlot(),
    Select(), MultiSelect(), Checkbox(), File(), Geo(), Country(), Plate(), Iban(), Phone(), PhoneTr(), Email(),
    Tckn(), TcknOrYkn(), Vkn(), SelectMahalle(), Share(),
)  # fmt: skip

FIELD_TYPES: dict[str, FieldType] = {kind.name: kind for kind in _KINDS}
