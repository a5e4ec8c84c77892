use super::{Bio, DisplayName, Location, MessagePrivacy, TwitterHandle, Username};
use crate::{
    Invalid, Violations,
    content::{ImageEntry, StoredImage},
    link::WebUrl,
    text,
};

/// What people may change of their account, as somebody sent it. `None` was not sent, `Some(None)` was sent as
/// nothing. What is not named here (an address, a badge, a score) nobody can send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileDraft {
    /// The name that others read.
    pub display_name: Option<Option<String>>,
    /// The name in addresses.
    pub username: Option<Option<String>>,
    /// What they say of themselves.
    pub bio: Option<Option<String>>,
    /// Where they say they are.
    pub location: Option<Option<String>>,
    /// Their page.
    pub website_url: Option<Option<String>>,
    /// Their name on Twitter.
    pub twitter_handle: Option<Option<String>>,
    /// Their picture: a data URL, an address of ours, or one of their picture at GitHub.
    pub avatar_url: Option<Option<String>>,
    /// Their banner: a data URL or an address of ours.
    pub banner_url: Option<Option<String>>,
    /// Who may write to them.
    pub message_privacy: Option<Option<String>>,
}

/// What an account holds, as far as a change is judged by it: what is sent back unchanged is always accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldProfile {
    /// The username.
    pub username: String,
    /// The picture.
    pub avatar: Option<StoredImage>,
    /// The banner.
    pub banner: Option<StoredImage>,
}

/// A change of an account that follows the rules. `None` stays as it is, `Some(None)` is cleared. Pictures are a `P`:
/// entries as they were sent, or what they are stored as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChange<P> {
    /// As in [`ProfileDraft`].
    pub display_name: Option<DisplayName>,
    /// As in [`ProfileDraft`]. `None` too where it is the one that the account has.
    pub username: Option<Username>,
    /// As in [`ProfileDraft`].
    pub bio: Option<Option<Bio>>,
    /// As in [`ProfileDraft`].
    pub location: Option<Option<Location>>,
    /// As in [`ProfileDraft`].
    pub website_url: Option<Option<WebUrl>>,
    /// As in [`ProfileDraft`].
    pub twitter_handle: Option<Option<TwitterHandle>>,
    /// As in [`ProfileDraft`].
    pub avatar: Option<Option<P>>,
    /// As in [`ProfileDraft`].
    pub banner: Option<Option<P>>,
    /// As in [`ProfileDraft`].
    pub message_privacy: Option<MessagePrivacy>,
    /// Whether the person has chosen their names with it.
    pub onboards: bool,
}

impl<P> Default for ProfileChange<P> {
    fn default() -> Self {
        Self {
            display_name: None,
            username: None,
            bio: None,
            location: None,
            website_url: None,
            twitter_handle: None,
            avatar: None,
            banner: None,
            message_privacy: None,
            onboards: false,
        }
    }
}

