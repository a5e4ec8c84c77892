use std::fmt::Write;

use actix_web::web::Bytes;
use serde::Serialize;
use vibeslop_application::stream::{Event, Told};

use crate::{accounts::CountsBody, ground::ApiError};

/// When a client that was cut off comes back, in milliseconds.
const BACK_IN: u32 = 2_000;

/// The first words.
pub fn greeting() -> Bytes {
    Bytes::from(format!("retry: {BACK_IN}\n\n"))
}

/// A comment: nothing has happened, and both are still there.
pub fn heartbeat() -> Bytes {
    Bytes::from_static(b": still here\n\n")
}

/// An event in its form (HTML, section 9.2.6). JSON has no line breaks but escaped ones.
pub fn written(event: &Event) -> Result<Bytes, ApiError> {
    let (name, data) = match &event.told {
        Told::Counts(unread) => ("counts", json(&CountsBody::from(*unread))?),
        Told::Resync => ("resync", "{}".to_owned()),
    };
    let mut text = String::with_capacity(data.len() + 64);
    write!(text, "id: {}\nevent: {name}\ndata: {data}\n\n", event.id).map_err(ApiError::internal)?;
    Ok(text.into())
}

fn json(body: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(body).map_err(ApiError::internal)
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::stream::{EventId, Part, Position};
    use vibeslop_ports::stream::Unread;

    use super::*;

    #[test]
    fn an_event_has_its_number_its_name_and_one_line_of_data() {
        let id = EventId { position: Position(7), part: Part::Counts };
        let counts = Told::Counts(Unread { notifications: 2, messages: 1 });
        let text = written(&Event { id, told: counts }).unwrap();
        assert_eq!(text, "id: 7-1\nevent: counts\ndata: {\"notifications\":2,\"messages\":1}\n\n");
        let id = EventId { position: Position(0), part: Part::Itself };
        assert_eq!(written(&Event { id, told: Told::Resync }).unwrap(), "id: 0-0\nevent: resync\ndata: {}\n\n");
    }
}
