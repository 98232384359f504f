//! Cuts input into lines.

use bytes::{Buf, BufMut, BytesMut};
use memchr::memchr;
use std::io::{Error, ErrorKind, Result};

const MAX_LINE: usize = 64 * 1024;

/// Moves the complete lines of `input` to `lines`, each ended with CR LF. `searched` is how much of the input is known to
/// hold no line end; it is for the next call.
pub fn take(input: &mut BytesMut, searched: &mut usize, lines: &mut BytesMut) -> Result<()> {
    while let Some(found) = memchr(b'\n', &input[*searched..]) {
        let end = *searched + found;
        let line = input[..end].strip_suffix(b"\r").unwrap_or(&input[..end]);
        if line.len() > MAX_LINE {
            return Err(too_long());
        }
        lines.put_slice(line);
        lines.put_slice(b"\r\n");
        input.advance(end + 1);
        *searched = 0;
    }
    *searched = input.len();
    // One more may be the CR of the line's end.
    if input.len() > MAX_LINE + 1 {
        Err(too_long())
    } else {
        Ok(())
    }
}

fn too_long() -> Error {
    Error::new(ErrorKind::InvalidData, "the line is too long")
}
