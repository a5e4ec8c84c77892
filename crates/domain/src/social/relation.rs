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

/// That one person stands so to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tie {
    /// How.
    pub relation: Relation,
    /// Who follows, blocks or mutes.
    pub person: UserId,
    /// Who is followed, blocked or muted.
    pub other: UserId,
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

impl Tie {
    /// The rule: whether it may begin. `blocked` says that one of the two blocks the other, whoever.
    pub fn begin(self, blocked: bool) -> Result<(), RelationRefused> {
        if self.person == self.other {
            return Err(RelationRefused::Oneself(self.relation));
        }
        if self.relation == Relation::Follows && blocked {
            return Err(RelationRefused::Blocked);
        }
        Ok(())
    }

    /// The same from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { relation: self.relation, person: self.other, other: self.person }
    }
}

impl Relation {
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

    const fn between(person: UserId, relation: Relation, other: UserId) -> Tie {
        Tie { relation, person, other }
    }

    #[test]
    fn nobody_stands_so_to_themselves() {
        for relation in [Relation::Follows, Relation::Blocks, Relation::Mutes] {
            assert_eq!(between(ADA, relation, ADA).begin(false), Err(RelationRefused::Oneself(relation)));
            assert_eq!(between(ADA, relation, BOB).begin(false), Ok(()));
        }
        assert_eq!(RelationRefused::Oneself(Relation::Blocks).to_string(), "You cannot block yourself");
    }

    #[test]
    fn a_block_forbids_to_follow_and_nothing_else_here() {
        assert_eq!(between(ADA, Relation::Follows, BOB).begin(true), Err(RelationRefused::Blocked));
        assert_eq!(between(ADA, Relation::Blocks, BOB).begin(true), Ok(()));
        assert_eq!(between(ADA, Relation::Mutes, BOB).begin(true), Ok(()));
    }
}