impl ProfileChange<ImageEntry> {
    /// Judges every field. `base` is the address of this service (without a slash at its end).
    pub fn new(draft: &ProfileDraft, held: &HeldProfile, base: &str) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let change = Self {
            display_name: must(&mut wrong, "display_name", draft.display_name.as_ref(), DisplayName::new),
            username: must(&mut wrong, "username", draft.username.as_ref(), |name| username(name, held)).flatten(),
            bio: may(&mut wrong, "bio", draft.bio.as_ref(), Bio::optional),
            location: may(&mut wrong, "location", draft.location.as_ref(), Location::optional),
            website_url: may(&mut wrong, "website_url", draft.website_url.as_ref(), WebUrl::optional),
            twitter_handle: may(&mut wrong, "twitter_handle", draft.twitter_handle.as_ref(), TwitterHandle::optional),
            avatar: may(&mut wrong, "avatar_url", draft.avatar_url.as_ref(), |text| {
                github_avatar(text).map_or_else(
                    || picture(text, base, held.avatar.as_ref()),
                    |avatar| Ok(Some(ImageEntry::Stored(avatar))),
                )
            }),
            banner: may(&mut wrong, "banner_url", draft.banner_url.as_ref(), |text| {
                picture(text, base, held.banner.as_ref())
            }),
            message_privacy: must(&mut wrong, "message_privacy", draft.message_privacy.as_ref(), str::parse),
            onboards: false,
        };
        wrong.into_result(change)
    }

    /// Judges what a person tells when they come for the first time: both names have to be there, a picture and a
    /// text may be. Anything else of the draft is left for another time.
    pub fn onboarding(draft: &ProfileDraft, held: &HeldProfile, base: &str) -> Result<Self, Violations> {
        let told = ProfileDraft {
            username: Some(draft.username.clone().flatten()),
            display_name: Some(draft.display_name.clone().flatten()),
            avatar_url: draft.avatar_url.clone(),
            bio: draft.bio.clone(),
            ..ProfileDraft::default()
        };
        Ok(Self { onboards: true, ..Self::new(&told, held, base)? })
    }

    /// The same change with its pictures as they are stored by now.
    pub fn stored(self, avatar: Option<StoredImage>, banner: Option<StoredImage>) -> ProfileChange<StoredImage> {
        ProfileChange {
            display_name: self.display_name,
            username: self.username,
            bio: self.bio,
            location: self.location,
            website_url: self.website_url,
            twitter_handle: self.twitter_handle,
            avatar: self.avatar.map(|_| avatar),
            banner: self.banner.map(|_| banner),
            message_privacy: self.message_privacy,
            onboards: self.onboards,
        }
    }
}

/// A field that cannot be emptied: nothing is as bad as blank.
fn must<T>(
    wrong: &mut Violations,
    field: &'static str,
    sent: Option<&Option<String>>,
    judge: impl FnOnce(&str) -> Result<T, Invalid>,
) -> Option<T> {
    let text = sent?.as_deref().unwrap_or_default();
    wrong.check(field, judge(text))
}

/// A field that can be emptied.
#[expect(clippy::option_option, reason = "it stays, is cleared, or changes")]
fn may<T>(
    wrong: &mut Violations,
    field: &'static str,
    sent: Option<&Option<String>>,
    judge: impl FnOnce(&str) -> Result<Option<T>, Invalid>,
) -> Option<Option<T>> {
    match sent? {
        None => Some(None),
        Some(text) => wrong.check(field, judge(text)),
    }
}

/// The new username, if it is another than the present one. That one may be older than a rule.
fn username(text: &str, held: &HeldProfile) -> Result<Option<Username>, Invalid> {
    if !held.username.is_empty() && text.trim().to_lowercase() == held.username {
        return Ok(None);
    }
    Username::new(text).map(Some)
}

fn picture(text: &str, base: &str, held: Option<&StoredImage>) -> Result<Option<ImageEntry>, Invalid> {
    if text::is_blank(text) {
        return Ok(None);
    }
    ImageEntry::parse(text, base, held.map(std::slice::from_ref).unwrap_or_default()).map(Some)
}

