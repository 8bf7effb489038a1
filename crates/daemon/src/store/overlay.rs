//! A file that can be written to without being changed.
//!
//! redb repairs what it opens. Whether a file is sound has to be known before anything is written into it, so it is
//! opened through this first: writes stay in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

/// A file and what would have been written to it.
#[derive(Debug)]
pub(super) struct Overlay {
    file: File,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    /// Blocks that differ from those of the file, by number.
    blocks: BTreeMap<u64, Box<[u8]>>,
    len: u64,
    /// How much of the file shows through: the rest was cut off.
    visible: u64,
}

const BLOCK: u64 = 4096;

impl Overlay {
    pub(super) fn over(file: File) -> io::Result<Self> {
        let len = file.metadata()?.len();
        Ok(Self { file, written: Mutex::new(Written { blocks: BTreeMap::new(), len, visible: len }) })
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The part of a block that the file has; zeros after that.
    fn block_of_file(&self, number: u64, visible: u64) -> io::Result<Box<[u8]>> {
        let start = number.saturating_mul(BLOCK);
        let mut block = vec![0; usize::try_from(BLOCK).unwrap_or_default()].into_boxed_slice();
        let there = usize::try_from(visible.saturating_sub(start).min(BLOCK)).unwrap_or_default();
        if let Some(there) = block.get_mut(..there) {
            self.file.read_exact_at(there, start)?;
        }
        Ok(block)
    }
}

impl StorageBackend for Overlay {
    fn len(&self) -> io::Result<u64> {
        Ok(self.written().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let written = self.written();
        within(offset, out.len(), written.len)?;
        for piece in pieces(offset, out.len()) {
            let Some(target) = out.get_mut(piece.of_data) else { continue };
            let read;
            let block = match written.blocks.get(&piece.block) {
                Some(block) => block,
                None => {
                    read = self.block_of_file(piece.block, written.visible)?;
                    &read
                }
            };
            if let Some(source) = block.get(piece.of_block) {
                target.copy_from_slice(source);
            }
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut written = self.written();
        if len < written.len {
            drop(written.blocks.split_off(&len.div_ceil(BLOCK)));
            let rest = usize::try_from(len % BLOCK).unwrap_or_default();
            if let Some(block) = written.blocks.get_mut(&(len / BLOCK))
                && let Some(cut) = block.get_mut(rest..)
            {
                cut.fill(0);
            }
        }
        written.visible = written.visible.min(len);
        written.len = len;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut written = self.written();
        within(offset, data.len(), written.len)?;
        let visible = written.visible;
        for piece in pieces(offset, data.len()) {
            let block = match written.blocks.entry(piece.block) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.block_of_file(piece.block, visible)?),
            };
            if let (Some(target), Some(source)) = (block.get_mut(piece.of_block), data.get(piece.of_data)) {
                target.copy_from_slice(source);
            }
        }
        Ok(())
    }
}

fn within(offset: u64, octets: usize, len: u64) -> io::Result<()> {
    let end = u64::try_from(octets).ok().and_then(|octets| offset.checked_add(octets));
    if end.is_some_and(|end| end <= len) { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Where a run of octets meets one block.
struct Piece {
    block: u64,
    of_block: std::ops::Range<usize>,
    of_data: std::ops::Range<usize>,
}

fn pieces(offset: u64, octets: usize) -> impl Iterator<Item = Piece> {
    let size = usize::try_from(BLOCK).unwrap_or(1);
    let mut done = 0;
    std::iter::from_fn(move || {
        if done >= octets {
            return None;
        }
        let at = offset.saturating_add(u64::try_from(done).ok()?);
        let start = usize::try_from(at % BLOCK).ok()?;
        let count = (size - start).min(octets - done);
        let piece = Piece { block: at / BLOCK, of_block: start..start + count, of_data: done..done + count };
        done += count;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::scratch::Scratch;

    #[test]
    fn what_is_written_is_read_and_the_file_stays() {
        let scratch = Scratch::new();
        let path = scratch.join("file");
        let before: Vec<u8> = (0..10_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        fs::write(&path, &before).unwrap();
        let overlay = Overlay::over(File::open(&path).unwrap()).unwrap();

        overlay.write(4_000, &[7; 5_000]).unwrap();
        let mut read = vec![0; 10_000];
        overlay.read(0, &mut read).unwrap();

        let mut expected = before.clone();
        expected[4_000..9_000].fill(7);
        assert_eq!(read, expected);
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn what_was_cut_off_comes_back_as_zeros() {
        let scratch = Scratch::new();
        let path = scratch.join("file");
        fs::write(&path, [1; 9_000]).unwrap();
        let overlay = Overlay::over(File::open(&path).unwrap()).unwrap();

        overlay.write(4_200, &[2; 10]).unwrap();
        overlay.set_len(4_205).unwrap();
        overlay.set_len(9_000).unwrap();
        let mut read = vec![9; 9_000];
        overlay.read(0, &mut read).unwrap();

        assert!(read[..4_200].iter().all(|octet| *octet == 1));
        assert!(read[4_200..4_205].iter().all(|octet| *octet == 2));
        assert!(read[4_205..].iter().all(|octet| *octet == 0));
        assert!(overlay.read(8_999, &mut [0; 2]).is_err());
    }
}
