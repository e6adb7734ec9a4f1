"""What people and machines send that nobody meant to receive. Everything is seeded: a failure can be run again."""

import random
from collections.abc import Iterator

SIGN = "zq9x"  # stands in every attack that would do something if it came back unescaped

MARKUP = (
    f"<script>{SIGN}()</script>",
    f'"><img src=x onerror={SIGN}()>',
    f"'-{SIGN}()-'",
    f"javascript:{SIGN}()",
    f"</textarea><svg onload={SIGN}()>",
    f"</title><b {SIGN}>",
    "{{ 1117*1119 }}{% raw %}",
    "${1117*1119}#{1117*1119}<%= 1117*1119 %>",
)
RAW_SIGNS = (
    f"<script>{SIGN}",
    f"onerror={SIGN}()>",
    f"<svg onload={SIGN}",
    f"<b {SIGN}>",
    f'href="javascript:{SIGN}',
    "1249923",
)
TEXTS = (
    *MARKUP,
    "' OR '1'='1' -- ",
    '1; DROP TABLE "case"; --',
    "%' ESCAPE '!' UNION SELECT password_hash FROM user --",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: x=1\r\nLocation: //evil.example",
    "\u202eters\u202c",
    "\ufeff\u200b\u2028",
    "İIıi" * 200,
    "Z̷̧͂" * 400,
    "x" * 100_000,
    "-1",
    "0",
    "99999999999999999999999999",
    "1e308",
    "NaN",
    "-0.0000000000000000000001",
    "1.234,50",
    "31.02.2026",
    "0000-00-00",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%00",
    "//evil.example/",
    "=cmd|' /C calc'!A0",
    '"a AND (b OR c:',
    "true",
    "[]",
    '{"$gt": ""}',
    "٣٤٥",
    "   ",
    "",
)
# As they come over the wire: no text at all, or half of one.
BYTES = (
    b"%FF%FE%FD",
    b"%C3%28",
    b"%ED%A0%80",
    b"%F0%9F%92",
    b"%C0%AE%C0%AE/",
    b"%",
    b"%zz",
    b"%00",
    b"%u0131",
    b"+" * 2000,
)
PATHS = (
    b"-1", b"0", b"00000000000000000001", b"9223372036854775807", b"9223372036854775808", b"1" * 19, b"1" * 40, b"1.5",
    b"%00", b"a%00b", b"..%2f..%2fetc%2fpasswd", b"%2e%2e", b"%ff%fe", b"%ed%a0%80", b"%C4%B0", b"'%22%3E%3Cscript%3E" +
    SIGN.encode(), b"%7B%7B1117*1119%7D%7D", b"x" * 3000, b"%0d%0aX-Evil:1", b"NULL", b"%20", b"admin%2f..", b"~root",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"Cookie": "masa=" + "A" * 60_000},
    {"Cookie": "masa=eyJ.x.y; masa-form=" + "%00" * 20},
    {"Cookie": "; ".join(f"c{n}={n}" for n in range(2000))},
    {"Cookie": "masa_lang=../../etc; masa-form=" + "é" * 50},
    {"Accept-Language": "tr;q=1e999,*;q=-1," + "x-" * 3000},
    {"Accept-Encoding": "gzip;q=NaN, br;q=-1, *;q="},
    {"Accept": "\\x00/\\xff"},
    {"User-Agent": "x" * 50_000},
    {"Referer": "http://[::1"},
    {"Origin": "http://["},
    {"Origin": "null"},
    {"X-Forwarded-For": "1, 2, 3, ::ffff:999.999.999.999"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "javascript"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"HX-Request": "true", "HX-Target": "<script>", "HX-Current-URL": "http://["},
    {"HX-Request": "%C4%B0", "HX-Request-URI-AutoEncoded": "true"},
    {"HX-Boosted": "true", "HX-History-Restore-Request": "maybe"},
    {"If-None-Match": '"' * 500},
    {"If-Modified-Since": "Thu, 99 Foo 0000 99:99:99 GMT"},
    {"Range": "bytes=-1-,5-1,0-999999999999999999999"},
    {"Content-Length": "-1"},
    {"Content-Length": "banana"},
    {"Expect": "200-maybe"},
    {"Authorization": "Basic " + "=" * 500},
    {"X-CSRFToken": "\udc80"},
    {"Sec-Fetch-Site": "cross-site"},
)
HOSTS = ("evil.example", "localhost:99999", "localhost:80:80", "", "..", "localhost\\@evil.example", "[::1", "x" * 5000)
CONTENT_TYPES = (
    "", "text/plain", "application/json", "application/xml", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300, "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=klingon", "image/png; q=\"", "\u0131/\u0131", "a" * 2000,
)  # fmt: skip
FILENAMES = (
    "../../../etc/passwd", "..\\x.pdf", "a\x00.pdf", "çğışöü İ.pdf", "x" * 500 + ".pdf", ".htaccess", "con.pdf", "",
    "a\r\nX: y.pdf", "<script>zq9x</script>.pdf", "%s%n.pdf", "dosya.pdf.exe", "\u202efdp.exe",
)  # fmt: skip
CONTENTS = (
    b"", b"%PDF-", b"%PDF-1.4\n%%EOF", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0" * 20,
    b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\xff\xff\xffWEBPVP8 ", b"RIFF",
    b"PK\x03\x04" + b"\0" * 60, b"PK\x05\x06" + b"\0" * 18, b"<svg onload=zq9x()>", b"GIF89a<script>zq9x</script>",
    b"MZ\x90\0", b"\0" * 4096, b"%!PS", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
)  # fmt: skip


def multipart_bodies() -> Iterator[tuple[str, bytes]]:
    """(content type, body): multipart that ends too soon, repeats itself or lies."""
    kind = "multipart/form-data; boundary=B"
    yield kind, b""
    yield kind, b"--B"
    yield kind, b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nno end'
    yield kind, b"--B--\r\n"
    yield kind, b"--B\r\n\r\n\r\n--B--"
    yield kind, b"--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--"
    yield kind, b"--B\r\nContent-Disposition: form-data; name=\r\n\r\nx\r\n--B--"
    yield kind, b"--B\r\nContent-Disposition: form-data; name=\"a\"; filename*=klingon''%FF\r\n\r\nx\r\n--B--"
    yield kind, b'--B\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\n\xff\xfe\r\n--B--'
    yield (
        kind,
        b'--B\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed\r\n\r\n--C\r\n--B--',
    )
    yield kind, b'--B\r\nContent-Disposition: form-data; name="a"\r\nX: ' + b"y" * 70_000 + b"\r\n\r\nx\r\n--B--"
    part = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    yield kind, part * 1500 + b"--B--"
    yield kind, part.replace(b"\r\nx\r\n", b"\r\n" + b"x" * 700_000 + b"\r\n") + b"--B--"


def noise(seed: int, count: int) -> Iterator[bytes]:
    """Percent-encoded noise that is no attack in particular."""
    rng = random.Random(seed)
    for _round in range(count):
        yield "".join(f"%{rng.randrange(256):02X}" for _byte in range(rng.randrange(1, 60))).encode()
