use vibeslop_domain::limits::{Policy, PolicyName, Window};

/// How often each thing may be done: in an hour or a minute of the clock, or, for requests of any kind, in any minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Posts in an hour.
    pub posts: u32,
    /// Comments in an hour.
    pub comments: u32,
    /// Likes in a minute.
    pub likes: u32,
    /// Reposts in a minute.
    pub reposts: u32,
    /// Bookmarks in a minute.
    pub bookmarks: u32,
    /// Messages in a minute.
    pub messages: u32,
    /// Reports in an hour.
    pub reports: u32,
    /// Texts of a model in an hour.
    pub ai_text: u32,
    /// Pictures of a model in an hour.
    pub ai_image: u32,
    /// Requests from an address by nobody in particular, in a minute.
    pub address: u32,
    /// Requests of a person in a minute.
    pub user: u32,
    /// Steps of signing in from an address, in a minute.
    pub sign_in: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            posts: 30,
            comments: 60,
            likes: 60,
            reposts: 60,
            bookmarks: 60,
            messages: 60,
            reports: 20,
            ai_text: 10,
            ai_image: 5,
            address: 300,
            user: 600,
            sign_in: 20,
        }
    }
}

impl Quotas {
    /// The same number everywhere, far above what anybody does.
    pub const fn generous() -> Self {
        const MUCH: u32 = 1_000_000;
        Self {
            posts: MUCH,
            comments: MUCH,
            likes: MUCH,
            reposts: MUCH,
            bookmarks: MUCH,
            messages: MUCH,
            reports: MUCH,
            ai_text: MUCH,
            ai_image: MUCH,
            address: MUCH,
            user: MUCH,
            sign_in: MUCH,
        }
    }

    /// The limit of this name.
    pub const fn policy(&self, name: PolicyName) -> Policy {
        let (quota, window) = match name {
            PolicyName::Posts => (self.posts, Window::HOUR),
            PolicyName::Comments => (self.comments, Window::HOUR),
            PolicyName::Likes => (self.likes, Window::MINUTE),
            PolicyName::Reposts => (self.reposts, Window::MINUTE),
            PolicyName::Bookmarks => (self.bookmarks, Window::MINUTE),
            PolicyName::Messages => (self.messages, Window::MINUTE),
            PolicyName::Reports => (self.reports, Window::HOUR),
            PolicyName::AiText => (self.ai_text, Window::HOUR),
            PolicyName::AiImage => (self.ai_image, Window::HOUR),
            PolicyName::Address => (self.address, Window::MINUTE),
            PolicyName::User => (self.user, Window::MINUTE),
            PolicyName::SignIn => (self.sign_in, Window::MINUTE),
        };
        Policy { name, quota, window }
    }

    /// The limits on requests of any kind, which a node keeps in buckets of its own.
    pub fn of_requests(&self) -> [Policy; 3] {
        [PolicyName::Address, PolicyName::User, PolicyName::SignIn].map(|name| self.policy(name))
    }
}
