//! The codec held against captured, hostile, random and generated messages.

#[cfg(test)]
mod captures;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod support;
