//! Reading a cache.

use xrealm_crypto::Key;
use xrealm_names::{EncryptionType, NameType, Principal, PrincipalName, RealmName, Timestamp};
use xrealm_wire::TicketFlags;

use super::{CONFIGURATION_REALM, CacheError, CredentialCache, TAG_DELTA_TIME, VERSION};
use crate::{Address, Credential};

pub(super) fn read(octets: &[u8]) -> Result<CredentialCache, CacheError> {
    let mut reader = Reader { rest: octets };
    if reader.short() != Ok(VERSION) {
        return Err(CacheError::Version);
    }
    let clock_offset = reader.header()?;
    let default_principal = reader.principal()?.ok_or(CacheError::Name)?;
    let mut credentials = Vec::new();
    while !reader.rest.is_empty() {
        if let Some(credential) = reader.credential(clock_offset)? {
            credentials.push(credential);
        }
    }
    Ok(CredentialCache { default_principal, clock_offset, credentials })
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The clock offset of the header; other fields are passed over.
    fn header(&mut self) -> Result<i64, CacheError> {
        let length = self.short()?;
        let mut fields = Reader { rest: self.take(usize::from(length))? };
        let mut clock_offset = 0;
        while !fields.rest.is_empty() {
            let (tag, length) = (fields.short()?, fields.short()?);
            let mut value = Reader { rest: fields.take(usize::from(length))? };
            if tag == TAG_DELTA_TIME {
                clock_offset = i64::from(value.number()?.cast_signed());
            }
        }
        Ok(clock_offset)
    }

    /// `None` for a credential that is not one of ours to use.
    fn credential(&mut self, clock_offset: i64) -> Result<Option<Credential>, CacheError> {
        let client = self.principal()?;
        let server = self.principal()?;
        let etype = i32::from(self.short()?.cast_signed());
        let key = self.data()?;
        let [auth_time, start_time, end_time, renew_till] = [self.time()?, self.time()?, self.time()?, self.time()?];
        self.take(1)?;
        let flags = TicketFlags(self.number()?);
        let addresses = self.typed_list()?;
        self.typed_list()?;
        let (ticket, second_ticket) = (self.data()?.to_vec(), self.data()?.to_vec());
        let session_key = EncryptionType::from_number(etype).and_then(|etype| Key::new(etype, key).ok());
        let (Some(client), Some(server), Some(session_key)) = (client, server, session_key) else { return Ok(None) };
        Ok(Some(Credential {
            client,
            server,
            session_key,
            flags,
            auth_time,
            start_time: Some(start_time),
            end_time,
            renew_till: (renew_till != Timestamp::EPOCH).then_some(renew_till),
            addresses,
            ticket,
            second_ticket,
            clock_offset,
        }))
    }

    /// `None` for the server of a configuration entry, and for a name whose realm was left open: MIT keeps a ticket got by
    /// referrals under such a name beside its own.
    fn principal(&mut self) -> Result<Option<Principal>, CacheError> {
        let name_type = NameType(self.number()?.cast_signed());
        let count = self.number()?;
        let realm = self.data()?;
        let mut components = Vec::new();
        for _ in 0..count {
            components.push(std::str::from_utf8(self.data()?).map_err(|_| CacheError::Name)?);
        }
        if realm == CONFIGURATION_REALM || realm.is_empty() {
            return Ok(None);
        }
        let realm = RealmName::from_octets(realm).map_err(|_| CacheError::Name)?;
        let name = PrincipalName::new(name_type, components).map_err(|_| CacheError::Name)?;
        Ok(Some(Principal::new(name, realm)))
    }

    /// Addresses, or authorization data, which has the same shape.
    fn typed_list(&mut self) -> Result<Vec<Address>, CacheError> {
        let mut list = Vec::new();
        for _ in 0..self.number()? {
            let address_type = i32::from(self.short()?.cast_signed());
            list.push(Address { address_type, octets: self.data()?.to_vec() });
        }
        Ok(list)
    }

    fn time(&mut self) -> Result<Timestamp, CacheError> {
        Ok(Timestamp::from_unix(i64::from(self.number()?)))
    }

    fn data(&mut self) -> Result<&'a [u8], CacheError> {
        let length = self.number()?;
        self.take(usize::try_from(length).map_err(|_| CacheError::Truncated)?)
    }

    fn number(&mut self) -> Result<u32, CacheError> {
        self.array().map(u32::from_be_bytes)
    }

    fn short(&mut self) -> Result<u16, CacheError> {
        self.array().map(u16::from_be_bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CacheError> {
        let (array, rest) = self.rest.split_first_chunk().ok_or(CacheError::Truncated)?;
        self.rest = rest;
        Ok(*array)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], CacheError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(CacheError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }
}
