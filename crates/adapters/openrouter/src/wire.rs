use serde::Serialize;

/// The body of a request.
#[derive(Serialize)]
pub(crate) struct Question<'a> {
    pub(crate) model: &'a str,
    pub(crate) messages: Vec<Message<'a>>,
    pub(crate) temperature: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_tokens: Option<u32>,
}

/// The body of a request whose answer comes piece by piece.
#[derive(Serialize)]
pub(crate) struct StreamedQuestion<'a> {
    #[serde(flatten)]
    question: Question<'a>,
    stream: bool,
    stream_options: StreamOptions,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

impl<'a> From<Question<'a>> for StreamedQuestion<'a> {
    fn from(question: Question<'a>) -> Self {
        Self { question, stream: true, stream_options: StreamOptions { include_usage: true } }
    }
}

/// The body of a request for a picture.
#[derive(Serialize)]
pub(crate) struct Commission<'a> {
    pub(crate) model: &'a str,
    pub(crate) messages: Vec<Message<'a>>,
    pub(crate) modalities: [&'static str; 2],
    pub(crate) image_config: ImageConfig,
}

#[derive(Serialize)]
pub(crate) struct ImageConfig {
    pub(crate) aspect_ratio: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Message<'a> {
    pub(crate) role: &'static str,
    pub(crate) content: Content<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Part<'a> {
    ImageUrl { image_url: ImageUrl },
    Text { text: &'a str },
}

impl Part<'_> {
    /// A picture, as it is.
    pub(crate) fn picture(picture: &vibeslop_ports::ai::Picture) -> Self {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let url = format!("data:{};base64,{}", picture.format.content_type(), STANDARD.encode(&picture.bytes));
        Self::ImageUrl { image_url: ImageUrl { url } }
    }
}

#[derive(Serialize)]
pub(crate) struct ImageUrl {
    pub(crate) url: String,
}
