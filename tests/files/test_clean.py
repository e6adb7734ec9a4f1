"""What a camera adds is cut; what the citizen sees stays, to the last bit."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.clean import cut_metadata
from app.files.errors import FileRefused, TooManyPixels, UnreadableFile
from app.files.sniff import FileKind
from tests.files import pictures

PICTURES = {FileKind.JPEG: pictures.jpeg, FileKind.PNG: pictures.png, FileKind.WEBP: pictures.webp}
kinds = pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)


def cleaned(picture: bytes, kind: FileKind) -> bytes:
    pieces = cut_metadata(picture, kind)
    return b"".join(piece if isinstance(piece, bytes) else picture[slice(*piece)] for piece in pieces)


@kinds
def test_place_names_comments_and_appendices_are_gone(kind):
    before = PICTURES[kind]()
    after = cleaned(before, kind)
    assert pictures.GPS in before
    for trace in (
        pictures.GPS,
        pictures.COMMENT,
        b"Cam\0",
        b"xap",
        b"Photoshop",
        b"MPF",
        b"tEXt",
        b"zTXt",
        b"iTXt",
        b"XMP",
    ):
        assert trace not in after


@kinds
@pytest.mark.parametrize("orientation", range(2, 9))
def test_how_the_picture_is_turned_is_kept_and_nothing_beside_it(kind, orientation):
    after = cleaned(PICTURES[kind](orientation), kind)
    assert after.count(b"MM\0*") == 1
    block = after[after.index(b"MM\0*") :][:26]
    assert struct.unpack(">HHHLHHL", block[8:]) == (1, 0x0112, 3, 1, orientation, 0, 0)


@kinds
@pytest.mark.parametrize("orientation", [None, 0, 1, 9, 65535])
def test_an_upright_picture_keeps_no_exif_at_all(kind, orientation):
    after = cleaned(PICTURES[kind](orientation), kind)
    assert b"MM\0*" not in after
    assert b"II*\0" not in after


def test_both_byte_orders_of_exif_are_read():
    assert cleaned(pictures.jpeg(3, order="<"), FileKind.JPEG) == cleaned(pictures.jpeg(3, order=">"), FileKind.JPEG)


@kinds
def test_cleaning_twice_changes_nothing(kind):
    once = cleaned(PICTURES[kind](), kind)
    assert cleaned(once, kind) == once


def test_a_jpeg_keeps_tables_frame_scan_and_colours_bit_by_bit():
    before = pictures.jpeg()
    after = cleaned(before, FileKind.JPEG)
    start, end = before.index(b"\xff\xdb"), before.index(b"\xff\xd9") + 2
    assert after.endswith(before[start:end])
    assert b"ICC_PROFILE\0\x01\x01profile" in after
    assert after[2:20] == b"\xff\xe0\0\x10JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"


def test_a_jpeg_of_several_scans_with_restarts_and_filling_is_walked_to_its_end():
    one = pictures.jpeg(None)
    scan = one[one.index(b"\xff\xda") : one.index(b"\xff\xd9")] + b"\x00\xff\x00\xff\xd0\xff\x00\xff\xff"
    before = one[: one.index(b"\xff\xda")] + scan * 9 + b"\xff\xd9"
    after = cleaned(before, FileKind.JPEG)
    assert after.endswith(scan * 9 + b"\xff\xd9")


def test_a_png_keeps_head_colours_and_data_with_sums_that_are_right():
    before = pictures.png(None)
    after = cleaned(before, FileKind.PNG)
    data = before[before.index(b"IDAT") - 4 : before.index(b"eXIf") - 4]
    assert after == before[: before.index(b"tEXt") - 4] + data + pictures.chunk(b"IEND", b"")


def test_a_webp_says_in_its_head_what_is_left():
    for orientation, flags in ((1, 0x00), (6, 0x08)):
        after = cleaned(pictures.webp(orientation), FileKind.WEBP)
        assert after[20] == flags
        assert struct.unpack_from("<L", after, 4)[0] == len(after) - 8
        assert pictures.riff(b"VP8L", pictures.VP8L) in after


@kinds
def test_a_picture_cut_off_anywhere_is_called_unreadable(kind):
    whole = cleaned(PICTURES[kind](), kind)
    for length in range(12, len(whole)):
        with pytest.raises(UnreadableFile):
            cut_metadata(whole[:length], kind)


def test_too_many_pixels_are_refused_whichever_part_names_them():
    with pytest.raises(TooManyPixels):
        cut_metadata(pictures.jpeg(width=65_000, height=65_000), FileKind.JPEG)
    with pytest.raises(TooManyPixels):
        cut_metadata(pictures.png(width=60_000, height=60_000), FileKind.PNG)
    with pytest.raises(TooManyPixels):
        cut_metadata(pictures.webp(width=16_000, height=16_000), FileKind.WEBP)


def test_a_png_whose_sum_is_wrong_is_unreadable():
    before = bytearray(pictures.png())
    before[before.index(b"IDAT") + 6] ^= 1
    with pytest.raises(UnreadableFile):
        cut_metadata(bytes(before), FileKind.PNG)


@kinds
@given(data=st.data())
def test_no_damage_raises_anything_but_a_refusal(kind, data):
    picture = bytearray(PICTURES[kind](data.draw(st.integers(0, 9))))
    for _ in range(data.draw(st.integers(1, 8))):
        picture[data.draw(st.integers(0, len(picture) - 1))] = data.draw(st.integers(0, 255))
    picture = picture[: data.draw(st.integers(0, len(picture)))]
    try:
        again = cleaned(bytes(picture), kind)
    except FileRefused:
        return
    assert pictures.COMMENT not in again


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (b"\xff\xd8" + b"\xff\xe1\x00\x02" * 2_500_000, FileKind.JPEG),
        (b"\xff\xd8" + b"\xff" * 10_000_000, FileKind.JPEG),
        (pictures.jpeg()[:-45] + b"\xff\xd0" * 5_000_000, FileKind.JPEG),
        (pictures.png()[:33] + pictures.chunk(b"aaAa", b"") * 800_000, FileKind.PNG),
        (b"RIFF" + struct.pack("<L", 9_999_996) + b"WEBP" + b"VP8L" + bytes(9_999_984), FileKind.WEBP),
    ],
    ids=["segments", "filling", "restarts", "chunks", "riff"],
)
def test_a_file_made_to_keep_us_busy_is_refused_in_a_moment(picture, kind):
    began = time.monotonic()
    with pytest.raises(FileRefused):
        cut_metadata(picture, kind)
    assert time.monotonic() - began < 5
