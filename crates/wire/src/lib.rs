//! Kerberos messages in DER and their framing, as pure codecs.