/// An address where GitHub serves people's pictures: `avatars.githubusercontent.com` and its numbered sisters.
fn github_avatar(text: &str) -> Option<StoredImage> {
    if text.starts_with("data:") {
        return None;
    }
    let address = WebUrl::optional(text).ok().flatten()?;
    let host = address.as_str().strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let number = host.strip_prefix("avatars")?.strip_suffix(".githubusercontent.com")?;
    let is_number = number.len() <= 1 && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| StoredImage::from_row(address.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{ImageFormat, MediaFile};

    const BASE: &str = "http://localhost:4001";

    #[expect(clippy::option_option, clippy::unnecessary_wraps, reason = "a field of a draft")]
    fn sent(text: &str) -> Option<Option<String>> {
        Some(Some(text.to_owned()))
    }

    fn held() -> HeldProfile {
        HeldProfile {
            username: "ada".to_owned(),
            avatar: Some(StoredImage::from_row("data:old".to_owned())),
            banner: None,
        }
    }

    fn judged(draft: &ProfileDraft) -> Result<ProfileChange<ImageEntry>, Violations> {
        ProfileChange::new(draft, &held(), BASE)
    }

    #[test]
    fn what_was_not_sent_stays_and_what_was_sent_empty_is_cleared() {
        assert_eq!(judged(&ProfileDraft::default()), Ok(ProfileChange::default()));
        let draft =
            ProfileDraft { bio: sent(" "), location: Some(None), avatar_url: sent(""), ..ProfileDraft::default() };
        let cleared =
            ProfileChange { bio: Some(None), location: Some(None), avatar: Some(None), ..ProfileChange::default() };
        assert_eq!(judged(&draft), Ok(cleared));
    }

    #[test]
    fn every_fault_is_told_at_once_and_the_first_field_first() {
        let draft = ProfileDraft {
            display_name: Some(None),
            username: sent("Me"),
            bio: sent(&"x".repeat(501)),
            website_url: sent("javascript:alert(1)"),
            twitter_handle: sent("a b"),
            avatar_url: sent("https://elsewhere.example/me.png"),
            banner_url: sent("https://avatars.githubusercontent.com/u/1"),
            message_privacy: sent("nobody"),
            location: sent("a\0b"),
        };
        let wrong = judged(&draft).unwrap_err();
        assert_eq!(wrong.fields().count(), 9, "{wrong:?}");
        assert_eq!(wrong.to_string(), "Display name can't be blank");
        assert!(judged(&ProfileDraft { message_privacy: Some(None), ..ProfileDraft::default() }).is_err());
    }

    #[test]
    fn the_present_username_is_accepted_even_if_a_new_rule_would_refuse_it() {
        let kept = HeldProfile { username: "admin".to_owned(), ..held() };
        let draft = ProfileDraft { username: sent(" Admin "), ..ProfileDraft::default() };
        assert_eq!(ProfileChange::new(&draft, &kept, BASE), Ok(ProfileChange::default()));
        assert!(judged(&draft).is_err());
    }

    #[test]
    fn the_stored_picture_comes_back_as_it_is_and_github_serves_others() {
        let avatar = |text: &str| {
            judged(&ProfileDraft { avatar_url: sent(text), ..ProfileDraft::default() })
                .map(|change| change.avatar.flatten())
        };
        let stored = |text: &str| Ok(Some(ImageEntry::Stored(StoredImage::from_row(text.to_owned()))));
        assert_eq!(avatar("data:old"), stored("data:old"));
        for fine in ["https://avatars.githubusercontent.com/u/583231?v=4", "https://avatars2.githubusercontent.com/u/1"]
        {
            assert_eq!(avatar(fine), stored(fine));
        }
        for bad in [
            "http://avatars.githubusercontent.com/u/1",
            "https://avatars.githubusercontent.com.evil.example/u/1",
            "https://avatars.githubusercontent.com:8443/u/1",
            "https://evil@avatars.githubusercontent.com/u/1",
            "https://avatars-evil.githubusercontent.com/u/1",
            "https://raw.githubusercontent.com/u/r/x.svg",
            "data:text/html;base64,AAEC",
        ] {
            assert!(avatar(bad).is_err(), "{bad}");
        }
        let own = StoredImage::own(&MediaFile::new([1; 32], ImageFormat::Png));
        assert_eq!(avatar(&own.absolute(BASE)), Ok(Some(ImageEntry::Stored(own))));
        assert!(matches!(avatar("data:image/png;base64,AAEC"), Ok(Some(ImageEntry::New(_)))));
    }

    #[test]
    fn who_comes_first_tells_both_names_and_nothing_but_what_is_asked() {
        let nameless = ProfileDraft { bio: sent("Hi"), ..ProfileDraft::default() };
        let wrong = ProfileChange::onboarding(&nameless, &held(), BASE).unwrap_err();
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["display_name", "username"]);
        let whole = ProfileDraft {
            username: sent("ada"),
            display_name: sent("Ada"),
            location: sent("London"),
            message_privacy: sent("nobody"),
            ..nameless
        };
        let change = ProfileChange::onboarding(&whole, &held(), BASE).unwrap();
        assert!(change.onboards && change.location.is_none() && change.username.is_none());
    }
}
