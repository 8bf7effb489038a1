//! The reading half, for octets from anywhere.

use xrealm_names::{NameType, Principal, PrincipalName, RealmName};
use zeroize::Zeroizing;

use super::{Keytab, KeytabEntry, KeytabError, VERSION};

pub(super) fn keytab(octets: &[u8]) -> Result<Keytab, KeytabError> {
    let mut rest = octets.strip_prefix(&VERSION).ok_or(KeytabError::Version)?;
    let mut entries = Vec::new();
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let cut = KeytabError::Truncated { record: number };
        let (length, tail) = rest.split_first_chunk::<4>().ok_or(cut)?;
        let length = i32::from_be_bytes(*length);
        if length == 0 {
            break;
        }
        let size = usize::try_from(length.unsigned_abs()).map_err(|_| cut)?;
        let (record, tail) = tail.split_at_checked(size).ok_or(cut)?;
        if length > 0 {
            if entries.len() == Keytab::MAX_ENTRIES {
                return Err(KeytabError::TooMany);
            }
            entries.push(entry(record, number)?);
        }
        rest = tail;
    }
    Ok(Keytab { entries })
}

fn entry(record: &[u8], number: usize) -> Result<KeytabEntry, KeytabError> {
    let mut cursor = Cursor { rest: record, cut: KeytabError::Truncated { record: number } };
    let bad_name = KeytabError::BadName { record: number };
    let count = usize::from(cursor.u16()?);
    if count > PrincipalName::MAX_COMPONENTS {
        return Err(bad_name);
    }
    let realm = RealmName::from_octets(cursor.counted()?).map_err(|_| bad_name)?;
    let mut components = Vec::with_capacity(count);
    for _ in 0..count {
        components.push(std::str::from_utf8(cursor.counted()?).map_err(|_| bad_name)?);
    }
    let name_type = NameType(i32::from_be_bytes(*cursor.array()?));
    let name = PrincipalName::new(name_type, components).map_err(|_| bad_name)?;
    let timestamp = u32::from_be_bytes(*cursor.array()?);
    let [short_kvno] = *cursor.array()?;
    let etype = i32::from(cursor.u16()?);
    let octets = Zeroizing::new(cursor.counted()?.to_vec());
    // A zero is what writers leave who only know the short one.
    let long_kvno = cursor.array().map_or(0, |octets| u32::from_be_bytes(*octets));
    let kvno = if long_kvno == 0 { u32::from(short_kvno) } else { long_kvno };
    Ok(KeytabEntry { principal: Principal::new(name, realm), timestamp, kvno, etype, octets })
}

struct Cursor<'a> {
    rest: &'a [u8],
    cut: KeytabError,
}

impl<'a> Cursor<'a> {
    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], KeytabError> {
        let (head, tail) = self.rest.split_first_chunk::<N>().ok_or(self.cut)?;
        self.rest = tail;
        Ok(head)
    }

    fn u16(&mut self) -> Result<u16, KeytabError> {
        self.array().map(|octets| u16::from_be_bytes(*octets))
    }

    fn counted(&mut self) -> Result<&'a [u8], KeytabError> {
        let length = usize::from(self.u16()?);
        let (head, tail) = self.rest.split_at_checked(length).ok_or(self.cut)?;
        self.rest = tail;
        Ok(head)
    }
}
