"""Why a file was not taken, each as one sentence for whoever sent it."""

from app.sentence import Sentence, say


class FileFault(Exception):
    """A file was not taken; `sentence` says why and what to do, `status` is that of the page that says it."""

    status = 422

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class FileRefused(FileFault):
    """The file itself is the reason: the form is shown again with the sentence (422)."""


class FileTooLarge(FileRefused):
    """One file over its limit."""

    def __init__(self, limit_bytes: int) -> None:
        mib = max(1, limit_bytes // 2**20)
        super().__init__(say("The file is larger than %(limit)s MiB. Send a smaller one, or several parts.", limit=mib))


class FileEmpty(FileRefused):
    """No bytes at all."""

    def __init__(self) -> None:
        super().__init__(say("The file is empty. Choose it once more."))


class FileNotAllowed(FileRefused):
    """By its content the file is none of the kinds taken here; the name plays no part."""

    def __init__(self, wanted: str) -> None:
        super().__init__(say("This kind of file cannot be taken. Send one of these: %(kinds)s.", kinds=wanted))


class UnreadableFile(FileRefused):
    """It begins as a kind we take and is then cut off, damaged or forged."""

    def __init__(self) -> None:
        super().__init__(say("The file is damaged or incomplete and cannot be read. Save it anew and send it again."))


class TooManyPixels(FileRefused):
    """A picture so large that opening it would take the memory of the machine it is opened on."""

    def __init__(self, megapixels: int) -> None:
        super().__init__(
            say("The picture has more than %(limit)s megapixels. Send it in a smaller size.", limit=megapixels)
        )


class TooManyFiles(FileRefused):
    """The count limit of a field or of an application."""

    def __init__(self, limit: int) -> None:
        super().__init__(say("No more than %(limit)s files can be added here. Remove one first.", limit=limit))


class TooMuchTogether(FileRefused):
    """The limit of all files of one application together."""

    def __init__(self, limit_bytes: int) -> None:
        mib = max(1, limit_bytes // 2**20)
        super().__init__(
            say("All files together would be larger than %(limit)s MiB. Remove one, or send a smaller one.", limit=mib)
        )


class StoreUnavailable(FileFault):
    """The place files are kept cannot be written or read now (503); nothing of the file was kept."""

    status = 503

    def __init__(self) -> None:
        super().__init__(say("The file could not be saved just now. Your other answers are kept. Try again later."))


class StoreFull(StoreUnavailable):
    """The disk is full (507); nothing of the file was kept."""

    status = 507


class FileMissing(FileFault):
    """No such content in the store."""

    def __init__(self) -> None:
        super().__init__(say("This file is no longer there."))
