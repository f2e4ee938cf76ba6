//! A body whose image is encoded while it is sent.

use std::io::{self, Read};

use bytes::{Buf, Bytes};

use crate::base64;
use crate::image::{Encoded, ImageReader};
use crate::transport::BodySource;

/// The bytes before the image, the image in base64, and the bytes after it.
pub(super) struct EncodedImage {
    before: Bytes,
    image: Encoded,
    after: &'static [u8],
}

impl EncodedImage {
    pub(super) fn new(before: Bytes, image: Encoded, after: &'static [u8]) -> Self {
        Self { before, image, after }
    }
}

impl BodySource for EncodedImage {
    fn len(&self) -> u64 {
        self.before.len() as u64 + self.image.len().div_ceil(3) * 4 + self.after.len() as u64
    }

    fn blocks(&self) -> bool {
        matches!(self.image, Encoded::File(_))
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let image = match &self.image {
            Encoded::Bytes(bytes) => Original::Memory { rest: bytes.clone(), given: Bytes::new() },
            Encoded::File(file) => {
                Original::File { reader: ImageReader::new(file.clone())?, given: vec![0; OF_FILE] }
            }
        };
        Ok(Box::new(Reader { ready: self.before.clone(), image, after: Some(self.after) }))
    }
}

/// How much of a file is read at once, in whole groups of three bytes.
const OF_FILE: usize = 48 * 1024;

/// The bytes of the image.
enum Original {
    Memory { rest: Bytes, given: Bytes },
    File { reader: ImageReader, given: Vec<u8> },
}

impl Original {
    /// Returns the next bytes, at most `most`: whole groups of three, except the last one. At the
    /// end they are empty.
    fn next(&mut self, most: usize) -> io::Result<&[u8]> {
        match self {
            Self::Memory { rest, given } => {
                *given = rest.split_to(most.min(rest.len()));
                Ok(given)
            }
            Self::File { reader, given } => {
                let count = reader.fill(&mut given[..most.min(OF_FILE)])?;
                Ok(&given[..count])
            }
        }
    }
}

struct Reader {
    /// The bytes that were encoded and not read yet.
    ready: Bytes,
    image: Original,
    after: Option<&'static [u8]>,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() && buffer.len() >= 4 {
            // Encodes directly into the caller's buffer.
            let next = self.image.next(buffer.len() / 4 * 3)?;
            if !next.is_empty() {
                return Ok(base64::encode(next, buffer));
            }
        }
        if self.ready.is_empty() {
            // There is too little room for a group, or the image ends.
            let next = self.image.next(3)?;
            self.ready = if next.is_empty() {
                Bytes::from_static(self.after.take().unwrap_or_default())
            } else {
                let mut group = Vec::new();
                base64::append(next, &mut group);
                group.into()
            };
        }
        let count = self.ready.len().min(buffer.len());
        self.ready.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;
    use crate::image::ImageFile;

    fn read(source: &EncodedImage, asked: usize) -> Vec<u8> {
        let mut reader = source.open().unwrap();
        let mut read = Vec::new();
        let mut buffer = vec![0; asked];
        loop {
            let count = reader.read(&mut buffer).unwrap();
            if count == 0 {
                return read;
            }
            read.extend_from_slice(&buffer[..count]);
        }
    }

    proptest! {
        /// Readers may ask for any number of bytes, even fewer than a group of base64.
        #[test]
        fn the_body_is_the_same_in_any_pieces(image: Vec<u8>, asked in 1..70_usize) {
            let folder = tempfile::TempDir::new().unwrap();
            let path = folder.path().join("image.png");
            std::fs::write(&path, &image).unwrap();
            let file = ImageFile::new(std::fs::File::open(&path).unwrap()).unwrap();
            let whole = format!("before{}after", STANDARD.encode(&image));
            for image in [Encoded::File(Arc::new(file)), Encoded::Bytes(image.into())] {
                let source = EncodedImage::new("before".into(), image, b"after");
                prop_assert_eq!(source.len(), whole.len() as u64);
                prop_assert_eq!(String::from_utf8(read(&source, asked)).unwrap(), whole.as_str());
            }
        }
    }
}
