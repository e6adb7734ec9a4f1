"""Turkish text is found and sorted as people expect (dependencies.md §4, domain.md §3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.turkish import fold, query_words, sort_key

LETTERS = st.text(
    st.sampled_from("abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû ABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZÂÎÛ0123456789'-")
)


def turkish_upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def turkish_lower(text: str) -> str:
    return text.replace("İ", "i").replace("I", "ı").lower()


def is_found(query: str, text: str, letters: int = 5) -> bool:
    """Whether each word of the query begins a word of the text, as the full-text index asks it."""
    words = fold(text).split()
    return all(any(word.startswith(start) for word in words) for start in query_words(query, letters))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İSTANBUL", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ısı", "isi"),
        ("Isı", "isi"),
        ("IĞDIR", "igdir"),
        ("ığdır", "igdir"),
        ("DİLEKÇE", "dilekce"),
        ("şikâyet", "sikayet"),
        ("kâğıt", "kagit"),
        ("Kâtip", "katip"),
        ("Ünal ÖZGÜR", "unal ozgur"),
        ("C\u0327op", "cop"),
        ("ﬁkir ２０２６", "fikir 2026"),
        ("No: 12/A", "no: 12/a"),
        ("", ""),
    ],
)
def test_folding_leaves_plain_small_letters(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("inonu", "İnönü Caddesi"),
        ("isik", "Işık Sokak"),
        ("cop", "Çöp toplama"),
        ("Kâtip", "katip"),
        ("katip", "Kâtip"),
        ("istanbul", "İSTANBUL"),
        ("ISTANBUL", "İstanbul"),
        ("dilekce", "DİLEKÇE"),
        ("sikayet", "şikâyet"),
        ("isi", "ısı yalıtımı"),
        ("ISI", "ısı"),
        ("ısı", "Isı"),
        ("ığdır", "IĞDIR"),
        ("kagit", "kâğıt"),
        ("basvuru", "Başvurular"),
        ("BAŞVURUSU", "başvuru"),
        ("sikayetim", "şikâyet"),
        ("NIKAH", "nikâh"),
        ("isim degistirme", "İsim değişikliği"),
        ("isi yalitim", "Isı yalıtımı"),
        ("ruhsat", "işyeri ruhsatı"),
        ("ısı", "İsim"),  # a known false hit: whole words rank first
    ],
)
def test_a_query_finds_the_word_however_it_is_written(query, text):
    assert is_found(query, text)


def test_four_letters_find_what_five_miss():
    assert not is_found("borcu", "borçları")
    assert is_found("borcu", "borçları", letters=4)


def test_a_query_becomes_its_words_without_signs_or_repeats():
    assert query_words("Türkiye'de çöp; ÇÖP (evsel) a AND b:c") == ["turki", "de", "cop", "evsel", "a", "and", "b", "c"]
    assert query_words("\"'()*:-_") == []
    assert len(query_words(" ".join(f"{n}x" for n in range(100)))) == 16


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(LETTERS)
def test_capitals_fold_like_small_letters(text):
    assert fold(turkish_upper(text)) == fold(turkish_lower(text)) == fold(text)


@given(st.text())
def test_folding_never_leaves_a_turkish_letter(text):
    assert not set(fold(text)) & set("İIıŞşĞğÜüÖöÇçÂâÎîÛû")


def test_names_sort_in_turkish_alphabet_order_as_icu_does():
    names = ["ag", "ağ", "cam", "çam", "Iğdır", "ılık", "ilik", "istanbul", "İzmir", "öz", "şal", "ümit", "Zeytin"]
    shuffled = names[::-1]
    assert sorted(shuffled, key=sort_key) == names


def test_every_letter_has_its_place():
    alphabet = list("abcçdefgğhıijklmnoöprsştuüvyz")
    capitals = [turkish_upper(letter) for letter in alphabet]
    for letters in (alphabet, capitals):
        shuffled = letters[::-1]
        assert sorted(shuffled, key=sort_key) == letters


def test_circumflexes_sort_as_their_plain_letters():
    assert sorted(["kütük", "kâtip", "katip", "kazan", "katı"], key=sort_key) == [
        "katı",
        "katip",
        "kâtip",
        "kazan",
        "kütük",
    ]


def test_a_composed_and_a_decomposed_letter_sort_alike():
    assert sort_key("c\u0327am") == sort_key("çam")


@given(LETTERS, LETTERS)
def test_capitals_decide_only_between_equals(one, two):
    lower = (sort_key(turkish_lower(one)).split("\0")[0], sort_key(turkish_lower(two)).split("\0")[0])
    as_written = (sort_key(one).split("\0")[0], sort_key(two).split("\0")[0])
    assert lower == as_written
