//! What people change of their accounts.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Array, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Bio, Location, PreferencesChange, ProfileChange, TwitterHandle},
    content::StoredImage,
    ids::UserId,
    link::WebUrl,
};
use vibeslop_ports::{StoreError, accounts::UpdateProfileError};

use crate::{
    error::{store_error, violated},
    schema::{user_favorite_tools, user_tech_stacks, users},
};

crate::statement! {
    /// Tools that a person prefers from now on. What the catalog does not hold is passed over.
    struct PreferTools<'a> {
        user: Uuid as SqlUuid,
        ids: &'a [Uuid] as Array<SqlUuid>,
    }
    rows ();
    sql "INSERT INTO user_favorite_tools (user_id, ai_tool_id)
         SELECT $1, t.id FROM ai_tools t WHERE t.id = ANY($2) ORDER BY t.id ON CONFLICT DO NOTHING";
}

crate::statement! {
    /// Stacks that a person prefers from now on. What the catalog does not hold is passed over.
    struct PreferStacks<'a> {
        user: Uuid as SqlUuid,
        ids: &'a [Uuid] as Array<SqlUuid>,
    }
    rows ();
    sql "INSERT INTO user_tech_stacks (user_id, tech_stack_id)
         SELECT $1, t.id FROM tech_stacks t WHERE t.id = ANY($2) ORDER BY t.id ON CONFLICT DO NOTHING";
}

pub async fn update_profile(
    connection: &mut AsyncPgConnection,
    user: UserId,
    change: &ProfileChange<StoredImage>,
    now: DateTime<Utc>,
) -> Result<(), UpdateProfileError> {
    // What is `None` here is not written.
    let columns = (
        change.display_name.as_ref().map(|name| users::display_name.eq(name.as_str())),
        change.username.as_ref().map(|name| users::username.eq(name.as_str())),
        change.bio.as_ref().map(|text| users::bio.eq(text.as_ref().map(Bio::as_str))),
        change.location.as_ref().map(|text| users::location.eq(text.as_ref().map(Location::as_str))),
        change.website_url.as_ref().map(|url| users::website_url.eq(url.as_ref().map(WebUrl::as_str))),
        change.twitter_handle.as_ref().map(|name| users::twitter_handle.eq(name.as_ref().map(TwitterHandle::as_str))),
        change.avatar.as_ref().map(|image| users::avatar_url.eq(image.as_ref().map(StoredImage::as_str))),
        change.banner.as_ref().map(|image| users::banner_url.eq(image.as_ref().map(StoredImage::as_str))),
        change.message_privacy.map(|privacy| users::message_privacy.eq(privacy.as_str())),
        change.onboards.then(|| users::has_onboarded.eq(true)),
        users::updated_at.eq(now),
    );
    match diesel::update(users::table.find(user.0)).set(columns).execute(connection).await {
        Ok(0) => Err(UpdateProfileError::Gone),
        Ok(_) => Ok(()),
        // The index decides, between two who want one name at the same moment too.
        Err(error) if violated(&error, "users_username_key") => Err(UpdateProfileError::UsernameTaken),
        Err(error) => Err(store_error(error).into()),
    }
}

pub async fn replace_preferences(
    connection: &mut AsyncPgConnection,
    user: UserId,
    change: &PreferencesChange,
) -> Result<bool, StoreError> {
    // Locked, or two who replace at the same moment would leave both choices. They are a part of the account's state.
    let there: Option<Uuid> = diesel::update(users::table.find(user.0))
        .set(users::version.eq(users::version + 1))
        .returning(users::id)
        .get_result(connection)
        .await
        .optional()
        .map_err(store_error)?;
    if there.is_none() {
        return Ok(false);
    }
    if let Some(tools) = &change.tools {
        let ids: Vec<Uuid> = tools.iter().map(|tool| tool.0).collect();
        diesel::delete(
            user_favorite_tools::table
                .filter(user_favorite_tools::user_id.eq(user.0))
                .filter(user_favorite_tools::ai_tool_id.ne_all(&ids)),
        )
        .execute(connection)
        .await
        .map_err(store_error)?;
        PreferTools { user: user.0, ids: &ids }.execute(connection).await.map_err(store_error)?;
    }
    if let Some(stacks) = &change.stacks {
        let ids: Vec<Uuid> = stacks.iter().map(|stack| stack.0).collect();
        diesel::delete(
            user_tech_stacks::table
                .filter(user_tech_stacks::user_id.eq(user.0))
                .filter(user_tech_stacks::tech_stack_id.ne_all(&ids)),
        )
        .execute(connection)
        .await
        .map_err(store_error)?;
        PreferStacks { user: user.0, ids: &ids }.execute(connection).await.map_err(store_error)?;
    }
    Ok(true)
}
