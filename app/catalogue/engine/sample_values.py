"""Made-up values that pass every check and belong to nobody: identity numbers, accounts, telephones, names, places."""

from random import Random

FIRST_NAMES = (
    "Ayşe", "Mehmet", "Fatma", "Mustafa", "Emine", "Ahmet", "Hatice", "Ali", "Zeynep", "Hüseyin", "Elif", "Hasan",
    "Meryem", "İbrahim", "Şerife", "İsmail", "Zehra", "Osman", "Sultan", "Yusuf", "Hanife", "Murat", "Merve", "Ömer",
    "Gülsüm", "Ramazan", "Özlem", "Halil", "Yasemin", "Süleyman", "Çiğdem", "Işıl", "Ümit", "Gökhan", "Nurcan", "Kâzım",
)  # fmt: skip
LAST_NAMES = (
    "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Yıldız", "Öztürk", "Aydın", "Özdemir", "Arslan", "Doğan", "Kılıç",
    "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özkan", "Şimşek", "Polat", "Korkmaz", "Işık", "Güneş", "Erdoğan", "Bulut",
    "Trakyalı", "Tuna", "Balkan", "Ergene", "Meriç", "Göçmen", "Pehlivan", "Bağcı", "Ünal", "İnce", "Ateş",
)  # fmt: skip
STREETS = (
    "Atatürk Caddesi", "İstasyon Caddesi", "Kırklareli Caddesi", "Fatih Caddesi", "Gazi Sokak", "Çınar Sokak",
    "Ihlamur Sokak", "Lale Sokak", "Şehit Er Sokak", "Okul Sokak", "Çeşme Sokak", "Papatya Sokak",
    "Zübeyde Hanım Bulvarı",
)  # fmt: skip
PLACES = (
    "Market önü", "Okulun arka kapısı", "Caminin karşısı", "Sağlık ocağının yanı", "Parkın girişi",
    "Köşedeki fırının önü",
    "Otobüs durağının yanı", "Pazar yerinin arkası",
)  # fmt: skip
ORGANISATIONS = (
    "Ergene Tarım Ürünleri Ltd. Şti.", "Istranca Yapı A.Ş.", "Çınar Unlu Mamuller Ltd. Şti.", "Trakya Dostluk Derneği",
    "Meriç Elektrik Taahhüt Ltd. Şti.", "Güneş Optik Ltd. Şti.",
)  # fmt: skip
_ASCII = str.maketrans("çğıöşüâîûÇĞİÖŞÜ", "cgiosuaiuCGIOSU")
_LETTERS = "ABCDEFGHJKLMNPRSTUVYZ"


def tckn(rng: Random) -> str:
    """A number with right check digits from the first ten thousand, where numbers are hardly given out."""
    return _with_check_digits(f"10000{rng.randrange(10_000):04d}")


def ykn(rng: Random) -> str:
    """The same for a foreigner's number."""
    return _with_check_digits(f"99000{rng.randrange(10_000):04d}")


def vkn(rng: Random) -> str:
    """A tax number. The check digit is the one of domain.md §3."""
    digits = [int(digit) for digit in f"99{rng.randrange(10_000_000):07d}"]
    total = 0
    for place, digit in enumerate(digits):
        shifted = (digit + 9 - place) % 10
        total += 9 if shifted == 9 else shifted * 2 ** (9 - place) % 9
    return "".join(map(str, digits)) + str(-total % 10)


def iban(rng: Random) -> str:
    """An account of a bank that does not exist."""
    account = f"999990{rng.randrange(10**16):016d}"
    check = 98 - int(f"{account}292700") % 97  # T=29, R=27, then 00
    return f"TR{check:02d}{account}"


def mobile(rng: Random) -> str:
    """A mobile number as people write it; the middle digits are given to nobody."""
    operator = rng.choice(("532", "533", "542", "543", "552", "555"))
    return f"0{operator} 000 {rng.randrange(100):02d} {rng.randrange(100):02d}"


def plate(rng: Random) -> str:
    letters = "".join(rng.choice(_LETTERS) for _ in range(2))
    return f"39 {letters} {rng.randrange(100, 1000)}"


def email(rng: Random) -> str:
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    return f"{first}.{last}{rng.randrange(100)}@example.com".translate(_ASCII).lower()


def full_name(rng: Random) -> str:
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"


def _with_check_digits(nine: str) -> str:
    digits = [int(digit) for digit in nine]
    tenth = (7 * sum(digits[0::2]) - sum(digits[1::2])) % 10
    return f"{nine}{tenth}{(sum(digits) + tenth) % 10}"
