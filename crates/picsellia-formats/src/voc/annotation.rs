//! Parses the XML of an annotation, as far as predictions need it.

use picsellia_core::ImageSize;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The maximum nesting of elements. Annotations need five levels.
const MAX_DEPTH: usize = 32;

/// The content of an annotation, with the values of objects as text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Annotation {
    pub(super) filename: Option<String>,
    pub(super) size: Option<ImageSize>,
    pub(super) objects: Vec<Object>,
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct Object {
    pub(super) name: Option<String>,
    pub(super) score: Option<String>,
    /// `xmin`, `ymin`, `xmax` and `ymax`.
    pub(super) corners: [Option<String>; 4],
}

/// Parses an annotation. The error is a message for the user. Entities that the file defines are
/// rejected, because they could expand without limit.
pub(super) fn read(xml: &str) -> Result<Annotation, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut builder = AnnotationBuilder::default();
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("is not valid XML at byte {at}: {error}"))?;
        match event {
            Event::Start(start) => builder.start(start.name().as_ref())?,
            Event::End(_) => builder.end()?,
            Event::Text(text) => builder.text.push_str(&text.xml10_content()),
            Event::CData(text) => builder.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let character = reference
                    .resolve_char_ref()
                    .map_err(|_| format!("has the invalid character reference &{name}; at byte {at}"))?;
                match (character, quick_xml::escape::resolve_predefined_entity(&name)) {
                    (Some(character), _) => builder.text.push(character),
                    (None, Some(text)) => builder.text.push_str(text),
                    (None, None) => return Err(format!("has the unknown entity &{name}; at byte {at}")),
                }
            }
            Event::Eof => return builder.finish(),
            // The reader expands empty elements to a start and an end.
            Event::Empty(_) => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

#[derive(Default)]
struct AnnotationBuilder {
    path: Vec<String>,
    text: String,
    seen_root: bool,
    width: Option<String>,
    height: Option<String>,
    found: Annotation,
}

impl AnnotationBuilder {
    fn start(&mut self, name: &str) -> Result<(), String> {
        if self.path.len() >= MAX_DEPTH {
            return Err(format!("elements are nested more than {MAX_DEPTH} levels deep"));
        }
        if self.path.is_empty() {
            if name != "annotation" || self.seen_root {
                return Err(format!("has the root element <{name}> instead of one <annotation>"));
            }
            self.seen_root = true;
        }
        self.path.push(name.to_owned());
        self.text.clear();
        if self.path.len() == 2 && name == "object" {
            self.found.objects.push(Object::default());
        }
        Ok(())
    }

    /// Keeps the text of the element that ends, if predictions need it.
    fn end(&mut self) -> Result<(), String> {
        let path: Vec<&str> = self.path.iter().skip(1).map(String::as_str).collect();
        let object = self.found.objects.last_mut();
        let place = match (path.as_slice(), object) {
            (["filename"], _) => Some(&mut self.found.filename),
            (["size", "width"], _) => Some(&mut self.width),
            (["size", "height"], _) => Some(&mut self.height),
            (["object", "name"], Some(object)) => Some(&mut object.name),
            (["object", "score" | "confidence"], Some(object)) => Some(&mut object.score),
            (["object", "bndbox", corner], Some(object)) => {
                let [xmin, ymin, xmax, ymax] = &mut object.corners;
                match *corner {
                    "xmin" => Some(xmin),
                    "ymin" => Some(ymin),
                    "xmax" => Some(xmax),
                    "ymax" => Some(ymax),
                    _ => None,
                }
            }
            _ => None,
        };
        if let Some(place) = place {
            let text = self.text.trim();
            if place.is_some() {
                return Err(format!("<{}> occurs twice", path.join("><")));
            }
            if !text.is_empty() {
                *place = Some(text.to_owned());
            }
        }
        self.path.pop();
        self.text.clear();
        Ok(())
    }

    fn finish(self) -> Result<Annotation, String> {
        if !self.path.is_empty() {
            return Err("ends before all elements are closed".to_owned());
        }
        if !self.seen_root {
            return Err("has no element <annotation>".to_owned());
        }
        let size = match (self.width, self.height) {
            (Some(width), Some(height)) => {
                Some(ImageSize { width: pixels(&width)?, height: pixels(&height)? })
            }
            _ => None,
        };
        Ok(Annotation { size, ..self.found })
    }
}

fn pixels(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("the size {text:?} is not a whole number of pixels"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_object_are_ignored() {
        let xml = "<annotation><filename>a &amp; b&#46;png</filename><object><name>person</name>\
                   <part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>\
                   <bndbox><xmax>9</xmax><xmin> 3 </xmin><ymin/><ymax>8</ymax></bndbox></object></annotation>";
        let annotation = read(xml).unwrap();
        assert_eq!(annotation.filename.as_deref(), Some("a & b.png"));
        let [object] = annotation.objects.as_slice() else { panic!("{annotation:?}") };
        assert_eq!(object.name.as_deref(), Some("person"));
        assert_eq!(object.corners, [Some("3".to_owned()), None, Some("9".to_owned()), Some("8".to_owned())]);
    }

    #[test]
    fn the_error_of_an_invalid_annotation_says_what_is_wrong() {
        let deep = "<annotation>".to_owned() + &"<a>".repeat(40);
        for (xml, expected) in [
            ("", "has no element <annotation>"),
            ("<html></html>", "has the root element <html>"),
            (
                "<annotation></annotation><annotation></annotation>",
                "has the root element <annotation> instead of one",
            ),
            ("<annotation><object>", "ends before all elements are closed"),
            ("<annotation></object>", "is not valid XML at byte"),
            (
                "<!DOCTYPE a [<!ENTITY x \"y\">]><annotation><filename>&x;</filename></annotation>",
                "has the unknown entity &x; at byte",
            ),
            (&deep, "elements are nested more than 32 levels deep"),
            (
                "<annotation><object><score>1</score><confidence>2</confidence></object></annotation>",
                "<object><confidence> occurs twice",
            ),
        ] {
            let message = read(xml).unwrap_err();
            assert!(message.starts_with(expected), "{xml}: {message}");
        }
    }
}
