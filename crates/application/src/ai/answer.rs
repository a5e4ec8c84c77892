use serde_json::{Deserializer, Map, Value};
use vibeslop_domain::ai::{GeneratedDraft, GeneratedProject};

/// How many opening braces of an answer are tried. A real answer has its object at the first or the second.
const MAX_OBJECTS: usize = 100;

/// What an answer is worth.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// What could be made of it.
    pub(super) project: Option<GeneratedProject>,
    /// What is wrong with it, in our own words: they go back to the model, and to the log.
    pub(super) faults: Vec<String>,
}

/// Reads an answer: finds the object in it, checks types, cleans the texts.
///
/// An optional part of a wrong type is a fault, but the project stands without it.
pub(super) fn judge(answer: &str) -> Judged {
    let Some(object) = object_in(answer) else {
        return Judged { project: None, faults: vec!["it holds no complete JSON object".to_owned()] };
    };
    let mut reader = Reader { object: &object, faults: Vec::new() };
    let draft = GeneratedDraft {
        title: reader.text("title"),
        description: reader.text("description"),
        long_description: reader.text("long_description"),
        highlights: reader.texts("highlights"),
        detected_stack: reader.texts("detected_stack"),
        suggested_image_prompt: reader.text("suggested_image_prompt"),
    };
    let mut faults = reader.faults;
    let project = match GeneratedProject::new(&draft) {
        Ok(project) => Some(project),
        Err(wrong) => {
            for (field, reasons) in wrong.fields() {
                faults.extend(reasons.iter().map(|reason| format!("\"{field}\" {reason}")));
            }
            None
        }
    };
    Judged { project, faults }
}

/// The object that an answer is about: fenced or bare, with or without words around it. The first that has a title,
/// or else the first of all.
fn object_in(answer: &str) -> Option<Map<String, Value>> {
    let mut first = None;
    for (start, _) in answer.match_indices('{').take(MAX_OBJECTS) {
        let rest = answer.get(start..).unwrap_or_default();
        // Reads one value and stops behind it, whatever follows.
        if let Some(Ok(object)) = Deserializer::from_str(rest).into_iter::<Map<String, Value>>().next() {
            if object.contains_key("title") {
                return Some(object);
            }
            first.get_or_insert(object);
        }
    }
    first
}

struct Reader<'a> {
    object: &'a Map<String, Value>,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn text(&mut self, key: &str) -> Option<String> {
        match self.object.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => {
                self.faults.push(format!("\"{key}\" must be a string"));
                None
            }
        }
    }

    fn texts(&mut self, key: &str) -> Vec<String> {
        let texts = match self.object.get(key) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(entries)) => {
                entries.iter().map(|entry| entry.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
            }
            Some(_) => None,
        };
        texts.unwrap_or_else(|| {
            self.faults.push(format!("\"{key}\" must be a list of strings"));
            Vec::new()
        })
    }
}
