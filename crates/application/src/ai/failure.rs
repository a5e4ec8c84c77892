use vibeslop_ports::ServiceError;

use crate::{Error, ServiceFailure};

/// What a failure of a model means to the person who asked. Each endpoint has a code and a sentence for it, and one for a
/// model that does not want to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) unwilling: &'static str,
}

impl Failure {
    pub(super) const TEXT: Self = Self {
        code: "generation_failed",
        message: "The text could not be written; please try again",
        unwilling: "The AI does not want to write about this repository",
    };
    pub(super) const PICTURE: Self = Self {
        code: "image_generation_failed",
        message: "The picture could not be made; please try again",
        unwilling: "The AI does not want to paint this",
    };
    pub(super) const IMPROVEMENT: Self = Self {
        code: "improvement_failed",
        message: "The text could not be improved; please try again",
        unwilling: "The AI does not want to work on this text",
    };

    pub(super) fn of(self, error: ServiceError) -> Error {
        match error {
            ServiceError::Moderated => {
                Error::Refused { code: "content_policy_violation", message: self.unwilling.to_owned() }
            }
            // Our key, not the person's: to them the service is away until the operator acts.
            ServiceError::Unauthorized => Error::Service {
                code: self.code,
                message: self.message.to_owned(),
                failure: ServiceFailure::Unavailable { retry_after: None },
                source: error,
            },
            error => Error::service(self.code, self.message, error),
        }
    }
}
