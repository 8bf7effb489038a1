//! Topology files, keytabs and other texts read into a directory.
