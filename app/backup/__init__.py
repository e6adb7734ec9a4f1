"""The whole town in one file: database, attachments and the data key, wrapped by a passphrase; and back again."""
