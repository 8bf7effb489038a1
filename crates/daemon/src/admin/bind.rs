//! A listening Unix socket that was never open to anybody but its owner.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;

use socket2::{Domain, SockAddr, Socket, Type};

/// A socket, and which one it is.
pub(super) struct Bound {
    pub(super) listener: UnixListener,
    pub(super) identity: Identity,
}

/// Tells one file from another that later stands under the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let found = fs::symlink_metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }
}

/// Binds and listens. A socket nobody listens on any more is taken away first; anything else in the way is an error.
pub(super) fn bind(path: &Path) -> io::Result<Bound> {
    let address = SockAddr::unix(path)?;
    remove_abandoned(path, &address)?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // The mode that a socket has when it is bound is the one its name gets: set later, there would be a moment in which
    // others could connect.
    let file = File::from(OwnedFd::from(socket));
    file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
    let socket = Socket::from(OwnedFd::from(file));
    socket.bind(&address)?;
    let identity = Identity::of(path)?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(Bound { listener: socket.into(), identity })
}

const OWNER_ONLY: u32 = 0o600;

/// Askers the kernel keeps for us until they are accepted.
const BACKLOG: i32 = 64;

fn remove_abandoned(path: &Path, address: &SockAddr) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file that is no socket is in the way"));
        }
        Ok(_) => {}
    }
    match Socket::new(Domain::UNIX, Type::STREAM, None)?.connect(address) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
        Err(error) => Err(error),
        Ok(()) => Err(io::Error::new(io::ErrorKind::AddrInUse, "another daemon answers there")),
    }
}
