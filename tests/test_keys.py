"""What is sealed stays closed to everyone without the key, and open to everyone with it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import (
    BadDataKey,
    BadPassphrase,
    CannotOpen,
    Keys,
    key_id,
    key_id_of,
    new_data_key,
    new_token,
    parse_data_keys,
    passphrase_unwrap,
    passphrase_wrap,
    token_hash,
)

NEW, OLD = b"n" * 32, b"o" * 32
KEYS = Keys(NEW)


@given(st.binary(max_size=500), st.text(max_size=30))
def test_what_is_sealed_opens_again_for_the_same_purpose(plain, purpose):
    assert KEYS.open(KEYS.seal(plain, purpose), purpose) == plain


def test_a_value_sealed_for_one_purpose_does_not_open_for_another():
    with pytest.raises(CannotOpen):
        KEYS.open(KEYS.seal(b"tckn", "identity"), "phone")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_anywhere_closes_a_value_for_good(place, change):
    sealed = bytearray(KEYS.seal(b"four", "answer"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CannotOpen):
        KEYS.open(bytes(sealed), "answer")


@given(st.binary(max_size=40))
def test_bytes_that_were_never_sealed_are_refused_by_name(junk):
    with pytest.raises(CannotOpen):
        KEYS.open(junk, "answer")


def test_the_same_value_is_never_sealed_to_the_same_bytes_twice():
    assert KEYS.seal(b"x", "a") != KEYS.seal(b"x", "a")


def test_after_a_change_of_keys_the_old_values_pins_and_fingerprints_still_serve():
    before, after = Keys(OLD), Keys(NEW, OLD)
    sealed = before.seal(b"plain", "answer")
    assert key_id_of(sealed) == key_id(OLD)
    assert after.open(sealed, "answer") == b"plain"
    assert key_id_of(after.seal(b"plain", "answer")) == key_id(NEW)
    assert before.fingerprint("5321234567", "phone") in after.fingerprints("5321234567", "phone")
    assert after.is_pin(before.pin(7, 1), 7, 1)


def test_a_value_whose_key_is_not_held_names_the_key_it_needs():
    with pytest.raises(CannotOpen, match=key_id(OLD)):
        KEYS.open(Keys(OLD).seal(b"plain", "answer"), "answer")


def test_a_fingerprint_depends_on_value_purpose_and_key():
    seen = {
        KEYS.fingerprint("a", "phone"),
        KEYS.fingerprint("b", "phone"),
        KEYS.fingerprint("a", "email"),
        Keys(OLD).fingerprint("a", "phone"),
    }
    assert len(seen) == 4
    assert KEYS.fingerprint("a", "phone") == Keys(NEW).fingerprint("a", "phone")


def test_a_pin_is_six_digits_and_dies_with_its_generation():
    pin = KEYS.pin(1, 1)
    assert len(pin) == 6
    assert pin.isdigit()
    assert KEYS.pin(1, 2) != pin
    assert KEYS.is_pin(pin, 1, 1)
    assert not KEYS.is_pin(pin, 1, 2)
    assert not KEYS.is_pin("", 1, 1)
    assert not KEYS.is_pin("१२३४५६", 1, 1)
    assert not KEYS.is_pin("\ud800", 1, 1)


def test_pins_are_spread_evenly():
    """Chi-square of the first digit over 20,000 cases, 9 degrees of freedom: below 27.88 with probability 0.999."""
    counts = Counter(KEYS.pin(case_id, 1)[0] for case_id in range(20_000))
    assert sum((counts[str(digit)] - 2000) ** 2 / 2000 for digit in range(10)) < 27.88


def test_a_data_key_is_read_as_hex_or_base64_and_several_are_kept_in_order():
    base = new_data_key()
    assert parse_data_keys(f"{base}, {OLD.hex()}") == [parse_data_keys(base)[0], OLD]
    assert parse_data_keys(base.rstrip("=")) == parse_data_keys(base)


@pytest.mark.parametrize("setting", ["", " , ", "short", "z" * 64, "ğ" * 44, "QUJD", f"{'a' * 64},x"])
def test_a_bad_data_key_is_refused_without_being_repeated(setting):
    with pytest.raises(BadDataKey) as refusal:
        parse_data_keys(setting)
    assert not setting.strip(" ,") or setting not in str(refusal.value)


def test_no_key_shows_when_printed():
    assert repr(KEYS) == f"<Keys {key_id(NEW)}>"


def test_tokens_differ_and_are_known_only_by_their_hash():
    first, second = new_token(), new_token()
    assert first != second
    assert len(first) >= 43
    assert token_hash(first) != token_hash(second)
    assert len(token_hash(first)) == 64


def test_a_wrapped_key_opens_with_its_passphrase_however_its_letters_were_composed():
    wrapped = passphrase_wrap(NEW, "çok gizli söz öbeği")
    assert passphrase_unwrap(wrapped, "c\u0327ok gizli so\u0308z o\u0308beg\u0306i") == NEW
    assert NEW not in wrapped
    with pytest.raises(BadPassphrase):
        passphrase_unwrap(wrapped, "çok gizli söz öbekleri")
    with pytest.raises(BadPassphrase):
        passphrase_unwrap(wrapped[:-1], "çok gizli söz öbeği")


def test_a_forged_cost_and_a_file_that_is_no_key_are_refused_at_once():
    wrapped = bytearray(passphrase_wrap(NEW, "correct horse battery"))
    wrapped[17] = 40
    for forged in (bytes(wrapped), b"", b"masa-wrapped-key\x01"):
        with pytest.raises(CannotOpen):
            passphrase_unwrap(forged, "correct horse battery")


def test_a_short_passphrase_is_refused():
    with pytest.raises(BadPassphrase, match="12"):
        passphrase_wrap(NEW, "kısa")
