mod captured;
mod drafts;
mod hostile;
mod real_pacs;
mod signatures;
mod unsampled;
mod vectors;
