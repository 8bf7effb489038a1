//! DER by hand, so that the bytes sent are those of the test and not of a codec that refuses to write nonsense.

/// Tag, length and the parts in a row.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut octets = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => octets.push(short),
        _ => {
            let long: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
            octets.push(0x80 | u8::try_from(long.len()).expect("a length has eight octets"));
            octets.extend(long);
        }
    }
    parts.iter().for_each(|part| octets.extend_from_slice(part));
    octets
}

/// `[number] EXPLICIT`.
pub(crate) fn field(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, &[content])
}

/// SEQUENCE of the parts.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// INTEGER, shortest form.
pub(crate) fn integer(value: i64) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let mut start = 0;
    while start < 7
        && ((octets[start] == 0 && octets[start + 1] < 0x80) || (octets[start] == 0xff && octets[start + 1] >= 0x80))
    {
        start += 1;
    }
    tlv(0x02, &[&octets[start..]])
}

/// GeneralString of any octets.
pub(crate) fn string(octets: &[u8]) -> Vec<u8> {
    tlv(0x1b, &[octets])
}

/// GeneralizedTime.
pub(crate) fn time(text: &str) -> Vec<u8> {
    tlv(0x18, &[text.as_bytes()])
}

/// The content of the first field `tag` on the way down through `path` of constructed tags.
pub(crate) fn find<'a>(octets: &'a [u8], path: &[u8]) -> Option<&'a [u8]> {
    let Some((tag, deeper)) = path.split_first() else { return Some(octets) };
    let mut rest = octets;
    while let Some((found, content, after)) = split(rest) {
        if found == *tag {
            return find(content, deeper);
        }
        rest = after;
    }
    None
}

/// Tag, content and what follows.
fn split(octets: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = octets.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        (length.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), rest)
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((*tag, content, after))
}
