use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_application::mail::MailChoice;
use vibeslop_domain::{Violations, mail::MailKind};

use crate::{
    Api,
    ground::{ApiError, Body, Field, RequestBody, Viewer},
};

/// Declares both shapes from one list, so that neither can lack a kind: the `match` below has no other arm.
macro_rules! kinds {
    ($($(#[$doc:meta])* $field:ident: $kind:ident,)*) => {
        /// Which kinds of mail a person wants.
        #[derive(Debug, Default, Serialize, ToSchema)]
        #[schema(as = EmailPreferences)]
        pub struct PreferencesBody {
            $($(#[$doc])* $field: bool,)*
        }

        /// Which kinds of mail a person wants from now on. What is left out stays as it is.
        #[derive(Debug, Deserialize, ToSchema)]
        #[schema(as = WriteEmailPreferences)]
        pub struct WritePreferencesBody {
            $($(#[$doc])* #[serde(default)] #[schema(value_type = Option<bool>)] $field: Field<bool>,)*
        }

        impl From<Vec<MailChoice>> for PreferencesBody {
            fn from(choices: Vec<MailChoice>) -> Self {
                let mut body = Self::default();
                for (kind, wanted) in choices {
                    match kind {
                        $(MailKind::$kind => body.$field = wanted,)*
                        // About the account itself: nobody chooses.
                        MailKind::ExportReady | MailKind::AccountLeaving | MailKind::AccountErased => {}
                    }
                }
                body
            }
        }

        impl WritePreferencesBody {
            fn into_choices(self) -> Result<Vec<MailChoice>, Violations> {
                let mut wrong = Violations::default();
                let choices = [$((MailKind::$kind, self.$field.take(&mut wrong, stringify!($field)))),*];
                wrong.into_result(choices.into_iter().filter_map(|(kind, wanted)| Some((kind, wanted?))).collect())
            }
        }
    };
}

kinds! {
    /// After joining.
    welcome: Welcome,
    /// Bids on one's gigs.
    bid_received: BidReceived,
    /// One's bids that are accepted.
    bid_accepted: BidAccepted,
    /// One's bids that are rejected.
    bid_rejected: BidRejected,
    /// Gigs that are completed.
    gig_completed: GigCompleted,
    /// Reviews of one's work.
    review_received: ReviewReceived,
    /// Unread messages, once an hour and conversation at most.
    new_message: NewMessage,
    /// What happened in a week.
    weekly_digest: WeeklyDigest,
    /// Reports, for administrators.
    report_alert: ReportAlert,
}

impl RequestBody for WritePreferencesBody {
    const NEEDS: &'static str = "An object of kinds with `true` or `false` is required";
}

/// Which mail one gets
#[utoipa::path(
    get, path = "/api/me/email-preferences", operation_id = "get_email_preferences", tag = "mail",
    security(("bearer" = [])),
    responses((status = 200, description = "One boolean a kind, without an envelope.", body = PreferencesBody)),
)]
pub async fn get(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let choices = api.services.mail.preferences(viewer.id()).await?;
    Ok(HttpResponse::Ok().json(PreferencesBody::from(choices)))
}

/// Choose which mail one gets
#[utoipa::path(
    put, path = "/api/me/email-preferences", operation_id = "set_email_preferences", tag = "mail",
    security(("bearer" = [])),
    request_body = WritePreferencesBody,
    responses(
        (status = 200, description = "All kinds as they are now, without an envelope.", body = PreferencesBody),
        (status = 422, description = "`validation_failed`: something is neither `true` nor `false`."),
    ),
)]
pub async fn set(
    api: web::Data<Api>,
    viewer: Viewer,
    body: Body<WritePreferencesBody>,
) -> Result<HttpResponse, ApiError> {
    let choices = body.0.into_choices().map_err(vibeslop_application::Error::from)?;
    let choices = api.services.mail.set_preferences(viewer.id(), &choices).await?;
    Ok(HttpResponse::Ok().json(PreferencesBody::from(choices)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_fields_are_the_words_of_the_kinds() {
        let body = serde_json::to_value(PreferencesBody::default()).unwrap();
        let fields: BTreeSet<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, BTreeSet::from(MailKind::CHOICES.map(MailKind::as_str)));
    }

    #[test]
    fn what_is_left_out_is_not_chosen_and_what_is_no_boolean_is_wrong() {
        let parse = |json| serde_json::from_value::<WritePreferencesBody>(json).unwrap().into_choices();
        let chosen = parse(serde_json::json!({"welcome": false, "weekly_digest": true, "spam": 1}));
        assert_eq!(chosen.unwrap(), [(MailKind::Welcome, false), (MailKind::WeeklyDigest, true)]);
        assert!(parse(serde_json::json!({"welcome": "no"})).is_err());
    }
}
