"""Who applies, for whom, and how they are reached: read from the answers of the common blocks."""

from dataclasses import dataclass

from app.catalogue.engine.form import Field
from app.catalogue.engine.reading import Reading

NO_IDENTITY = "yok"


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """What a case keeps of its applicant; everything may be empty, since some services ask nobody who they are."""

    kind: str | None
    """For whom: one of `APPLICANT_KINDS`; None where anyone may apply."""
    first_name: str = ""
    last_name: str = ""
    id_type: str | None = None
    """`tckn`, `ykn`, `pasaport`, `yok` (has none: the desk establishes it), or None (not asked)."""
    id_no: str = ""
    id_country: str | None = None
    phone: str = ""
    """E.164 where it can be."""
    email: str = ""
    wishes: str = ""
    """How to send news: `sms`, `eposta`, `telefon`, `yok` (not at all); empty when nothing was said."""
    organisation: str = ""
    """The company, association or housing estate that applies."""
    tax_number: str = ""
    represented_name: str = ""
    represented_id_no: str = ""
    represented_tax_number: str = ""
    relation: str = ""
    """The relation to the represented person, as its choice is called in Turkish."""
    address: str = ""
    """In one line, as an envelope needs it."""

    @property
    def full_name(self) -> str:
        return " ".join(name for name in (self.first_name, self.last_name) if name not in ("", "-"))

    @property
    def has_contact(self) -> bool:
        return bool(self.phone or self.email)


def applicant_of(reading: Reading) -> ApplicantFacts:
    """The applicant that the answers describe."""
    id_type = reading.value("id_type")
    id_no = _text(reading, "pasaport_no" if id_type == "pasaport" else "id_no")
    return ApplicantFacts(
        kind=reading.applicant_kind,
        first_name=_text(reading, "ad") or _text(reading, "arayan_ad_soyad") or _text(reading, "yetkili_ad_soyad"),
        last_name=_text(reading, "soyad"),
        id_type=id_type,
        id_no=id_no,
        id_country=reading.value("pasaport_ulke"),
        phone=_text(reading, "telefon"),
        email=_text(reading, "eposta"),
        wishes=_text(reading, "bildirim_tercihi"),
        organisation=_text(reading, "unvan") or _text(reading, "site_adi"),
        tax_number=_text(reading, "vkn"),
        represented_name=_text(reading, "temsil_edilen_ad_soyad") or _text(reading, "temsil_edilen_unvan"),
        represented_id_no=_text(reading, "temsil_edilen_id"),
        represented_tax_number=_text(reading, "temsil_edilen_vkn"),
        relation=_shown(reading, "temsil_yakinlik") or _shown(reading, "site_gorevi"),
        address=_address(reading),
    )


def _text(reading: Reading, key: str) -> str:
    value = reading.value(key)
    return value if isinstance(value, str) else ""


def _shown(reading: Reading, key: str) -> str:
    """An answer as people read it in Turkish, empty when there is none."""
    one: Field | None = reading.form.fields_by_key.get(key)
    value = reading.value(key)
    return one.type.show(one, value, "tr") if one is not None and value is not None else ""


def _address(reading: Reading) -> str:
    neighbourhood, door, flat = (_shown(reading, key) for key in ("adres_mahalle", "adres_dis_kapi", "adres_ic_kapi"))
    parts = [
        f"{neighbourhood} Mah." if neighbourhood and reading.value("adres_mahalle") != "bilmiyorum" else "",
        _shown(reading, "adres_yol"),
        f"No: {door}" if door else "",
        f"Daire: {flat}" if flat else "",
        " ".join(_shown(reading, "adres_tarif").split()),
        " ".join(_shown(reading, "adres_serbest").split()),
        _shown(reading, "adres_ilce"),
        _shown(reading, "adres_il"),
        _shown(reading, "adres_ulke"),
    ]
    return ", ".join(part for part in parts if part)
