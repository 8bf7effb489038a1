//! `kerberos_asn1` reads every captured message as our codec does.

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod from_ours;
