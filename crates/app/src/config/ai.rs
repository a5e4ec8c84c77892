use secrecy::SecretString;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{
        OPENROUTER_API_KEY, OPENROUTER_BASE_URL, OPENROUTER_IMAGE_MODEL, OPENROUTER_TEXT_MODEL, OPENROUTER_VISION_MODEL,
    },
    values::word,
};

/// The language models: `OpenRouter`, or any server that speaks the same protocol.
#[derive(Debug, Clone)]
pub struct Ai {
    /// The key; without one the sandbox stands in.
    pub api_key: Option<SecretString>,
    /// Where the API is.
    pub base_url: BaseUrl,
    /// The model that writes.
    pub text_model: String,
    /// The model that paints.
    pub image_model: String,
    /// The model that looks at pictures.
    pub vision_model: String,
}

impl Ai {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let api_key =
            reader.secret(&OPENROUTER_API_KEY, |text| word(text).map(drop).map_err(|_| "must not hold a blank"));
        let why = "without it the sandbox would write the texts";
        let api_key = api_key.and_then(|key| reader.needed_in_production(&OPENROUTER_API_KEY, why, key));
        let base_url = reader.required(&OPENROUTER_BASE_URL, BaseUrl::new);
        let text_model = reader.required(&OPENROUTER_TEXT_MODEL, word);
        let image_model = reader.required(&OPENROUTER_IMAGE_MODEL, word);
        let vision_model = reader.required(&OPENROUTER_VISION_MODEL, word);

        Ok(Self {
            api_key: api_key?,
            base_url: base_url?,
            text_model: text_model?,
            image_model: image_model?,
            vision_model: vision_model?,
        })
    }
}
