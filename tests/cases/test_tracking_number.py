"""A tracking number survives being read aloud, written down and typed again (design.md, "Tracking number")."""

import random
from itertools import combinations

import pytest

from app.cases.tracking_number import ALPHABET, LENGTH, MistypedNumber, code_words, grouped, new_number, read_number

NUMBERS = [new_number(random.Random(seed).choice) for seed in range(20)]


def is_taken(text: str) -> bool:
    try:
        read_number(text)
    except MistypedNumber:
        return False
    return True


def test_a_new_number_has_twelve_characters_without_look_alikes_and_reads_back():
    number = new_number()
    assert len(number) == LENGTH
    assert not set(number) & set("0O1ILUQ")
    assert read_number(number) == number


def test_fifteen_hundred_numbers_are_all_different():
    assert len({new_number() for _ in range(1500)}) == 1500


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_slip_is_caught(number):
    for place in range(LENGTH):
        for other in set(ALPHABET) - {number[place]}:
            assert not is_taken(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("number", NUMBERS)
def test_every_swap_of_two_different_characters_is_caught_neighbours_or_not(number):
    for one, two in combinations(range(LENGTH), 2):
        swapped = list(number)
        swapped[one], swapped[two] = number[two], number[one]
        assert number[one] == number[two] or not is_taken("".join(swapped))


def test_a_missing_or_doubled_character_is_caught():
    for number in NUMBERS:
        assert not is_taken(number[:-1])
        assert not is_taken(number + number[-1])


def test_case_spaces_dashes_and_dots_do_not_matter():
    number = NUMBERS[0]
    for text in (
        number.lower(),
        grouped(number),
        "-".join(number),
        f" {number[:4]}.{number[4:8]}–{number[8:]}\u00a0\n",
        "\ufeff" + "\u200b".join(number),
    ):
        assert read_number(text) == number


@pytest.mark.parametrize(("typed", "meant"), ["B8", "8B", "S5", "5S", "Z2", "2Z", "MN", "NM", "DT", "TD"])
def test_the_only_possible_confusion_is_offered_as_a_suggestion(typed, meant):
    rest = "ACEFGHJKPRV"  # nothing in it is easily confused
    for body in (meant + rest[: LENGTH - 2], rest[:5] + meant + rest[5 : LENGTH - 2]):
        letters = iter(body)
        number = new_number(lambda _, letters=letters: next(letters))
        if number[-1] in "B8S5Z2MNDT":
            continue
        with pytest.raises(MistypedNumber) as caught:
            read_number(number.replace(meant, typed))
        assert caught.value.suggestion == number
        assert str(caught.value.sentence) == f"This number is mistyped. Did you mean {grouped(number)}?"


def suggestion_for(text: str) -> str | None:
    try:
        read_number(text)
    except MistypedNumber as wrong:
        return wrong.suggestion
    return None


def test_a_suggestion_is_always_a_sound_number_one_confusion_away():
    alike = {frozenset(pair) for pair in ("B8", "S5", "Z2", "MN", "DT")}
    chance = random.Random(7)
    texts = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(2000)]
    offered = [(text, suggestion) for text in texts if (suggestion := suggestion_for(text))]
    assert offered
    for text, suggestion in offered:
        assert read_number(suggestion) == suggestion
        differing = [frozenset(pair) for pair in zip(text, suggestion, strict=True) if pair[0] != pair[1]]
        assert len(differing) == 1
        assert differing[0] in alike


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write the tracking number from your receipt."),
        (" - ", "Write the tracking number from your receipt."),
        ("7K", "A tracking number has 12 characters; you wrote 2. Compare it with your receipt."),
        (
            "0" * 12,
            "The character “0” occurs in no tracking number. Compare it with your receipt.",
        ),
        ("ıışş", "The character “I” occurs in no tracking number. Compare it with your receipt."),
        ("A\0" * 6, "A tracking number has 12 characters; you wrote 6. Compare it with your receipt."),
        ("'; DROP", "The character “'” occurs in no tracking number. Compare it with your receipt."),
    ],
)
def test_what_is_wrong_is_said_without_a_look_up(text, sentence):
    with pytest.raises(MistypedNumber) as caught:
        read_number(text)
    assert str(caught.value.sentence) == sentence
    assert caught.value.suggestion is None


def test_a_number_prints_in_groups_of_four():
    assert grouped("7KPM2345ABCD") == "7KPM 2345 ABCD"


def test_code_words_name_every_letter_by_a_word_and_leave_digits():
    assert code_words("A7K", "tr") == ["Ankara", "7", "Kayseri"]
    assert code_words("A7K", "en") == ["Alfa", "7", "Kilo"]
    for locale in ("tr", "en"):
        words = code_words(ALPHABET, locale)
        assert len(set(words)) == len(ALPHABET)
        assert [word for word in words if len(word) == 1] == list("23456789")
    named_apart = {"W": "Çift ve", "X": "İks"}  # no number has Ç or İ, so nothing else begins so
    for symbol, word in zip(ALPHABET, code_words(ALPHABET, "tr"), strict=True):
        assert word == named_apart.get(symbol, word)
        assert symbol in named_apart or word.startswith(symbol)
