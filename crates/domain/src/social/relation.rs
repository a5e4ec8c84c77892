use crate::ids::UserId;

/// How one person can stand to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Sees in their feed what the other shows.
    Follows,
    /// Neither sees anything of the other.
    Blocks,
    /// Sees nothing of the other, who does not notice.
    Mutes,
}

/// Why somebody may not stand so to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelationRefused {
    /// To oneself.
    #[error("You cannot {} yourself", .0.verb())]
    Oneself(Relation),
    /// One of the two has blocked the other. It is not told who.
    #[error("This is not possible between the two of you")]
    Blocked,
}

impl Relation {
    /// The rule: whether `person` may stand so to `other`. `blocked` says that one of them blocks the other, whoever.
    pub fn begin(self, person: UserId, other: UserId, blocked: bool) -> Result<(), RelationRefused> {
        if person == other {
            return Err(RelationRefused::Oneself(self));
        }
        if self == Self::Follows && blocked {
            return Err(RelationRefused::Blocked);
        }
        Ok(())
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Follows => "follow",
            Self::Blocks => "block",
            Self::Mutes => "mute",
        }
    }
}

impl RelationRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oneself(Relation::Follows) => "cannot_follow_self",
            Self::Oneself(Relation::Blocks) => "cannot_block_self",
            Self::Oneself(Relation::Mutes) => "cannot_mute_self",
            Self::Blocked => "blocked",
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ADA: UserId = UserId(Uuid::from_u128(0xADA));
    const BOB: UserId = UserId(Uuid::from_u128(0xB0B));

    #[test]
    fn nobody_stands_so_to_themselves() {
        for relation in [Relation::Follows, Relation::Blocks, Relation::Mutes] {
            assert_eq!(relation.begin(ADA, ADA, false), Err(RelationRefused::Oneself(relation)));
            assert_eq!(relation.begin(ADA, BOB, false), Ok(()));
        }
        assert_eq!(RelationRefused::Oneself(Relation::Blocks).to_string(), "You cannot block yourself");
    }

    #[test]
    fn a_block_forbids_to_follow_and_nothing_else_here() {
        assert_eq!(Relation::Follows.begin(ADA, BOB, true), Err(RelationRefused::Blocked));
        assert_eq!(Relation::Blocks.begin(ADA, BOB, true), Ok(()));
        assert_eq!(Relation::Mutes.begin(ADA, BOB, true), Ok(()));
    }
}
