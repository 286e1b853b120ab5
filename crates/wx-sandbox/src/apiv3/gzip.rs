//! A gzip file that compresses nothing: its blocks are stored. Every reader of gzip takes it.

use bytes::Bytes;

/// The pieces of a text as those of a gzip file. `ends` is false for a file that stops short.
pub(crate) fn gzip(
    text: impl Iterator<Item = Bytes> + Send + 'static,
    ends: bool,
) -> impl Iterator<Item = Bytes> + Send {
    // Magic number, deflate, no flags, no time, no hint, unknown system.
    let head = Bytes::from_static(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    std::iter::once(head).chain(Blocks { text, crc: u32::MAX, length: 0, ends })
}

struct Blocks<I> {
    text: I,
    /// Over the text so far, not inverted yet.
    crc: u32,
    /// Of the text so far, modulo 2³².
    length: u32,
    /// Whether the end is still to come.
    ends: bool,
}

/// The most that a stored block holds.
const BLOCK: usize = 0xffff;

impl<I: Iterator<Item = Bytes>> Iterator for Blocks<I> {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        if let Some(text) = self.text.next() {
            self.crc = crc32(self.crc, &text);
            // The format wants the length modulo 2³².
            self.length = self.length.wrapping_add(u32::try_from(text.len()).unwrap_or_default());
            return Some(text.chunks(BLOCK).flat_map(|part| block(0, part)).collect());
        }
        std::mem::take(&mut self.ends).then(|| {
            let last = block(1, b"");
            last.chain((!self.crc).to_le_bytes()).chain(self.length.to_le_bytes()).collect()
        })
    }
}

/// A stored block: whether it is the last, its length, the complement of its length, and its content.
fn block(last: u8, content: &[u8]) -> impl Iterator<Item = u8> + '_ {
    // A block is never longer than sixteen bits can say.
    let length = u16::try_from(content.len()).unwrap_or_default();
    [last]
        .into_iter()
        .chain(length.to_le_bytes())
        .chain((!length).to_le_bytes())
        .chain(content.iter().copied())
}

fn crc32(crc: u32, text: &[u8]) -> u32 {
    text.iter().fold(crc, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::crc32;

    /// The check value that every catalogue of CRCs gives for CRC-32.
    #[test]
    fn the_published_check_value() {
        assert_eq!(!crc32(u32::MAX, b"123456789"), 0xcbf4_3926);
    }
}
