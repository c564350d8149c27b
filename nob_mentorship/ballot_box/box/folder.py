"""One ballot folder: one database's files in it, written completely or not at all.

Each file is written under a temporary name, flushed to disk and renamed, so that
readers find it complete or not at all. All paths are relative to the open folder: no
link can lead out of it.
"""

import errno
import fcntl
import os
import re
import secrets
import stat
import time
from contextlib import contextmanager, suppress

from . import shape
from .refused import Refused

MOST_FILE = 2 * 1024 * 1024
PLACE, BOX, LOCK = "place.json", "box.key", "lock"
DRAFT = re.compile(r"\..*\.new")
STEP = 0.05
CODES = {
    errno.ENOENT: "folder_missing",
    errno.ENOTDIR: "folder_wrong",
    errno.ELOOP: "folder_wrong",
    errno.EACCES: "folder_denied",
    errno.EPERM: "folder_denied",
    errno.EROFS: "folder_read_only",
    errno.ENOSPC: "folder_full",
    errno.EDQUOT: "folder_full",
    errno.EFBIG: "folder_full",
}
AS_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Folder:
    """A ballot folder, with the folder of one database in it.

    :param int at: its place in the request, the only thing that answers say about it
    :param str path: an absolute path
    :param str database: the uuid, which is the name of its folder
    """

    def __init__(self, at, path, database):
        self.at, self._path, self.database = at, path, database
        self._root = self._inner = self._lock = None

    @contextmanager
    def troubles(self):
        """Turn operating system errors into a code, with the place of this folder."""
        try:
            yield
        except OSError as error:
            code = CODES.get(error.errno, "folder_failed")
            raise Refused(code, folder=self.at) from None

    def enter(self):
        """Open the folder, which must exist: an unmounted disk does not."""
        with self.troubles():
            self._root = os.open(self._path, AS_FOLDER)
        return self

    def leave(self):
        """Close everything, which also releases the lock."""
        for descriptor in (self._lock, self._inner, self._root):
            if descriptor is not None:
                os.close(descriptor)
        self._root = self._inner = self._lock = None

    @property
    def identity(self):
        """Return what distinguishes this folder from others."""
        found = os.fstat(self._root)
        return found.st_dev, found.st_ino

    def has_inner(self):
        """Tell whether the database has a folder here, and open it."""
        if self._inner is None:
            with self.troubles():
                try:
                    self._inner = os.open(
                        self.database, AS_FOLDER | os.O_NOFOLLOW, dir_fd=self._root
                    )
                except FileNotFoundError:
                    return False
        return True

    def make_inner(self):
        """Create the database's folder if it is missing, and open it."""
        with self.troubles():
            try:
                os.mkdir(self.database, 0o700, dir_fd=self._root)
                os.fsync(self._root)
            except FileExistsError:
                pass
        self.has_inner()

    def lock(self, until):
        """Lock out other processes; destroy the temporary files of one that was killed.

        :param float until: a time of the monotonic clock
        :raises Refused: ``busy``
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with self.troubles():
            self._lock = os.open(LOCK, flags, 0o600, dir_fd=self._inner)
            while not _locked(self._lock):
                if time.monotonic() > until:
                    raise Refused("busy")
                time.sleep(STEP)
            # another process may have renamed the folder during the wait
            there = os.stat(self.database, dir_fd=self._root, follow_symlinks=False)
            if there.st_ino != os.fstat(self._inner).st_ino:
                raise Refused("busy")
        for name in self.names():
            if DRAFT.fullmatch(name):
                self.destroy(name)

    def names(self):
        """Return the names of the files."""
        with self.troubles():
            return sorted(os.listdir(self._inner))

    def read(self, name):
        """Return the bytes of a file, or None if it is not there.

        :raises Refused: ``damaged`` if it is not one of our files
        """
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        with self.troubles():
            try:
                descriptor = os.open(name, flags, dir_fd=self._inner)
            except FileNotFoundError:
                return None
            with os.fdopen(descriptor, "rb") as file:
                found = os.fstat(descriptor)
                if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_FILE:
                    raise Refused("damaged", folder=self.at)
                return file.read(MOST_FILE)

    def read_json(self, name, names):
        """Return the contents of a JSON file, or None if it is not there.

        :param dict names: as in :func:`shape.known`
        :raises Refused: ``damaged``
        """
        content = self.read(name)
        if content is None:
            return None
        try:
            return shape.known(names, shape.parsed(content))
        except ValueError:
            raise Refused("damaged", folder=self.at) from None

    def write(self, name, value):
        """Write a file, completely or not at all; it is on disk on return."""
        draft = f".{name}.new"
        with self.troubles():
            try:
                self._write_draft(draft, shape.written(value))
                os.rename(draft, name, src_dir_fd=self._inner, dst_dir_fd=self._inner)
            except OSError:
                self._forget(draft)
                raise
            os.fsync(self._inner)

    def replace(self, name, value):
        """Replace a file by another, and overwrite the old contents."""
        with self.troubles():
            flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
            old = os.open(name, flags, dir_fd=self._inner)
            try:
                self.write(name, value)
                _overwrite(old)
            finally:
                os.close(old)

    def rename(self, name, other):
        """Rename a file; the change is on disk on return."""
        with self.troubles():
            os.rename(name, other, src_dir_fd=self._inner, dst_dir_fd=self._inner)
            os.fsync(self._inner)

    def destroy(self, name):
        """Overwrite a file and remove it; do nothing if it is not there."""
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        with self.troubles():
            try:
                descriptor = os.open(name, flags, dir_fd=self._inner)
            except FileNotFoundError:
                return
            except OSError as error:
                if error.errno != errno.ELOOP:
                    raise
            else:
                try:
                    # if it cannot be overwritten, it is removed all the same
                    with suppress(OSError):
                        _overwrite(descriptor)
                finally:
                    os.close(descriptor)
            os.unlink(name, dir_fd=self._inner)
            os.fsync(self._inner)

    def destroy_all(self):
        """Destroy all files, and remove the database's folder."""
        for name in self.names():
            if name not in (LOCK, PLACE):
                self.destroy(name)
        with self.troubles():
            # the owner's file goes last: until then, other databases are kept out
            for name in (PLACE, LOCK):
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=self._inner)
            os.rmdir(self.database, dir_fd=self._root)
            os.fsync(self._root)

    def written_at(self, name):
        """Return the time at which a file was written, or 0 if it is not there."""
        with self.troubles():
            try:
                found = os.stat(name, dir_fd=self._inner, follow_symlinks=False)
            except FileNotFoundError:
                return 0
        return found.st_mtime

    def try_writing(self):
        """Write a small file and remove it.

        :raises Refused: with the reason, if that is impossible
        """
        draft = f".{secrets.token_hex(8)}.new"
        with self.troubles():
            try:
                self._write_draft(draft, b"\0" * 16_384)
            finally:
                self._forget(draft)

    def rename_inner(self, database):
        """Rename the database's folder for another database, and leave it."""
        with self.troubles():
            os.rename(
                self.database, database, src_dir_fd=self._root, dst_dir_fd=self._root
            )
            os.fsync(self._root)

    def _write_draft(self, draft, content):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(draft, flags, 0o600, dir_fd=self._inner)
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _forget(self, draft):
        try:
            os.unlink(draft, dir_fd=self._inner)
        except OSError:
            # the next lock removes it
            return


def _locked(descriptor):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _overwrite(descriptor):
    size = os.fstat(descriptor).st_size
    _write_all(descriptor, secrets.token_bytes(min(size, MOST_FILE)))
    os.fsync(descriptor)


def _write_all(descriptor, content):
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
