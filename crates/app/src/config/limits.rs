use vibeslop_application::limits::Quotas;

use super::{
    fault::Noted,
    reader::Reader,
    settings::{
        AI_IMAGE_RATE_LIMIT_HOURLY, AI_TEXT_RATE_LIMIT_HOURLY, LIMIT_ADDRESS_PER_MINUTE, LIMIT_BOOKMARKS_PER_MINUTE,
        LIMIT_COMMENTS_HOURLY, LIMIT_LIKES_PER_MINUTE, LIMIT_MESSAGES_PER_MINUTE, LIMIT_POSTS_HOURLY,
        LIMIT_REPORTS_HOURLY, LIMIT_REPOSTS_PER_MINUTE, LIMIT_SIGN_IN_PER_MINUTE, LIMIT_USER_PER_MINUTE, Setting,
    },
    values::number,
};

/// A quota above it would be none: more than a machine answers in a minute, even where somebody measures it.
const MOST: u32 = 100_000_000;

/// How often things may be done. What a person does can be forbidden with a 0; all requests cannot.
pub(super) fn read(reader: &mut Reader) -> Result<Quotas, Noted> {
    let mut quota = |setting: &Setting, least| reader.required(setting, |text| number(text, least..=MOST));
    let posts = quota(&LIMIT_POSTS_HOURLY, 0);
    let comments = quota(&LIMIT_COMMENTS_HOURLY, 0);
    let likes = quota(&LIMIT_LIKES_PER_MINUTE, 0);
    let reposts = quota(&LIMIT_REPOSTS_PER_MINUTE, 0);
    let bookmarks = quota(&LIMIT_BOOKMARKS_PER_MINUTE, 0);
    let messages = quota(&LIMIT_MESSAGES_PER_MINUTE, 0);
    let reports = quota(&LIMIT_REPORTS_HOURLY, 0);
    let ai_text = quota(&AI_TEXT_RATE_LIMIT_HOURLY, 0);
    let ai_image = quota(&AI_IMAGE_RATE_LIMIT_HOURLY, 0);
    let address = quota(&LIMIT_ADDRESS_PER_MINUTE, 1);
    let user = quota(&LIMIT_USER_PER_MINUTE, 1);
    let sign_in = quota(&LIMIT_SIGN_IN_PER_MINUTE, 1);

    Ok(Quotas {
        posts: posts?,
        comments: comments?,
        likes: likes?,
        reposts: reposts?,
        bookmarks: bookmarks?,
        messages: messages?,
        reports: reports?,
        ai_text: ai_text?,
        ai_image: ai_image?,
        address: address?,
        user: user?,
        sign_in: sign_in?,
    })
}
