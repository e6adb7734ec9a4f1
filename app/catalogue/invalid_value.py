"""The refusal of a typed value, with the sentence that says what to do."""

import unicodedata

from app.sentence import Sentence


class InvalidValue(ValueError):
    """What was typed cannot be taken; `sentence` tells the person what to write instead."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence


def ascii_digits(text: str) -> str:
    """`text` with the digits of any script (Arabic keyboards, full-width forms) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
