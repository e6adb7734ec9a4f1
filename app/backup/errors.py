"""What can go wrong with a backup, each in one clear line."""


class BackupError(Exception):
    """Base of everything that can go wrong; the text says what to do."""


class CannotBackUp(BackupError):
    """No backup was made; nothing of it is left behind."""


class BadArchive(BackupError):
    """This is no backup of ours, or not as it was written."""


class CannotRestore(BackupError):
    """Nothing was restored and nothing was changed."""
