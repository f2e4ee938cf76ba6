//! A body whose image is encoded from its file while it is sent.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};

use crate::base64;
use crate::image::{ImageFile, ImageReader};
use crate::transport::BodySource;

/// What comes before the image, the image in base64, and what comes after it.
pub(super) struct EncodedFile {
    before: Bytes,
    image: Arc<ImageFile>,
    after: &'static [u8],
}

impl EncodedFile {
    pub(super) fn new(before: Bytes, image: Arc<ImageFile>, after: &'static [u8]) -> Self {
        Self { before, image, after }
    }
}

impl BodySource for EncodedFile {
    fn len(&self) -> u64 {
        self.before.len() as u64 + self.image.len().div_ceil(3) * 4 + self.after.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Reader {
            ready: self.before.clone(),
            image: ImageReader::new(Arc::clone(&self.image))?,
            raw: vec![0; RAW],
            after: Some(self.after),
        }))
    }
}

/// How much of the image is encoded at once: whole groups of three bytes.
const RAW: usize = 48 * 1024;

struct Reader {
    /// What was made and not taken yet.
    ready: Bytes,
    image: ImageReader,
    raw: Vec<u8>,
    after: Option<&'static [u8]>,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() && buffer.len() >= 4 {
            // Straight to where it is wanted.
            let count = self.image.fill(&mut self.raw[..RAW.min(buffer.len() / 4 * 3)])?;
            if count > 0 {
                return Ok(base64::encode(&self.raw[..count], buffer));
            }
        }
        if self.ready.is_empty() {
            // Too little room for a group, or the end of the image.
            let count = self.image.fill(&mut self.raw[..3])?;
            self.ready = match count {
                0 => Bytes::from_static(self.after.take().unwrap_or_default()),
                _ => {
                    let mut group = Vec::new();
                    base64::append(&self.raw[..count], &mut group);
                    group.into()
                }
            };
        }
        let count = self.ready.len().min(buffer.len());
        self.ready.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Readers may ask for any number of bytes, fewer than a group of base64 too.
        #[test]
        fn the_body_is_the_same_in_any_pieces(image: Vec<u8>, asked in 1..70_usize) {
            let folder = tempfile::TempDir::new().unwrap();
            let path = folder.path().join("image.png");
            std::fs::write(&path, &image).unwrap();
            let file = ImageFile::new(std::fs::File::open(&path).unwrap()).unwrap();
            let source = EncodedFile::new("before".into(), Arc::new(file), b"after");
            let mut reader = source.open().unwrap();
            let mut read = Vec::new();
            let mut buffer = vec![0; asked];
            loop {
                let count = reader.read(&mut buffer).unwrap();
                if count == 0 {
                    break;
                }
                read.extend_from_slice(&buffer[..count]);
            }
            let whole = format!("before{}after", base64_simd::STANDARD.encode_to_string(&image));
            prop_assert_eq!(source.len(), whole.len() as u64);
            prop_assert_eq!(String::from_utf8(read).unwrap(), whole);
        }
    }
}
