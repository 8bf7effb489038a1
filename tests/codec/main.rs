//! Our codec beside two others that were written by other people, on every captured message.

#[cfg(test)]
mod captures;
#[cfg(test)]
mod picky;
#[cfg(test)]
mod rasn_kerberos;
#[cfg(test)]
mod uncaptured;
