//! The folder of a state: who may read it, and who writes it.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// A folder that nobody else writes for as long as this is held.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked; the lock goes with the process, however that ends. It says which process that is, and where it is asked.
    lock: File,
}

impl Folder {
    /// The folder `path`, made if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Io { path: path.to_owned(), source };
        if !path.exists() {
            DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(path).map_err(failed)?;
        }
        Self::existing(path)
    }

    /// The folder `path`, which has to be there.
    pub(super) fn existing(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Io { path: path.to_owned(), source };
        let foreign = foreign_file(path).map_err(failed)?;
        if let Some(found) = foreign {
            return Err(StoreError::Foreign { folder: path.to_owned(), found });
        }
        keep_private(path)?;
        Ok(Self { path: path.to_owned(), lock: lock(path)? })
    }

    /// The folder `path`, with a state in it.
    pub(super) fn with_state(path: &Path) -> Result<Self, StoreError> {
        if fs::symlink_metadata(path.join(STATE_FILE)).is_err() {
            return Err(StoreError::NoState { folder: path.to_owned() });
        }
        Self::existing(path)
    }

    /// Where the folder is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the state is.
    pub(super) fn state_file(&self) -> PathBuf {
        self.path.join(STATE_FILE)
    }

    /// Where it stands a second time which entry is the last.
    pub(super) fn witness_file(&self) -> PathBuf {
        self.path.join(WITNESS_FILE)
    }

    pub(super) fn has_state(&self) -> bool {
        fs::symlink_metadata(self.state_file()).is_ok()
    }

    /// An empty file for a state in the making. One that was never finished is taken away.
    pub(super) fn begin(&self) -> io::Result<(PathBuf, File)> {
        let path = self.path.join(UNFINISHED_FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) | Ok(()) => {}
        }
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(OWNER_ONLY_FILE).open(&path)?;
        Ok((path, file))
    }

    /// Puts the file begun in the place of the state, for good. What was witnessed of another one goes.
    pub(super) fn finish(&self) -> io::Result<()> {
        match fs::remove_file(self.witness_file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) | Ok(()) => {}
        }
        fs::rename(self.path.join(UNFINISHED_FILE), self.state_file())?;
        self.sync()
    }

    /// Keeps the state as it is under another name; it stays in its place as well.
    pub(super) fn keep_as(&self, name: &str) -> io::Result<()> {
        fs::hard_link(self.state_file(), self.path.join(name))?;
        self.sync()
    }

    /// What the secrets follow from that the topology file does not give, as it is kept beside the state.
    pub(super) fn seed(&self) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path.join(SEED_FILE)) {
            Ok(octets) => Ok(Some(octets)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts that beside a state that is still to be made.
    pub(super) fn put_seed(&self, octets: &[u8]) -> io::Result<()> {
        let path = self.path.join(SEED_FILE);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY_FILE).open(path)?;
        file.write_all(octets)?;
        file.sync_all()
    }

    /// Tells whoever finds the folder in use where its user is asked.
    pub(super) fn name_socket(&self, socket: &Path) -> io::Result<()> {
        say_who(&self.lock, Some(socket))
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }
}

const STATE_FILE: &str = "state.redb";
const UNFINISHED_FILE: &str = "state.redb.new";
const SEED_FILE: &str = "topology-seed.json";
const WITNESS_FILE: &str = "last-entry";
const LOCK_FILE: &str = "lock";

const OWNER_ONLY: u32 = 0o700;
const OWNER_ONLY_FILE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// A file that shows that the folder is not one of ours: there is no state, but something else.
fn foreign_file(folder: &Path) -> io::Result<Option<String>> {
    let mut foreign = None;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        match &*name {
            STATE_FILE => return Ok(None),
            UNFINISHED_FILE | SEED_FILE | WITNESS_FILE | LOCK_FILE | "lost+found" => {}
            _ => foreign = Some(name),
        }
    }
    Ok(foreign)
}

/// The secrets of every trust are in there: nobody but the owner may read it.
fn keep_private(folder: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { path: folder.to_owned(), source };
    let mode = fs::metadata(folder).map_err(failed)?.permissions().mode() & 0o777;
    if mode & OTHERS == 0 {
        return Ok(());
    }
    if folder.join(STATE_FILE).exists() {
        return Err(StoreError::Exposed { folder: folder.to_owned(), mode });
    }
    fs::set_permissions(folder, Permissions::from_mode(OWNER_ONLY)).map_err(failed)
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK_FILE);
    let failed = |source| StoreError::Io { path: path.clone(), source };
    let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(OWNER_ONLY_FILE).open(&path);
    let mut file = open.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => say_who(&file, None).map_err(failed)?,
        Err(TryLockError::WouldBlock) => {
            let mut text = Vec::new();
            // Whoever holds it may just be writing this.
            let _ = file.read_to_end(&mut text);
            let mut lines = text.split(|octet| *octet == b'\n');
            let holder = lines.next().and_then(|pid| str::from_utf8(pid).ok()?.parse().ok());
            let socket = lines.next().filter(|path| !path.is_empty());
            let socket = socket.map(|path| PathBuf::from(OsStr::from_bytes(path)));
            return Err(StoreError::Held { folder: folder.to_owned(), holder, socket });
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    Ok(file)
}

/// The number of this process on a line, and on another the socket on which it is asked.
fn say_who(mut file: &File, socket: Option<&Path>) -> io::Result<()> {
    let mut text = format!("{}\n", std::process::id()).into_bytes();
    if let Some(socket) = socket {
        text.extend_from_slice(socket.as_os_str().as_bytes());
        text.push(b'\n');
    }
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(&text)
}
