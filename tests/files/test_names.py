"""A name is shown and saved under, never trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.names import MAX_BYTES, MAX_CHARACTERS, safe_name
from app.files.sniff import FileKind


@pytest.mark.parametrize(
    ("given_name", "kind", "safe"),
    [
        ("Tapu örneği İĞÜŞÖÇ ığüşöç.pdf", FileKind.PDF, "Tapu örneği İĞÜŞÖÇ ığüşöç.pdf"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        ("C:\\Users\\ayse\\foto.JPEG", FileKind.JPEG, "foto.jpeg"),
        ("fatura.pdf.exe", FileKind.PDF, "fatura.pdf"),
        ("fatura.exe", FileKind.PDF, "fatura.pdf"),
        ("resim.png", FileKind.JPEG, "resim.jpg"),
        ("\u202egpj.exe", FileKind.JPEG, "gpj.jpg"),
        ("a\x00b\r\nc.pdf", FileKind.PDF, "ab c.pdf"),
        ("CON.pdf", FileKind.PDF, "belge CON.pdf"),
        ("nul", FileKind.PNG, "belge nul.png"),
        (".pdf", FileKind.PDF, "belge.pdf"),
        ("", FileKind.DOCX, "belge.docx"),
        ("...", FileKind.ODT, "belge.odt"),
        ('a"b<c>d|e?.pdf', FileKind.PDF, "a_b_c_d_e_.pdf"),
        ("Dr. Ayşe", FileKind.PDF, "Dr. Ayşe.pdf"),
        ("c\u0327a\u0306.pdf", FileKind.PDF, "çă.pdf"),
        ("bad \ud800 half.pdf", FileKind.PDF, "bad half.pdf"),
    ],
)
def test_the_name_keeps_its_letters_and_loses_its_tricks(given_name, kind, safe):
    assert safe_name(given_name, kind) == safe


@given(st.text(max_size=400), st.sampled_from(FileKind))
def test_whatever_a_name_holds_the_result_is_short_plain_and_fits_the_content(given_name, kind):
    name = safe_name(given_name, kind)
    assert len(name) <= MAX_CHARACTERS
    assert len(name.encode()) <= MAX_BYTES
    assert name.rsplit(".", 1)[1] in kind.extensions
    assert not set(name) & set('/\\<>:"|?*%\r\n\t\0')
    assert not name.startswith((".", " "))
    assert safe_name(name, kind) == name
